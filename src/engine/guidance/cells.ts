/**
 * Cells: what places of two pictures are compared by. A picture's features of several layers are brought to one grid of cells, and
 * each cell becomes a unit vector, so that the inner product of two is the cosine of their angle (Kolkin et al. 2022, "Neural
 * Neighbor Style Transfer", section 3.1: centred features, all layers together). Colours are one more layer: a bright sky then
 * becomes a bright part of the style (Hertzmann et al. 2001, "Image Analogies", section 3.1, compares colours as well).
 */
import { areaOf, type Size } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';
import type { Vectors } from '../runtimes/runtime.js';
import type { FeatureMap } from '../runtimes/tiling/feature-map.js';

/** The layers that cells are described by (empirical, docs/measurements/recipes.md). Every network here has them. */
export const MATCHED_LAYERS = ['conv2_1', 'conv3_1', 'conv3_2', 'conv4_1'] as const;

/** Weight of the colours beside a layer's 1 (empirical, docs/measurements/recipes.md). */
const COLOUR_WEIGHT = 0.6;
/** Weights of MATCHED_LAYERS and, after them, of the colours. */
export const CELL_WEIGHTS: readonly number[] = [...MATCHED_LAYERS.map(() => 1), COLOUR_WEIGHT];

/** Unit vectors, [cells, dimensions], of a grid of cells, row by row. */
export interface Cells extends Size, Vectors {}

/** Features of several layers on one grid: [C, cells] each. */
export type GridFeatures = readonly Float32Array[];

/** @param maps features, [C, h, w] each, of a picture that the grid covers */
export function onGrid(maps: readonly FeatureMap[], grid: Size): GridFeatures {
  return maps.map((map) => resizePlanes(map.data, map, grid));
}

/** (1 - share) a + share b */
export function mixFeatures(a: GridFeatures, b: GridFeatures, share: number): GridFeatures {
  return a.map((layer, l) => layer.map((value, i) => (1 - share) * value + share * b[l][i]));
}

/**
 * Layers are centred channel by channel and scaled to equal total variance; then each cell is scaled to length 1.
 * @param weights of the layers; all count the same where they are left out
 */
export function describeCells(layers: GridFeatures, grid: Size, weights?: readonly number[]): Cells {
  const count = areaOf(grid);
  const dimensions = layers.reduce((sum, layer) => sum + layer.length / count, 0);
  const data = new Float32Array(count * dimensions);
  let offset = 0;
  for (const [l, layer] of layers.entries()) {
    const planes = Float32Array.from(layer);
    const channels = planes.length / count;
    const scale = (weights?.[l] ?? 1) * centre(planes, channels);
    scatter(planes, channels, scale, data, dimensions, offset);
    offset += channels;
  }
  normaliseRows(data, dimensions);
  return { width: grid.width, height: grid.height, dimensions, data };
}

/** Takes each channel's mean away, in place, and returns the factor that makes the mean squared length of a position 1. */
function centre(planes: Float32Array, channels: number): number {
  const count = planes.length / channels;
  let squares = 0;
  for (let c = 0; c < channels; c += 1) {
    const plane = planes.subarray(c * count, (c + 1) * count);
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += plane[i];
    const mean = sum / count;
    for (let i = 0; i < count; i += 1) {
      plane[i] -= mean;
      squares += plane[i] * plane[i];
    }
  }
  return squares > 0 ? Math.sqrt(count / squares) : 0;
}

/** [C, N] -> columns `offset` to `offset + C` of [N, dimensions]. */
function scatter(
  planes: Float32Array,
  channels: number,
  scale: number,
  rows: Float32Array,
  dimensions: number,
  offset: number,
): void {
  const count = planes.length / channels;
  for (let c = 0; c < channels; c += 1) {
    let to = offset + c;
    for (let i = c * count; i < (c + 1) * count; i += 1, to += dimensions) rows[to] = scale * planes[i];
  }
}

function normaliseRows(rows: Float32Array, dimensions: number): void {
  for (let start = 0; start < rows.length; start += dimensions) {
    let squares = 0;
    for (let i = start; i < start + dimensions; i += 1) squares += rows[i] * rows[i];
    const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = start; i < start + dimensions; i += 1) rows[i] *= factor;
  }
}
