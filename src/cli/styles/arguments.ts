/** The arguments of `atelier styles`. */
import type { Command } from 'commander';
import { addExamples } from '../usage.js';

export interface StylesArguments {
  /** Empty: all. */
  search: string;
  json: boolean;
}

export function declareStyles(program: Command, act: (args: StylesArguments) => Promise<void>): void {
  const command = program
    .command('styles')
    .summary('list the presets that a style can be')
    .description(
      'Lists the presets: paintings and patterns that come with Atelier, by the name to give to -s.',
    )
    .usage('[WORDS...] [options]')
    .argument('[words...]', 'only those that fit: title, artist, mood, movement, period, country')
    .option('--json', 'print all that is known of them as one JSON list');
  addExamples(command, 'atelier styles', 'atelier styles van gogh').action(
    (words: string[], { json = false }: { json?: boolean }) => act({ search: words.join(' '), json }),
  );
}
