/**
 * A moving picture against its frames painted one by one, for docs/measurements/motion.md: flicker, time, and a strip of eight frames.
 *
 *   npm run bench -- motion SCENE OUT.jpg [SIZE] [STYLE]
 *
 * SCENE is `pan`, for a camera that moves over the demo photo, or `object`, for a disc that moves over it. Flicker is the mean absolute
 * difference, in levels of 255, between a painted frame and the one before warped along the photo's flow, where that is sure.
 */
import { readFile } from 'node:fs/promises';
import { deserialize } from 'node:v8';
import sharp from 'sharp';
import { defaultsOf } from '../src/domain/field.js';
import { SETTINGS } from '../src/domain/request.js';
import type { EngineTask } from '../src/engine/engine.js';
import { encodeAnimation } from '../src/engine/images/animation.js';
import { bytesToPlanes, type Size } from '../src/engine/images/pixels.js';
import { type FrameMotion, frameMotion } from '../src/engine/motion/frame-motion.js';
import { warp } from '../src/engine/motion/warp.js';
import { createStylizer } from '../src/engine/pipeline/stylizer.js';

const FRAMES = 8;
/** Of a frame in the strip, px. */
const WIDTH = 240;
const GAP = 4;
/** A pixel whose motion is surer than this counts. */
const SURE = 0.9;

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url));

export async function benchMotion([
  scene,
  out,
  side = '320',
  style = 'van-gogh-starry-night',
]: readonly string[]) {
  if (!scene || !out) throw new Error('expected SCENE OUT.jpg [SIZE] [STYLE]');
  const size = { width: Number(side), height: Math.round(Number(side) * 0.75) };
  const photos = await Promise.all(Array.from({ length: FRAMES }, (_, index) => frameOf(scene, index, size)));
  const engine = createStylizer({ modelsDir: new URL('../models', import.meta.url).pathname });
  const task = {
    styles: [{ picture: await read(`config/presets/${style}.jpg`), weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), size: size.width },
  };
  const frames = photos.map((rgb) => ({ ...size, rgb }));
  const { bytes } = await encodeAnimation(
    { ...size, frames, delays: photos.map(() => 100) },
    { format: 'webp', quality: 'lossless' },
  );
  const paint = async (given: EngineTask) => {
    let finished: Uint8Array[] = [];
    const { picture, seconds } = await engine.stylize(given, {
      onEvent(event) {
        if (event.type === 'checkpoint' && given.moving)
          finished = (deserialize(event.state) as { finished: Uint8Array[] }).finished;
      },
    });
    return { pictures: given.moving ? finished : [picture.bytes], seconds };
  };

  const moving = await paint({ ...task, content: bytes, moving: true });
  const single = { pictures: [] as Uint8Array[], seconds: 0 };
  for (const photo of await Promise.all(photos.map((rgb) => png(rgb, size)))) {
    const { pictures, seconds } = await paint({ ...task, content: photo });
    single.pictures.push(...pictures);
    single.seconds += seconds;
  }
  await engine.close();
  const motion = photos.slice(1).map((photo, index) => frameMotion(photo, photos[index]!, size));
  for (const [name, { pictures, seconds }] of Object.entries({ 'frame by frame': single, moving }))
    console.log(`${scene}, ${name}: flicker ${await flickerOf(pictures, motion)}, ${seconds.toFixed(1)} s`);
  const rows = [await Promise.all(photos.map((rgb) => png(rgb, size))), single.pictures, moving.pictures];
  await drawStrip(rows, size, out);
}

/** [H*W*3] */
async function frameOf(scene: string, index: number, { width, height }: Size): Promise<Uint8Array> {
  const photo = sharp(await read('config/demo.jpg'));
  const { width: w, height: h } = await photo.metadata();
  const tall = Math.min(h, w * 0.75);
  const part = scene === 'pan' ? 0.7 : 1;
  const crop = { width: Math.floor((tall / 0.75) * part), height: Math.floor(tall * part) };
  const left = Math.round((w - crop.width) * (scene === 'pan' ? (0.6 * index) / FRAMES : 0.5));
  const top = Math.round((h - crop.height) * (scene === 'pan' ? (0.8 * index) / FRAMES : 0.5));
  const ground = photo
    .extract({ ...crop, left, top })
    .resize(width, height)
    .removeAlpha();
  if (scene === 'pan') return ground.raw().toBuffer();
  const disc = await discOf(Math.round(height * 0.36));
  const at = {
    left: Math.round(width * (0.05 + 0.07 * index)),
    top: Math.round(height * (0.3 + 0.03 * index)),
  };
  return sharp(await ground.png().toBuffer())
    .composite([{ input: disc, ...at }])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** The face of a cat, cut out round. */
async function discOf(side: number): Promise<Buffer> {
  const alpha = Buffer.alloc(4 * side * side);
  for (let i = 0; i < side * side; i += 1) {
    const radius = Math.hypot((i % side) - side / 2 + 0.5, Math.floor(i / side) - side / 2 + 0.5);
    alpha[4 * i + 3] = 255 * Math.min(1, Math.max(0, side / 2 - radius));
  }
  return sharp(await read('test/photos/cat-chelsea.jpg'))
    .extract({ left: 60, top: 0, width: 300, height: 300 })
    .resize(side, side)
    .ensureAlpha()
    .composite([{ input: alpha, raw: { width: side, height: side, channels: 4 }, blend: 'dest-in' }])
    .png()
    .toBuffer();
}

async function flickerOf(pictures: readonly Uint8Array[], motion: readonly FrameMotion[]): Promise<string> {
  const planes = await Promise.all(
    pictures.map(async (bytes) => bytesToPlanes(await sharp(bytes).removeAlpha().raw().toBuffer())),
  );
  let [sum, count, still, stillCount] = [0, 0, 0, 0];
  for (const [index, { flow, confidence, still: stays }] of motion.entries()) {
    const moved = warp(planes[index]!, flow);
    for (let i = 0; i < moved.length; i += 1) {
      const pixel = i % confidence.length;
      if (confidence[pixel]! < SURE) continue;
      const difference = 255 * Math.abs(moved[i]! - planes[index + 1]![i]!);
      sum += difference;
      count += 1;
      if (stays[pixel] !== 1) continue;
      still += difference;
      stillCount += 1;
    }
  }
  const share = `${((100 * count) / (motion.length * planes[0]!.length)).toFixed(0)} % of the pixels`;
  const where = stillCount > 0 ? `, where nothing moves ${(still / stillCount).toFixed(3)}` : '';
  return `${(sum / count).toFixed(2)} (${share}${where})`;
}

function png(rgb: Uint8Array, size: Size): Promise<Buffer> {
  return sharp(rgb, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer();
}

async function drawStrip(rows: readonly (readonly Uint8Array[])[], size: Size, out: string): Promise<void> {
  const height = Math.round((WIDTH * size.height) / size.width);
  const cells = rows.flatMap((row, y) =>
    row.map(async (picture, x) => ({
      input: await sharp(picture).resize(WIDTH, height).png().toBuffer(),
      left: x * (WIDTH + GAP),
      top: y * (height + GAP),
    })),
  );
  const whole = { width: FRAMES * (WIDTH + GAP) - GAP, height: rows.length * (height + GAP) - GAP };
  await sharp({ create: { ...whole, channels: 3, background: '#ffffff' } })
    .composite(await Promise.all(cells))
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(out);
}
