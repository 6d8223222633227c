/** The losses of every step as a file: CSV with the columns step, total, style and content, each already weighted. */
import { resolve } from 'node:path';
import type { EngineEvent } from '../../domain/event.js';
import { wrong } from '../usage.js';
import { checkWritable } from './output-file.js';

/** Throws invalid_input where it cannot be written, or would replace the picture or one of the `inputs` that it is made of. */
export async function checkLossFile(path: string, out: string | undefined, inputs: readonly string[]) {
  if (out !== undefined && resolve(path) === resolve(out))
    throw wrong(`--losses and --out name the same file ${path}; choose another --losses`);
  await checkWritable('--losses', path, inputs);
}

export class LossRows {
  readonly #rows = ['step,total,style,content'];

  take(event: EngineEvent): void {
    if (event.type !== 'step') return;
    const { total, style, content } = event.losses;
    this.#rows.push([event.step, total, style, content].join(','));
  }

  csv(): Uint8Array {
    return Buffer.from(`${this.#rows.join('\n')}\n`);
  }
}
