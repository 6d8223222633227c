/** How long the bot's event loop is held up while an engine process paints: answers to a chat wait so long. */
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { defaultsOf } from '../src/domain/field.js';
import { SETTINGS } from '../src/domain/request.js';
import { createProcessPool } from '../src/engine/pool/process-pool.js';

const ROOT = new URL('../', import.meta.url);

export async function benchLatency(): Promise<void> {
  const engine = createProcessPool({ processes: 1, modelsDir: fileURLToPath(new URL('models', ROOT)) });
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  const content = await readFile(new URL('config/demo.jpg', ROOT));
  const picture = await readFile(new URL('config/presets/mosaic.jpg', ROOT));
  const settings = { ...defaultsOf(SETTINGS), size: 256, quality: 'draft' as const };
  // From the first event: the start of the process is not measured.
  const onEvent = () => void histogram.enable();
  const { steps } = await engine.stylize(
    { content, styles: [{ picture, weight: 1 }], settings },
    { onEvent },
  );
  histogram.disable();
  await engine.close();
  const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(1)} ms`;
  const delay = `${ms(histogram.percentile(99))} (99 %), ${ms(histogram.max)} at most`;
  console.log(`event loop of the bot during ${steps} steps: ${delay}, 5 ms of it the measurement's own`);
}
