import { runInstalled } from './bootstrap.mjs';

await runInstalled('testAll.ts');
