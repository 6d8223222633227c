/** The arguments of `atelier models`, and its help. Nothing is read from the disk yet. */
import type { Command } from 'commander';
import { isPreprocessing, PREPROCESSING, type Preprocessing } from '../../engine/networks/weights.js';
import { addExamples, wrong } from '../usage.js';

export type ModelsArguments =
  | { name: 'list' }
  | { name: 'pull'; network: string }
  /** Undefined: all that are there. */
  | { name: 'verify'; network: string | undefined }
  | { name: 'import'; file: string; network: string; preprocessing: Preprocessing | undefined };

export function declareModels(program: Command, act: (args: ModelsArguments) => Promise<void>): void {
  const models = program
    .command('models')
    .helpCommand(false)
    .usage('COMMAND [options]')
    .summary('list, download and check feature networks')
    .description('The feature networks in MODELS_DIR. docs/reference/models.md describes them.');
  addExamples(models, 'atelier models list', 'atelier models pull vgg19');
  models
    .command('list')
    .description('The feature networks, and which of them are here.')
    .action(() => act({ name: 'list' }));
  models
    .command('pull')
    .description('Downloads a network; resumes an earlier download.')
    .argument('<network>', 'vgg19 or vgg16')
    .action((network: string) => act({ name: 'pull', network }));
  models
    .command('verify')
    .description('Reads every value of the networks that are here, and compares checksums.')
    .argument('[network]', 'only this one')
    .action((network: string | undefined) => act({ name: 'verify', network }));
  const names = Object.keys(PREPROCESSING);
  models
    .command('import')
    .description(
      "Takes a network from a file: Keras' .h5, or a .safetensors with torchvision's names or Atelier's.",
    )
    .argument('<file>')
    .option('--as <network>', 'which network it is')
    .option(
      '--preprocessing <name>',
      `what it was trained on, where the file does not say so (${names.join(' or ')}): .h5 files are keras, torchvision's imagenet`,
    )
    .action((file: string, { as, preprocessing }: { as?: string; preprocessing?: string }) => {
      if (as === undefined) throw wrong('which network is it? Add --as vgg19 or --as vgg16');
      return act({ name: 'import', file, network: as, preprocessing: readPreprocessing(preprocessing) });
    });
}

function readPreprocessing(name: string | undefined): Preprocessing | undefined {
  if (name === undefined || isPreprocessing(name)) return name;
  throw wrong(`--preprocessing must be one of ${Object.keys(PREPROCESSING).join(', ')}; got "${name}"`);
}
