/** What strength and weights do to the finished picture, measured by a network on the picture itself, not by the run's own losses. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../../src/domain/request.js';
import type { Engine, EngineTask } from '../../../src/engine/engine.js';
import { type Cells, describeCells, MATCHED_LAYERS, onGrid } from '../../../src/engine/guidance/cells.js';
import { bytesToPlanes, type Size } from '../../../src/engine/images/pixels.js';
import { gaussianBlur } from '../../../src/engine/images/resample.js';
import { CONTENT_LAYER, featureShape, NETWORKS } from '../../../src/engine/networks/networks.js';
import { loadNetwork } from '../../../src/engine/networks/weights.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { createOnnxRuntime } from '../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type { Runtime } from '../../../src/engine/runtimes/runtime.js';
import { gaussian } from '../../../src/lib/random.js';
import { MODELS_DIR } from '../../support/reference.js';

const SIZE = { width: 128, height: 88 };

let engine: Engine;
let runtime: Runtime;
let photo: Uint8Array;
let style: Uint8Array;

beforeAll(async () => {
  engine = createStylizer({ modelsDir: MODELS_DIR, threads: 1 });
  const { network, weights } = await loadNetwork(NETWORKS.compact, MODELS_DIR);
  runtime = createOnnxRuntime(network, weights, { threads: 1 });
  const root = new URL('../../../', import.meta.url);
  photo = await sharp(await readFile(new URL('test/photos/cat-chelsea.jpg', root)))
    .resize({ ...SIZE, fit: 'cover' })
    .png()
    .toBuffer();
  style = await readFile(new URL('config/presets/van-gogh-starry-night.jpg', root));
});
afterAll(async () => {
  await engine.close();
  await runtime.dispose();
});

async function painted(
  content: Uint8Array,
  settings: Partial<Settings>,
  styles: EngineTask['styles'],
): Promise<Uint8Array> {
  const all = { ...defaultsOf(SETTINGS), size: SIZE.width, ...settings };
  return (await engine.stylize({ content, styles, settings: all })).picture.bytes;
}

const byStrength = new Map<number, Promise<Uint8Array>>();

/** The photo in the style, painted once for each strength. */
function paintedAt(strength: number): Promise<Uint8Array> {
  const picture = byStrength.get(strength) ?? painted(photo, { strength }, [{ picture: style, weight: 1 }]);
  byStrength.set(strength, picture);
  return picture;
}

async function pixels(bytes: Uint8Array, size: Size): Promise<Uint8Array> {
  return sharp(bytes)
    .resize({ ...size, fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
}

const CELL = 4;

interface Seen {
  content: Float32Array;
  /** Unit vectors of its places. */
  cells: Cells;
}

async function seen(bytes: Uint8Array, size: Size): Promise<Seen> {
  const picture = { ...size, data: bytesToPlanes(await pixels(bytes, size)) };
  const layers = { features: [CONTENT_LAYER, ...MATCHED_LAYERS], grams: [] };
  const { features } = await runtime.describe(picture, layers);
  const [content, ...matched] = features;
  const maps = matched.map((data, i) => {
    const [channels, height, width] = featureShape(
      runtime.network,
      MATCHED_LAYERS[i],
      size.width,
      size.height,
    );
    return { channels, height, width, data };
  });
  const grid = { width: size.width / CELL, height: size.height / CELL };
  return { content, cells: describeCells(onGrid(maps, grid), grid) };
}

/** |a - b|^2 / |b|^2 */
function relative(a: Float32Array, b: Float32Array): number {
  const squares = (of: (i: number) => number) => b.reduce((sum, _, i) => sum + of(i) ** 2, 0);
  return squares((i) => a[i] - b[i]) / squares((i) => b[i]);
}

/** How far a place of the picture is from the one of the style that it is most like: 1 - cosine, on average. */
async function strangeness(picture: Cells, style: Cells): Promise<number> {
  const { similarities } = await runtime.nearest(
    picture,
    style,
    new Float32Array(style.width * style.height),
  );
  return 1 - similarities.reduce((a, b) => a + b) / similarities.length;
}

describe('strength', () => {
  it('goes from nearly the photo to the style, one way in both', async () => {
    const [ofPhoto, ofStyle] = [await seen(photo, SIZE), await seen(style, { width: 128, height: 100 })];
    const distances = async ({ content, cells }: Seen) => ({
      content: relative(content, ofPhoto.content),
      style: await strangeness(cells, ofStyle.cells),
    });
    const unpainted = await distances(ofPhoto);
    const found: (typeof unpainted)[] = [];
    for (const strength of [0, 25, 50, 75, 100]) {
      found.push(await distances(await seen(await paintedAt(strength), SIZE)));
    }
    found.slice(1).forEach((after, i) => {
      expect(after.content).toBeGreaterThan(found[i].content);
      expect(after.style).toBeLessThan(found[i].style);
    });
    expect(found[0].content).toBeLessThan(0.1);
    expect(found[4].content).toBeGreaterThan(0.5);
    expect(found[4].style).toBeLessThan(0.75 * unpainted.style);
  });
});

describe('colours', () => {
  /** Luma of a picture, softened so that strokes do not count, with its mean taken away. */
  async function shades(bytes: Uint8Array): Promise<Float32Array> {
    const rgb = await pixels(bytes, SIZE);
    const luma = Float32Array.from({ length: SIZE.width * SIZE.height }, (_, i) => {
      return 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2];
    });
    const softened = gaussianBlur(luma, SIZE, 6);
    const mean = softened.reduce((a, b) => a + b) / softened.length;
    return softened.map((value) => value - mean);
  }

  it('keep light and shade where they are in the photo', async () => {
    const usual = defaultsOf(SETTINGS).strength;
    const [before, after] = [await shades(photo), await shades(await paintedAt(usual))];
    const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const correlation = product(before, after) / Math.sqrt(product(before, before) * product(after, after));
    expect(correlation).toBeGreaterThan(0.9);
  });
});

describe('several styles', () => {
  /** A texture of one colour: stripes of light and dark, so that it has features. */
  async function texture(colour: readonly number[]): Promise<Uint8Array> {
    const side = 128;
    const rgb = new Uint8Array(3 * side * side);
    for (let p = 0; p < side * side; p += 1) {
      const light = 1 + 0.25 * Math.sin((p % side) / 2) * Math.sin(Math.floor(p / side) / 3);
      colour.forEach((value, c) => {
        rgb[3 * p + c] = Math.min(255, value * light);
      });
    }
    return sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer();
  }
  const COLOURS = [
    [180, 60, 40],
    [40, 80, 180],
  ];

  /** Alike all over, so that what is painted beyond the edges has no other shares than the picture. */
  async function clouds(): Promise<Uint8Array> {
    const noise = gaussianBlur(gaussian(1, SIZE.width * SIZE.height), SIZE, 6);
    const rgb = Uint8Array.from({ length: 3 * noise.length }, (_, i) => {
      return Math.min(255, Math.max(0, 128 + 900 * noise[Math.floor(i / 3)]));
    });
    return sharp(rgb, { raw: { ...SIZE, channels: 3 } })
      .png()
      .toBuffer();
  }

  it.each([[0.3], [0.5], [0.7]])(
    'give the picture their colours by weight: %d of the first',
    async (share) => {
      const [first, second] = await Promise.all(COLOURS.map(texture));
      const styles = [
        { picture: first, weight: share },
        { picture: second, weight: 1 - share },
      ];
      const rgb = await pixels(await painted(await clouds(), { strength: 75 }, styles), SIZE);
      let nearer = 0;
      for (let p = 0; p < rgb.length; p += 3) {
        const [a, b] = COLOURS.map((colour) => Math.hypot(...colour.map((value, c) => value - rgb[p + c])));
        if (a < b) nearer += 1;
      }
      expect(Math.abs(nearer / (rgb.length / 3) - share)).toBeLessThan(0.1);
    },
  );
});
