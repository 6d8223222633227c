/** The arguments of `atelier stylize`, and its help. Nothing is read from the disk yet. */
import type { Command } from 'commander';
import { BLEND } from '../../bots/commands/command-text.js';
import { choice, integer } from '../../domain/field.js';
import { SETTINGS, type Settings } from '../../domain/request.js';
import type { Print } from '../../engine/engine.js';
import { addFields, readFields } from '../option-fields.js';
import { addExamples, wrong } from '../usage.js';

/** How to paint, whatever the photo is. */
export interface Painting {
  /** A preset or a file each; weights above 0. */
  styles: { name: string; weight: number }[];
  initial?: string;
  /** Where the subject is, in white. */
  mask?: string;
  /** The options that were given; the others come from the preset, then from the defaults. */
  given: Partial<Settings>;
}

export interface StylizeArguments extends Painting {
  /** Files and folders, at least one; - is stdin. */
  photos: string[];
  /** A file, a folder, or - for stdout. */
  out?: string;
  /** Where the losses of every step go. */
  losses?: string;
  /** Where the loop of how it was painted goes. */
  timelapse?: string;
  json: boolean;
  /** Undefined: the file is for a screen. */
  print?: Print;
}

const {
  size: chatSize,
  quality,
  seed,
  motion,
  strength,
  styleScale,
  keepColours,
  where,
  faces,
  ...RESEARCH
} = SETTINGS;
const LOOK = { strength, styleScale, keepColours, where, faces };
/** Longest side on the command line, px: nobody else waits behind it, as in a chat. */
const LARGEST_PRINT = 8192;
const size = integer({ ...chatSize, max: LARGEST_PRINT });
const PICTURE = { size, quality, seed, motion };
const FILE = {
  bits: choice(['8', '16'], {
    meaning: 'bits of each colour in a PNG or TIFF: 16 leave no steps in smooth skies',
    default: '8',
  }),
  dpi: integer({
    meaning: 'dots per inch that the file tells a printer; 0 tells nothing',
    min: 0,
    max: 2400,
    default: 0,
  }),
};
const FIELDS = { ...SETTINGS, size, ...FILE, blend: BLEND };

/** What commander gives for the options that are no fields. */
interface FileOptions {
  style?: string;
  style2?: string;
  initial?: string;
  mask?: string;
  out?: string;
  losses?: string;
  timelapse?: string;
  json?: boolean;
}

export function declareStylize(program: Command, act: (args: StylizeArguments) => Promise<void>): void {
  const command = program
    .command('stylize')
    .summary('paint photos in the style of a picture')
    .description(
      'Paints photos in the style of a picture. Without -o each painting goes beside its photo, and replaces nothing.',
    )
    .usage('PHOTO... -s STYLE [-o FILE|FOLDER] [options]')
    .argument('[photos...]', 'photos, and folders of them; - is stdin')
    .optionsGroup('Style:')
    .option('-s, --style <preset|file>', 'the style: a preset (see atelier styles) or a picture')
    .option('--style2 <preset|file>', 'a second style, to be blended with the first');
  addFields(command, { blend: BLEND, ...LOOK }, 'Style:');
  command
    .optionsGroup('Style:')
    .option('--mask <file>', 'where the subject of --where is, in white; left out, it is looked for')
    .optionsGroup('Picture:')
    .option(
      '-o, --out <path>',
      'a file (.png, .jpg, .tif or .webp; .webp or .gif of what moves), a folder, or - for stdout',
    );
  addFields(command, { ...PICTURE, ...FILE }, 'Picture:');
  command.option('--timelapse <file>', 'a short loop of how it was painted (.webp or .gif)');
  addFields(command, RESEARCH, 'For research:');
  command
    .optionsGroup('For research:')
    .option('--initial <file>', 'the picture that the painting starts from, as --init picture says')
    .option('--losses <file>', 'the losses of every step as CSV: step,total,style,content')
    .optionsGroup('Options:')
    .option('--json', 'print one JSON object a line about the finished pictures');
  addExamples(
    command,
    'atelier stylize cat.jpg -s starry-night',
    'atelier stylize cat.jpg -s my-painting.jpg --strength 70 -o painted.png',
    'atelier stylize cat.jpg -s mosaic --size 8192 --bits 16 --dpi 300 -o cat.tif',
    'atelier stylize *.jpg -s mosaic -o out/',
    'atelier stylize waving.gif -s great-wave -o waving-painted.webp',
    'curl -s https://example.com/cat.jpg | atelier stylize - -s the-kiss > kiss.jpg',
  ).action((photos: string[], values: FileOptions) => act(readArguments(photos, values)));
}

/** Throws invalid_input for what cannot be meant. */
function readArguments(photos: string[], values: FileOptions): StylizeArguments {
  const {
    blend,
    bits = FILE.bits.default,
    dpi = 0,
    ...settings
  } = readFields(FIELDS, values as Record<string, unknown>);
  if (photos.length === 0) throw wrong('there is no photo; type atelier stylize PHOTO -s STYLE');
  const { style, style2, initial, mask, out, losses, timelapse, json = false } = values;
  if (out === '') throw wrong('--out names no file; give one, for example --out painted.png');
  if (losses === '') throw wrong('--losses names no file; give one, for example --losses losses.csv');
  const styles = blendStyles(style, style2, blend, settings.mode ?? SETTINGS.mode.default);
  if (blend !== undefined && isPartial(settings))
    throw wrong('--blend mixes two styles; with --where each paints a part of its own; leave --blend out');
  const files = { ...(initial !== undefined && { initial }), ...(mask !== undefined && { mask }) };
  const painting = readPainting({ styles, given: settings, ...files });
  return {
    ...painting,
    photos,
    ...(out !== undefined && { out }),
    ...(losses !== undefined && { losses }),
    ...(timelapse !== undefined && { timelapse }),
    json,
    ...((bits === '16' || dpi > 0) && { print: { bits: bits === '16' ? 16 : 8, ...(dpi > 0 && { dpi }) } }),
  };
}

function blendStyles(
  first: string | undefined,
  second: string | undefined,
  blend: number | undefined,
  mode: string,
) {
  if (mode === 'content') {
    if (first ?? second) throw wrong('--mode content uses no style; leave out --style, or the mode');
    return [];
  }
  if (first === undefined) throw wrong('there is no --style; give a preset (atelier styles) or a picture');
  if (second === undefined) {
    if (blend !== undefined) throw wrong('--blend mixes two styles and there is one; add --style2');
    return [{ name: first, weight: 1 }];
  }
  const share = blend ?? BLEND.default;
  const styles = [
    { name: first, weight: 1 - share },
    { name: second, weight: share },
  ];
  return styles.filter(({ weight }) => weight > 0);
}

/** The files that are read, and names of presets. */
export function inputsOf({ styles, initial, mask }: Painting): string[] {
  return [...styles.map(({ name }) => name), ...[initial, mask].filter((file) => file !== undefined)];
}

/** Options that mean nothing without another one are refused rather than ignored. */
export function readPainting({ styles, initial, mask, given }: Painting): Painting {
  const init = given.init ?? (initial === undefined ? undefined : 'picture');
  if (initial !== undefined && init !== 'picture') throw wrong('--initial needs --init picture');
  if (initial === undefined && init === 'picture') throw wrong('--init picture needs --initial FILE');
  if (mask !== undefined && !isPartial(given))
    throw wrong('--mask needs --where subject or --where background');
  if (given.quality !== 'paper') {
    if (given.ratio !== undefined) throw wrong('--ratio belongs to --quality paper');
    if (given.normalisation !== undefined) throw wrong('--normalisation belongs to --quality paper');
  }
  const settings = { ...given, ...(init !== undefined && { init }) };
  return {
    styles,
    given: settings,
    ...(initial !== undefined && { initial }),
    ...(mask !== undefined && { mask }),
  };
}

function isPartial({ where = SETTINGS.where.default }: Partial<Settings>): boolean {
  return where !== 'all';
}
