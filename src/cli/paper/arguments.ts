/** The words of `npm run paper`: a photo, a style, and options of a painting, of which three are made. */
import { AtelierError } from '../../domain/errors.js';
import { parseArguments, type StylizeFileRequest } from '../stylize/arguments.js';

export const USAGE = 'paper PHOTO STYLE [--out FILE] [option ...]';

/** What the paper shows of one photo and one style, from left to right, by the mode of each. */
export const RUNS = [
  { mode: 'content', title: 'Content only' },
  { mode: 'style', title: 'Style only' },
  { mode: 'transfer', title: 'Both' },
] as const;

/** What the three runs decide or cannot share. */
const TAKEN = [
  '--mode',
  '--quality',
  '--style',
  '--style2',
  '--blend',
  '--losses',
  '--json',
  '--list-presets',
];

/**
 * Where nothing else is said: alpha/beta of the paper's figures 2 E and F. At 1e-2, the default of `ratio`, the losses of `compact` leave
 * the third picture like the first. (The first implementation has its own 1e-2.)
 */
const RATIO = ['--ratio', '1e-4'];

export type PaperCommand = { name: 'help' } | { name: 'paper'; out: string; requests: StylizeFileRequest[] };

/** Throws invalid_input for what cannot be meant. */
export function parsePaperArguments(argv: readonly string[]): PaperCommand {
  if (argv.includes('--help')) return { name: 'help' };
  const [photo, style, ...options] = argv;
  if (photo === undefined || style === undefined || photo.startsWith('--') || style.startsWith('--')) {
    throw new AtelierError('invalid_input', `photo and style come first; usage: ${USAGE}`);
  }
  const taken = options.find((word) => TAKEN.includes(word.split('=')[0]!));
  if (taken !== undefined) {
    throw new AtelierError(
      'invalid_input',
      `${taken} has no meaning here: three pictures are made, in quality paper; leave it out`,
    );
  }
  const isGiven = (name: string) => options.some((word) => word.split('=')[0] === name);
  const out = isGiven('--out') ? [] : ['--out', 'out/paper.png'];
  const ratio = isGiven('--ratio') || isGiven('--normalisation') ? [] : RATIO;
  const requests = RUNS.map(({ mode }) => {
    const styles = mode === 'content' ? [] : ['--style', style];
    return parseRequest([
      photo,
      ...options,
      ...out,
      ...ratio,
      '--quality',
      'paper',
      '--mode',
      mode,
      ...styles,
    ]);
  });
  return { name: 'paper', out: requests[0]!.out, requests };
}

function parseRequest(argv: string[]): StylizeFileRequest {
  const command = parseArguments(argv);
  if (command.name !== 'stylize') throw new AtelierError('invalid_input', `usage: ${USAGE}`);
  return command.request;
}
