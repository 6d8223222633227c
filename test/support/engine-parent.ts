/** A bot reduced to its engine: starts a long task, passes on what the engine process says, and waits to be killed. */
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { scriptBeside } from '../../src/lib/child-script.js';
import { scripted } from './engine-double.js';

const engine = createProcessPool({
  processes: 1,
  modelsDir: 'models',
  entry: scriptBeside(import.meta.url, 'engine-double'),
  onLog: (line) => console.log(line),
});
await engine.stylize(scripted({ steps: 10_000, stepMs: 50 }));
