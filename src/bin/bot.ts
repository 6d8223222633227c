/** `npm start`: the bot with the engine in processes of its own. */

import { runProgram } from '../app/bot.js';
import { createProcessPool } from '../engine/pool/process-pool.js';

await runProgram(createProcessPool);
