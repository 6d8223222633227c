/** The whole worker, with only the painting itself replaced by a quick one. */

import { runWorker } from '../../src/app/worker.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { scriptBeside } from '../../src/lib/child-script.js';

const entry = scriptBeside(import.meta.url, 'crash-engine');
await runWorker((options) => createProcessPool({ ...options, entry }));
