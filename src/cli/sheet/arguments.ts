/** The arguments of `atelier sheet`. */
import type { Command } from 'commander';
import { choice, defaultsOf, integer, type ValuesOf } from '../../domain/field.js';
import { QUALITIES, SETTINGS } from '../../domain/request.js';
import { addFields, readFields } from '../option-fields.js';
import { addExamples, OUT_OPTION, wrong } from '../usage.js';

/** Options of all small pictures. Quick ones are enough to choose by. */
const FIELDS = {
  size: integer({
    meaning: 'longer side of each small picture',
    unit: 'px',
    min: SETTINGS.size.min,
    max: 1024,
    default: 256,
  }),
  quality: choice(QUALITIES, { meaning: 'how much work goes into each', default: 'draft' }),
  keepColours: SETTINGS.keepColours,
  seed: SETTINGS.seed,
} as const;

export interface SheetArguments {
  photo: string;
  out?: string;
  /** The one style that is painted at several strengths; undefined for all presets. */
  style?: string;
  settings: ValuesOf<typeof FIELDS>;
}

export function declareSheet(program: Command, act: (args: SheetArguments) => Promise<void>): void {
  const command = program
    .command('sheet')
    .summary('paint a photo in all styles, small, as one picture')
    .description(
      'Paints a photo small in every preset, or in one style at five strengths, as one picture to choose from.',
    )
    .usage('PHOTO [-s STYLE --strengths] [-o FILE] [options]')
    .argument('<photo>', 'the photo; - is stdin')
    .option('-s, --style <preset|file>', 'the style of --strengths')
    .option('--strengths', 'one style at five strengths')
    .option(...OUT_OPTION);
  addFields(command, FIELDS, 'Options:');
  addExamples(command, 'atelier sheet cat.jpg', 'atelier sheet cat.jpg -s mosaic --strengths').action(
    (photo: string, { style, strengths = false, out, ...values }: SheetOptions) => {
      if (strengths && style === undefined) throw wrong('--strengths needs a style; add -s STYLE');
      if (!strengths && style !== undefined)
        throw wrong('a sheet has all styles; add --strengths for one of them at five strengths');
      return act({
        photo,
        ...(out !== undefined && { out }),
        ...(style !== undefined && { style }),
        settings: { ...defaultsOf(FIELDS), ...readFields(FIELDS, values) },
      });
    },
  );
}

interface SheetOptions {
  style?: string;
  strengths?: boolean;
  out?: string;
}
