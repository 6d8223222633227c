/** The words of `npm run models`, and its help. Nothing is read from the disk yet. */
import { parseArgs } from 'node:util';
import { AtelierError } from '../../domain/errors.js';
import { isPreprocessing, PREPROCESSING, type Preprocessing } from '../../engine/networks/weights.js';
import { COMMAND } from './report-lines.js';

export type ModelsCommand =
  | { name: 'help' }
  | { name: 'list' }
  | { name: 'pull'; network: string }
  /** Undefined: all that are there. */
  | { name: 'verify'; network: string | undefined }
  | { name: 'import'; file: string; network: string; preprocessing: Preprocessing | undefined };

export const USAGE = `usage: ${COMMAND} list | pull NETWORK | verify [NETWORK] | import FILE --as NETWORK

list    the feature networks, and which of them are here
pull    downloads one (vgg19, vgg16); resumes an earlier download
verify  reads every value of those that are here, and compares checksums
import  takes one from a file: Keras' .h5, or a .safetensors with torchvision's names or Atelier's
  --as NETWORK         which network it is
  --preprocessing ${Object.keys(PREPROCESSING).join('|')}
                       what it was trained on, where the file does not say so: .h5 files are keras, torchvision's imagenet`;

/** Throws invalid_input. */
export function parseArguments(argv: readonly string[]): ModelsCommand {
  const { values, positionals } = split(argv);
  if (values.help) return { name: 'help' };
  const [name, operand, ...more] = positionals;
  if (more.length > 0) throw wrong(`there is a word too many: ${more.join(' ')}`);
  const { as, preprocessing } = values;
  if (name !== 'import' && (as ?? preprocessing) !== undefined) {
    throw wrong('--as and --preprocessing belong to import');
  }
  if (name === 'list' && operand === undefined) return { name };
  if (name === 'pull' && operand !== undefined) return { name, network: operand };
  if (name === 'verify') return { name, network: operand };
  if (name === 'import' && operand !== undefined) {
    if (as === undefined) throw wrong('which network is it? Add --as vgg19 or --as vgg16');
    return { name, file: operand, network: as, preprocessing: parsePreprocessing(preprocessing) };
  }
  throw wrong('that is no command');
}

function parsePreprocessing(name: string | undefined): Preprocessing | undefined {
  if (name === undefined || isPreprocessing(name)) return name;
  throw wrong(`--preprocessing must be one of ${Object.keys(PREPROCESSING).join(', ')}; got "${name}"`);
}

function split(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        as: { type: 'string' },
        preprocessing: { type: 'string' },
      },
    });
  } catch (error) {
    throw wrong((error as Error).message, error);
  }
}

function wrong(message: string, cause?: unknown): AtelierError {
  return new AtelierError('invalid_input', `${message}\n${USAGE}`, { cause });
}
