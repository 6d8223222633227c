/** `atelier completion SHELL`, and what its scripts ask. */
import { Argument, type Command } from 'commander';
import { NETWORKS } from '../../domain/request.js';
import type { CliContext } from '../run-command.js';
import { addExamples } from '../usage.js';
import { candidatesFor, type Values } from './candidates.js';
import { SHELLS, type Shell } from './shells.js';

export function declareCompletion(program: Command, { stdout }: Pick<CliContext, 'stdout'>): void {
  const completion = program
    .command('completion')
    .summary('print completion for bash, zsh or fish')
    .description('Prints the script by which the Tab key completes commands, options and presets.')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(Object.keys(SHELLS)));
  addExamples(
    completion,
    'source <(atelier completion bash)    # in ~/.bashrc',
    'source <(atelier completion zsh)     # in ~/.zshrc, after compinit',
    'atelier completion fish > ~/.config/fish/completions/atelier.fish',
  ).action((shell: Shell) => void stdout.write(SHELLS[shell]));

  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const { words: found, files } = candidatesFor(program, words, await values());
      const lines = found.map(({ word, meaning }) => `${word}\t${meaning}`);
      stdout.write([...lines, ...(files ? [':files'] : []), ''].join('\n'));
    });
}

async function values(): Promise<Values> {
  const { loadPresets } = await import('../../app/presets.js');

  const presets = (await loadPresets()).map(({ id, title, artist }) => ({
    word: id,
    meaning: `${title}, ${artist}`,
  }));
  const network = NETWORKS.map((word) => ({ word, meaning: '' }));
  return { preset: presets, style: presets, network };
}
