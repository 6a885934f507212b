#!/usr/bin/env node
import { productWitnesses } from '../productWitnesses.ts';
import { runCommandLine } from './commandLine.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  terminal: processTerminal(),
  createWitnesses: productWitnesses,
});
