/** The whole program, with only the painting itself replaced by a quick one. */

import { runProgram } from '../../src/app/bot.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';

const entry = new URL('./crash-engine.ts', import.meta.url);
await runProgram((options) => createProcessPool({ ...options, entry }));
