/**
 * The safetensors format (https://github.com/huggingface/safetensors#format): an 8-byte little-endian header length, a JSON
 * header {name: {dtype, shape, data_offsets}} with free texts under __metadata__, then the tensors' bytes without holes.
 * Types here are F32 and F16, which is read as F32. A file is judged by its header before a value is read.
 */
import type { FileHandle } from 'node:fs/promises';
import { AtelierError } from '../../domain/errors.js';

export interface TensorEntry {
  dtype: string;
  shape: number[];
  /** First byte and the one after the last, counted from the end of the header. */
  data_offsets: [number, number];
}

export interface SafetensorsHeader {
  tensors: Map<string, TensorEntry>;
  metadata: Record<string, string>;
  /** Where the tensors' bytes begin in the file. */
  dataStart: number;
}

export interface Tensor {
  shape: number[];
  /** Row-major. */
  values: Float32Array;
}

/** The format's own limit, bytes. */
const MAX_HEADER = 100_000_000;

/** Bytes of the header's length. */
const LENGTH_BYTES = 8;

const ALIGNMENT = 8;

/** The header of a whole file in memory. `name` is for the message. Throws model_corrupt. */
export function parseHeader(name: string, file: Uint8Array): SafetensorsHeader {
  const length = file.length < LENGTH_BYTES ? 0 : headerLength(file);
  return checkHeader(name, file.subarray(LENGTH_BYTES, LENGTH_BYTES + length), length, file.length);
}

/** The header of an open file; the tensors stay on the disk. Throws model_corrupt. */
export async function readHeader(name: string, file: FileHandle): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  const head = Buffer.alloc(LENGTH_BYTES);
  const { bytesRead } = await file.read(head, 0, LENGTH_BYTES, 0);
  const length = bytesRead < LENGTH_BYTES ? 0 : headerLength(head);
  const json = Buffer.alloc(length <= Math.min(size, MAX_HEADER) ? length : 0);
  await file.read(json, 0, json.length, LENGTH_BYTES);
  return checkHeader(name, json, length, size);
}

function headerLength(head: Uint8Array): number {
  return Number(new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
}

function checkHeader(name: string, json: Uint8Array, length: number, size: number): SafetensorsHeader {
  const dataStart = LENGTH_BYTES + length;
  const entries = length <= MAX_HEADER && dataStart <= size ? parseObject(json) : undefined;
  if (!entries) throw corrupt(`${name} is not a safetensors file`);
  const { __metadata__: metadata, ...rest } = entries;
  const tensors = new Map<string, TensorEntry>();
  for (const [tensor, entry] of Object.entries(rest)) {
    if (!isEntry(entry)) throw corrupt(`${name} is damaged: its header describes ${tensor} wrongly`);
    tensors.set(tensor, entry);
  }
  checkOffsets(name, tensors, size - dataStart);
  return { tensors, metadata: isTexts(metadata) ? metadata : {}, dataStart };
}

function parseObject(json: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(json));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every((text) => typeof text === 'string');

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);

function isEntry(value: unknown): value is TensorEntry {
  if (!isObject(value)) return false;
  const { dtype, shape, data_offsets: offsets } = value;
  return typeof dtype === 'string' && isCounts(shape) && isCounts(offsets) && offsets.length === 2;
}

/** "The byte buffer needs to be entirely indexed, and cannot contain holes": a file that was cut shows itself here. */
function checkOffsets(name: string, tensors: Map<string, TensorEntry>, bytes: number): void {
  const spans = [...tensors.values()].map(({ data_offsets }) => data_offsets);
  spans.sort(([a, aEnd], [b, bEnd]) => a - b || aEnd - bEnd);
  let end = 0;
  const hole = spans.some(([from, to]) => {
    const fits = from === end && to >= from;
    end = to;
    return !fits;
  });
  if (hole || end !== bytes)
    throw corrupt(`${name} is damaged: it holds ${bytes} bytes of tensors, not ${end}`);
}

/** Values of F32 or F16 bytes; undefined for another type, or a length that does not fit it. */
export function decodeTensor(dtype: string, bytes: Uint8Array): Float32Array | undefined {
  const aligned = new Uint8Array(bytes); // a copy, from the start of a buffer of its own
  if (dtype === 'F32' && bytes.length % 4 === 0) return new Float32Array(aligned.buffer);
  if (dtype === 'F16' && bytes.length % 2 === 0) return floatsOf(new Uint16Array(aligned.buffer));
  return undefined;
}

/** A whole file in F32. `metadata` may depend on the tensors' bytes, for a checksum. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: (data: Uint8Array) => Record<string, string>,
): Uint8Array {
  let end = 0;
  const entries: Record<string, TensorEntry> = {};
  for (const [name, { shape, values }] of tensors) {
    entries[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const data = Buffer.alloc(end);
  for (const [name, { values }] of tensors) {
    data.set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      entries[name].data_offsets[0],
    );
  }
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata(data), ...entries }));
  const padded = Math.ceil((LENGTH_BYTES + json.length) / ALIGNMENT) * ALIGNMENT - LENGTH_BYTES;
  const head = Buffer.alloc(LENGTH_BYTES + padded, ' ');
  head.writeBigUInt64LE(BigInt(padded));
  json.copy(head, LENGTH_BYTES);
  return Buffer.concat([head, data]);
}

/** Every half there is as a number: looked up, a network opens several times as quickly. */
let halves: Float32Array | undefined;

function floatsOf(bits: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => halfToFloat(half));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) values[i] = halves[bits[i]];
  return values;
}

/** IEEE 754 binary16 to number. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function corrupt(message: string): AtelierError {
  return new AtelierError('model_corrupt', `${message}; fetch it again`);
}
