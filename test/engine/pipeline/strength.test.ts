/** What strength and weights do to the finished picture, measured by a network on the picture itself, not by the run's own losses. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../../src/domain/request.js';
import type { Engine, EngineTask } from '../../../src/engine/engine.js';
import { bytesToPlanes } from '../../../src/engine/images/pixels.js';
import { CONTENT_LAYER, NETWORKS, STYLE_LAYERS } from '../../../src/engine/networks/networks.js';
import { loadNetwork } from '../../../src/engine/networks/weights.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { createOnnxRuntime } from '../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type { Description, Runtime } from '../../../src/engine/runtimes/runtime.js';
import { MODELS_DIR } from '../../support/reference.js';

const SIZE = { width: 192, height: 128 };

let engine: Engine;
let runtime: Runtime;
let photo: Uint8Array;
let style: Uint8Array;

beforeAll(async () => {
  engine = createStylizer({ modelsDir: MODELS_DIR });
  const { network, weights } = await loadNetwork(NETWORKS.compact, MODELS_DIR);
  runtime = createOnnxRuntime(network, weights);
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

async function painted(settings: Partial<Settings>, styles: EngineTask['styles']): Promise<Uint8Array> {
  const all = { ...defaultsOf(SETTINGS), size: SIZE.width, ...settings };
  return (await engine.stylize({ content: photo, styles, settings: all })).picture.bytes;
}

async function pixels(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes)
    .resize({ ...SIZE, fit: 'cover' })
    .removeAlpha()
    .raw()
    .toBuffer();
}

async function described(bytes: Uint8Array): Promise<Description> {
  const layers = { features: [CONTENT_LAYER], grams: STYLE_LAYERS };
  return runtime.describe({ ...SIZE, data: bytesToPlanes(await pixels(bytes)) }, layers);
}

/** |a - b| / |b| */
function relative(a: Float32Array, b: Float32Array): number {
  const squares = (of: (i: number) => number) => b.reduce((sum, _, i) => sum + of(i) ** 2, 0);
  return Math.sqrt(squares((i) => a[i] - b[i]) / squares((i) => b[i]));
}

describe('strength', () => {
  it('goes from nearly the photo to the style, one way in both', async () => {
    const [ofPhoto, ofStyle] = [await described(photo), await described(style)];
    const distances = ({ features, grams }: Description) => ({
      content: relative(features[0], ofPhoto.features[0]),
      style:
        STYLE_LAYERS.reduce((sum, _, i) => sum + relative(grams[i], ofStyle.grams[i]), 0) /
        STYLE_LAYERS.length,
    });
    const unpainted = distances(ofPhoto);
    const found: ReturnType<typeof distances>[] = [];
    for (const strength of [0, 25, 50, 75, 100]) {
      found.push(distances(await described(await painted({ strength }, [{ picture: style, weight: 1 }]))));
    }
    console.log(JSON.stringify({ unpainted, found }));
    found.slice(1).forEach((after, i) => {
      expect(after.content).toBeGreaterThan(found[i].content);
      expect(after.style).toBeLessThan(found[i].style);
    });
    expect(found[0].content).toBeLessThan(0.3);
    expect(found[4].content).toBeGreaterThan(2 * found[0].content);
    expect(found[4].style).toBeLessThan(unpainted.style / 2);
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

  it.each([[0.3], [0.5], [0.7]])(
    'give the picture their colours by weight: %d of the first',
    async (share) => {
      const [first, second] = await Promise.all(COLOURS.map(texture));
      const styles = [
        { picture: first, weight: share },
        { picture: second, weight: 1 - share },
      ];
      const rgb = await pixels(await painted({ strength: 75 }, styles));
      let nearer = 0;
      for (let p = 0; p < rgb.length; p += 3) {
        const [a, b] = COLOURS.map((colour) => Math.hypot(...colour.map((value, c) => value - rgb[p + c])));
        if (a < b) nearer += 1;
      }
      console.log(share, nearer / (rgb.length / 3));
      expect(Math.abs(nearer / (rgb.length / 3) - share)).toBeLessThan(0.08);
    },
  );
});
