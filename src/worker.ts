/** `npm run worker`: paints what bots on this or other machines put into Redis, with the engine in processes of its own. */
import { createEngineHost } from './engine/host.js';
import { runWorker } from './worker-program.js';

await runWorker(createEngineHost);
