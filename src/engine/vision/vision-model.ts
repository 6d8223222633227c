/**
 * Small networks that look at a photo, besides those that paint: where its subject is, where faces are. Each is an ONNX file of
 * config/vision, whose README.md tells where it comes from. They run on the CPU in the engine's process; nothing of them is loaded
 * before one is asked.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AtelierError } from '../../domain/errors.js';
import { said } from '../../words/said.js';
import type { DecodedPicture } from '../images/decode.js';
import type { Size } from '../images/pixels.js';
import { toPlanes } from '../images/scale.js';

/** A model's file, and what it wants to see. */
export interface AnySizeModel {
  /** In config/vision. */
  file: string;
  /** Of the file, hex. */
  sha256: string;
  /** Name of the one input. */
  input: string;
  layout: 'NCHW' | 'NHWC';
  /** Input = (value - mean) / deviation, for red, green and blue in [0,1]. */
  mean: readonly number[];
  deviation: readonly number[];
}

/** A model that takes pictures of one size. */
export interface VisionModel extends AnySizeModel {
  /** Of the input, px. */
  size: Size;
}

/** A model that is open. */
export type OpenModel = Awaited<ReturnType<typeof openModel>>;

export interface VisionOptions {
  /** Of the CPU. 0, the default: all cores. */
  threads?: number;
  /** Of the models' files. Default: config/vision of this project. */
  folder?: URL;
}

/** Three levels above both src/engine/vision/ and dist/engine/vision/. */
export const VISION_FOLDER = new URL('../../../config/vision/', import.meta.url);

/** What a model says to a whole picture, squeezed to the model's size: its outputs by name. Rejects with model_missing and model_corrupt. */
export async function lookAt(
  model: VisionModel,
  picture: DecodedPicture,
  options: VisionOptions = {},
): Promise<Record<string, Float32Array>> {
  const { width, height } = model.size;
  return lookAtPlanes(model, await toPlanes(picture, width, height), options);
}

/** The same for pixels that are of the model's size already, [3, height, width] in [0,1]. */
export async function lookAtPlanes(
  model: VisionModel,
  planes: Float32Array,
  options: VisionOptions = {},
): Promise<Record<string, Float32Array>> {
  const opened = await openModel(model, options);
  try {
    return await opened.look(planes, model.size);
  } finally {
    await opened.release();
  }
}

/** For many looks, which come one after the other: each may write over the results of the one before. Rejects as `lookAt` does. */
export async function openModel(
  model: AnySizeModel & Partial<VisionModel>,
  { threads = 0, folder = VISION_FOLDER }: VisionOptions = {},
) {
  const bytes = await readModel(model, folder);
  const { Session } = await import('../runtimes/onnx/onnx-session.js');
  const session = await Session.create(bytes, { threads, anySize: model.size === undefined });
  return {
    look: (planes: Float32Array, size = model.size!): Promise<Record<string, Float32Array>> =>
      session.run({ [model.input]: { data: inputOf(model, planes), shape: shapeOf(model, size) } }),
    release: () => session.release(),
  };
}

/** Whether this machine can look at all: ONNX Runtime has no binary for every machine that tfjs runs on. */
export async function canLook(): Promise<boolean> {
  return import('../runtimes/onnx/onnx-session.js').then(
    () => true,
    () => false,
  );
}

async function readModel({ file, sha256 }: AnySizeModel, folder: URL): Promise<Uint8Array> {
  const bytes = await readFile(new URL(file, folder)).catch((cause) => {
    throw new AtelierError('model_missing', said('refusals.visionMissing', { file }), { cause });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new AtelierError('model_corrupt', said('refusals.visionDamaged', { file }));
  return bytes;
}

/** [3, N] -> [3, N], or [N, 3] where the model wants it so. */
function inputOf({ mean, deviation, layout }: AnySizeModel, planes: Float32Array): Float32Array {
  const count = planes.length / 3;
  const input = new Float32Array(planes.length);
  for (let c = 0; c < 3; c += 1) {
    for (let p = 0; p < count; p += 1) {
      const at = layout === 'NCHW' ? c * count + p : p * 3 + c;
      input[at] = (planes[c * count + p] - mean[c]) / deviation[c];
    }
  }
  return input;
}

function shapeOf({ layout }: AnySizeModel, { width, height }: Size): readonly number[] {
  return layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3];
}
