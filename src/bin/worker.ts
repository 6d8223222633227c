/** `npm run worker`: paints what bots on this or other machines put into Redis, with the engine in processes of its own. */

import { runWorker } from '../app/worker.js';
import { createEngineHost } from '../engine/pool/process-pool.js';

await runWorker(createEngineHost);
