/** What tests of screening paint with: the real engine, and a photo that passes a threshold at which no painting of it does. */
import { readFile } from 'node:fs/promises';
import type { Engine } from '../../src/engine/engine.js';
import { createStylizer } from '../../src/engine/pipeline/stylizer.js';
import { MODELS_DIR } from './reference.js';

/** %: the photo is explicit with 0.01 %, its small paintings with 0.4 % and more. */
export const BETWEEN = 0.1;

/** Options at which a painting takes a second. */
export const QUICK = { size: 64, quality: 'draft' } as const;

export async function decentPhoto(): Promise<{ name: string; bytes: Uint8Array }> {
  return { name: 'castle.jpg', bytes: await readFile('config/demo.jpg') };
}

/** The real engine, in this process; each run waits for `held` first. */
export function realEngine(held: () => Promise<void> = async () => {}): Engine {
  const engine = createStylizer({ modelsDir: MODELS_DIR, threads: 1, previewInterval: 0.1 });
  return {
    async stylize(task, options) {
      await held();
      return engine.stylize(task, options);
    },
    close: () => engine.close(),
  };
}
