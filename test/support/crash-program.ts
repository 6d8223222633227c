/** The whole program, with only the painting itself replaced by a quick one. */
import { createEngineHost } from '../../src/engine/host.js';
import { runProgram } from '../../src/program.js';

const entry = new URL('./crash-engine.ts', import.meta.url);
await runProgram((options) => createEngineHost({ ...options, entry }));
