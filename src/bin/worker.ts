/** `npm run worker`: runs the jobs that bots on this or other machines put into Redis, with the engine in processes of its own. */

import { runWorker } from '../app/worker.js';
import { createProcessPool } from '../engine/pool/process-pool.js';

await runWorker(createProcessPool);
