/**
 * A large picture as a whole job, in an engine process within a memory limit:
 *
 *   npm run bench -- large SIZE LIMIT_MB [QUALITY] [OUT.png]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defaultsOf } from '../src/domain/field.js';
import { type Quality, SETTINGS } from '../src/domain/request.js';
import { createProcessPool } from '../src/engine/pool/process-pool.js';

const ROOT = new URL('../', import.meta.url);

export async function benchLarge([size, limit, quality = 'standard', out]: readonly string[]): Promise<void> {
  const engine = createProcessPool({
    processes: 1,
    modelsDir: fileURLToPath(new URL('models', ROOT)),
    runtime: 'onnx-cpu',
    memoryLimit: Number(limit),
  });
  const style = await readFile(new URL('config/presets/van-gogh-starry-night.jpg', ROOT));
  const result = await engine.stylize({
    content: await readFile(new URL('config/demo.jpg', ROOT)),
    styles: [{ picture: style, weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), size: Number(size), quality: quality as Quality },
  });
  const { picture, seconds, steps, peakMemoryMb } = result;
  console.log(
    `job ${picture.width} x ${picture.height} px, ${quality}, limit ${limit} MB: ${(seconds / 60).toFixed(1)} min in ${steps} steps, peak memory ${peakMemoryMb.toFixed(0)} MB`,
  );
  if (out) await writeFile(out, picture.bytes);
  await engine.close();
}
