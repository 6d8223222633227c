/**
 * Contact sheets: every photo with every preset in one picture, to tune recipes and presets by looking.
 *
 *   npm run sheet -- OUT.png --photos a.jpg,b.jpg --presets starry-night,mosaic [--size 320] [--quality standard] [--strength N]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { loadPresets, presetPicture } from '../src/app/presets.js';
import { defaultsOf, parseFields } from '../src/domain/field.js';
import { findPreset } from '../src/domain/preset.js';
import { SETTINGS } from '../src/domain/request.js';
import { createStylizer } from '../src/engine/pipeline/stylizer.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: 'string', default: 'config/demo.jpg' },
    presets: { type: 'string' },
    size: { type: 'string', default: '320' },
    quality: { type: 'string', default: 'standard' },
    strength: { type: 'string' },
    styleScale: { type: 'string' },
  },
});
const [out = 'out/sheet.png'] = positionals;
const photos = values.photos.split(',');
const all = await loadPresets();
const presets = values.presets ? values.presets.split(',').map((text) => findPreset(all, text)) : all;
const engine = createStylizer({ modelsDir: new URL('../models', import.meta.url).pathname });

const size = Number(values.size);
const cells: { input: Buffer; left: number; top: number }[] = [];
for (const [column, photo] of photos.entries()) {
  const content = await readFile(photo);
  for (const [row, preset] of presets.entries()) {
    const given = {
      size: values.size,
      quality: values.quality,
      strength: values.strength,
      styleScale: values.styleScale,
    };
    const parsed = parseFields(SETTINGS, given);
    if (!parsed.ok) throw new Error(parsed.message);
    const settings = {
      ...parsed.value,
      strength: values.strength
        ? parsed.value.strength
        : (preset.settings.strength ?? defaultsOf(SETTINGS).strength),
      styleScale: values.styleScale ? parsed.value.styleScale : (preset.settings.styleScale ?? 1),
    };
    const styles = [{ picture: await presetPicture(preset), weight: 1 }];
    const { picture, seconds, losses } = await engine.stylize({ content, styles, settings });
    const name = `${basename(photo).split('.')[0]}-${preset.id}`;
    console.log(
      name,
      `${seconds.toFixed(1)} s`,
      `style ${losses.style.toFixed(5)}`,
      `content ${losses.content.toFixed(4)}`,
    );
    const input = Buffer.from(picture.bytes);
    await writeFile(join(dirname(out), `${name}.png`), input);
    cells.push({ input, left: column * size, top: row * size });
  }
}
await engine.close();
await sharp({
  create: { width: size * photos.length, height: size * presets.length, channels: 3, background: '#777' },
})
  .composite(cells)
  .png()
  .toFile(out);
