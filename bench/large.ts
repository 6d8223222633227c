/**
 * A large picture as a whole job, in a process of its own within a memory limit:
 *
 *   npm run bench -- large SIZE LIMIT_MB [QUALITY] [OUT.png]
 */
import { fork } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defaultsOf } from '../src/domain/field.js';
import { type Quality, SETTINGS } from '../src/domain/request.js';
import { createStylizer } from '../src/engine/pipeline/stylizer.js';

const IS_CHILD = process.send !== undefined;

export function benchLarge(words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['large', ...words]);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the job ended with ${code}`))));
  });
}

async function paint([size, limit, quality = 'standard', out]: readonly string[]): Promise<void> {
  const config = new URL('../config/', import.meta.url);
  const engine = createStylizer({
    modelsDir: new URL('../models', import.meta.url).pathname,
    memoryLimit: Number(limit),
  });
  const result = await engine.stylize({
    content: await readFile(new URL('demo.jpg', config)),
    styles: [{ picture: await readFile(new URL('presets/van-gogh-starry-night.jpg', config)), weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), size: Number(size), quality: quality as Quality },
  });
  const { picture, seconds, steps, peakMemoryMb } = result;
  console.log(
    `job ${picture.width} x ${picture.height} px, ${quality}, limit ${limit} MB: ${(seconds / 60).toFixed(1)} min in ${steps} steps, peak memory ${peakMemoryMb.toFixed(0)} MB`,
  );
  if (out) await writeFile(out, picture.bytes);
  await engine.close();
}

if (IS_CHILD && process.argv[2] === 'large') {
  await paint(process.argv.slice(3));
  process.disconnect();
}
