/** The whole program, with only the painting itself replaced by a quick one. */

import { runProgram } from '../../src/app/bot.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { scriptBeside } from '../../src/lib/child-script.js';

const entry = scriptBeside(import.meta.url, 'crash-engine');
await runProgram((options) => createProcessPool({ ...options, entry }));
