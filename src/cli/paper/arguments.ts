/** The arguments of `atelier paper`: a photo, a style, and options of a painting, of which three are made. */
import type { Command } from 'commander';
import { SETTINGS } from '../../domain/request.js';
import { addFields, readFields } from '../option-fields.js';
import { type Painting, readPainting } from '../stylize/arguments.js';
import { addExamples, OUT_OPTION } from '../usage.js';

/** What the paper shows of one photo and one style, from left to right, by the mode of each. */
export const RUNS = [
  { mode: 'content', title: 'Content only' },
  { mode: 'style', title: 'Style only' },
  { mode: 'transfer', title: 'Both' },
] as const;

export interface PaperArguments {
  photo: string;
  out?: string;
  /** One for each of RUNS. */
  paintings: Painting[];
}

const { mode: _, quality: __, ratio, ...SHARED } = SETTINGS;

/**
 * Where nothing else is said: alpha/beta of the paper's figures 2 E and F. At 1e-2, the default of `ratio`, the losses of `compact` leave
 * the third picture like the first. (The first implementation has its own 1e-2.)
 */
const RATIO = 1e-4;
const FIELDS = { ...SHARED, ratio: { ...ratio, default: RATIO } };

export function declarePaper(program: Command, act: (args: PaperArguments) => Promise<void>): void {
  const command = program
    .command('paper')
    .summary('show what the two losses of the paper do')
    .description(
      'Paints a photo three times in quality paper - content only, style only, both - and makes one picture of the three, with the losses of each beneath.',
    )
    .usage('PHOTO STYLE [-o FILE] [options]')
    .argument('<photo>', 'the photo; - is stdin')
    .argument('<style>', 'a preset (see atelier styles) or a picture')
    .option(...OUT_OPTION)
    .option('--initial <file>', 'the picture that the paintings start from, as --init picture says');
  addFields(command, FIELDS, 'Options:');
  addExamples(command, 'atelier paper cat.jpg starry-night --size 256').action(
    (photo: string, style: string, { out, initial, ...values }: { out?: string; initial?: string }) => {
      const given = readFields(FIELDS, values);
      const isUsual = given.ratio === undefined && given.normalisation === undefined;
      const paintings = RUNS.map(({ mode }) =>
        readPainting({
          styles: mode === 'content' ? [] : [{ name: style, weight: 1 }],
          given: { ...given, ...(isUsual && { ratio: RATIO }), quality: 'paper', mode },
          ...(initial !== undefined && { initial }),
        }),
      );
      return act({ photo, ...(out !== undefined && { out }), paintings });
    },
  );
}
