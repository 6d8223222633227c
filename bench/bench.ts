/** `npm run bench`: figures for docs/performance.md. Nothing here passes or fails. */
import { cpus } from 'node:os';
import { benchEngine } from './engine.js';
import { benchQueue } from './queue.js';
import { benchWorkers } from './workers.js';

console.log(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
);
await benchEngine();
await benchQueue();
await benchWorkers();
