/** The whole worker, with only the painting itself replaced by a quick one. */

import { runWorker } from '../../src/app/worker.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';

const entry = new URL('./crash-engine.ts', import.meta.url);
await runWorker((options) => createProcessPool({ ...options, entry }));
