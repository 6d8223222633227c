/**
 * `npm run bench`: figures for docs/measurements/performance.md. Nothing here passes or fails. `npm run bench -- NAME` runs one part; `memory` and
 * `large` take long, `beside`, `faces` and `motion` make pictures; they are run only so.
 */
import { cpus } from 'node:os';
import { besideEachOther } from './beside.js';
import { benchEngine } from './engine.js';
import { benchFaces } from './faces.js';
import { benchLarge } from './large.js';
import { benchLatency } from './latency.js';
import { benchMemory } from './memory.js';
import { benchMethods } from './methods.js';
import { benchMotion } from './motion.js';
import { benchQueue } from './queue.js';
import { benchRuntimes } from './runtimes.js';
import { benchSteps } from './steps.js';
import { benchTiles } from './tiles.js';
import { benchWorkers } from './workers.js';

const USUAL = {
  engine: benchEngine,
  methods: benchMethods,
  latency: benchLatency,
  runtimes: benchRuntimes,
  steps: benchSteps,
  tiles: benchTiles,
  queue: benchQueue,
  workers: benchWorkers,
};
const PARTS: Record<string, (words: readonly string[]) => Promise<void>> = {
  ...USUAL,
  memory: benchMemory,
  large: benchLarge,
  beside: besideEachOther,
  faces: benchFaces,
  motion: benchMotion,
};

console.log(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
);
const [name, ...words] = process.argv.slice(2);
for (const part of name === undefined ? Object.keys(USUAL) : [name]) {
  const run = PARTS[part];
  if (!run) throw new Error(`expected one of ${Object.keys(PARTS).join(', ')}, got ${part}`);
  await run(words);
}
