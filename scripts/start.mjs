import { runInstalled } from './bootstrap.mjs';

await runInstalled('tryOut.ts');
