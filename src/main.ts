/** `npm start`: the bot with the engine in processes of its own. */
import { createEngineHost } from './engine/host.js';
import { runProgram } from './program.js';

await runProgram(createEngineHost);
