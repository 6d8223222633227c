/** The whole worker, with only the painting itself replaced by a quick one. */
import { createEngineHost } from '../../src/engine/host.js';
import { runWorker } from '../../src/worker-program.js';

const entry = new URL('./crash-engine.ts', import.meta.url);
await runWorker((options) => createEngineHost({ ...options, entry }));
