/**
 * The words of the command line, and its help. The options of a painting come from SETTINGS in kebab case; what is said
 * about files is declared here. Nothing is read from the disk yet.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { BLEND } from '../../bots/commands/command-text.js';
import { AtelierError } from '../../domain/errors.js';
import { expected, type Field, parseField } from '../../domain/field.js';
import { SETTINGS, type Settings } from '../../domain/request.js';

export interface StylizeFileRequest {
  photo: string;
  /** A preset or a file each; weights above 0. */
  styles: { name: string; weight: number }[];
  initial?: string;
  out: string;
  /** Where the losses of every step go. */
  losses?: string;
  /** The options that were given; the others come from the preset, then from the defaults. */
  given: Partial<Settings>;
  json: boolean;
}

export type CliCommand =
  | { name: 'help' }
  | { name: 'list-presets' }
  | { name: 'stylize'; request: StylizeFileRequest };

const USAGE = 'stylize PHOTO --style PRESET_OR_FILE --out FILE [option ...]';

const FILES = {
  style: { value: 'PRESET|FILE', meaning: 'the style: a preset (--list-presets) or a picture' },
  style2: { value: 'PRESET|FILE', meaning: 'a second style, to be blended with the first' },
  initial: { value: 'FILE', meaning: 'the picture that the painting starts from, as --init picture says' },
  out: { value: 'FILE', meaning: 'the finished picture, .png or .jpg' },
  losses: { value: 'FILE', meaning: 'the losses of every step as CSV: step,total,style,content' },
} as const;

const SWITCHES = {
  json: 'print one JSON object about the finished picture',
  'list-presets': 'print the presets, one a line',
  help: 'print this help',
} as const;

const FIELDS: Record<string, Field> = { ...SETTINGS, blend: BLEND };

type Values = Record<string, string | boolean | undefined>;

/** styleScale is --style-scale. */
const optionOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Throws invalid_input for what cannot be meant. */
export function parseArguments(argv: readonly string[]): CliCommand {
  const { values, positionals } = split(argv);
  if (values.help) return { name: 'help' };
  if (values['list-presets']) return { name: 'list-presets' };
  const given = readFields(values);
  const text = (name: keyof typeof FILES) => values[name] as string | undefined;
  const [photo, ...more] = positionals;
  if (photo === undefined) throw wrong(`there is no photo; usage: ${USAGE}`);
  if (more.length > 0) throw wrong(`there must be one photo; got ${positionals.join(', ')}`);
  const out = text('out');
  if (!out) throw wrong('there is no --out; name the file to write, for example --out painted.png');
  const { blend, ...settings } = given;
  const styles = blendStyles(text('style'), text('style2'), blend, settings.mode ?? SETTINGS.mode.default);
  const initial = text('initial');
  if (initial !== undefined) settings.init ??= 'picture';
  checkTogether(settings, initial);
  const losses = text('losses');
  if (losses === '') throw wrong('--losses names no file; give one, for example --losses losses.csv');
  const request = { photo, styles, ...(initial !== undefined && { initial }), out, given: settings };
  const json = values.json === true;
  return { name: 'stylize', request: { ...request, ...(losses !== undefined && { losses }), json } };
}

/** The files that are read, and names of presets. */
export function inputsOf({ photo, styles, initial }: StylizeFileRequest): string[] {
  return [photo, ...styles.map(({ name }) => name), ...(initial === undefined ? [] : [initial])];
}

export function helpText(): string {
  const rows = [
    ...Object.entries(FILES).map(([name, { value, meaning }]) => [`--${name} ${value}`, meaning]),
    ...Object.entries(FIELDS).map(([name, field]) => {
      const flag = field.kind === 'flag';
      const usual = flag ? '' : ` (${expected(field)}; ${field.default} unless said otherwise)`;
      return [`--${optionOf(name)}${flag ? '' : ` ${field.kind.toUpperCase()}`}`, `${field.meaning}${usual}`];
    }),
    ...Object.entries(SWITCHES).map(([name, meaning]) => [`--${name}`, meaning]),
  ] as [string, string][];
  const width = Math.max(...rows.map(([option]) => option.length));
  const lines = rows.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`);
  return `Usage: ${USAGE}\n\nPaints a photo in the style of a picture.\n\n${lines.join('\n')}`;
}

function split(argv: readonly string[]): { values: Values; positionals: string[] } {
  const fields = Object.entries(FIELDS).map(([name, { kind }]) => [
    optionOf(name),
    { type: kind === 'flag' ? 'boolean' : 'string' },
  ]);
  const files = Object.keys(FILES).map((name) => [name, { type: 'string' }]);
  const switches = Object.keys(SWITCHES).map((name) => [name, { type: 'boolean' }]);
  const options: ParseArgsConfig['options'] = Object.fromEntries([...fields, ...files, ...switches]);
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { values: values as Values, positionals };
  } catch (cause) {
    // Node's first sentence names the option; the others give advice about dashes.
    const [reason] = (cause as Error).message.split(/\n|\. /);
    throw wrong(`${reason}; --help lists the options`, cause);
  }
}

function readFields(values: Values): Partial<Settings> & { blend?: number } {
  const given: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(FIELDS)) {
    const raw = values[optionOf(name)];
    if (raw === undefined) continue;
    const parsed = parseField(field, `--${optionOf(name)}`, raw);
    if (!parsed.ok) throw wrong(parsed.message);
    given[name] = parsed.value;
  }
  return given;
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
  if (first === undefined) throw wrong('there is no --style; give a preset (--list-presets) or a picture');
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

/** Options that mean nothing without another one are refused rather than ignored. */
function checkTogether(
  { init, quality, ratio, normalisation }: Partial<Settings>,
  initial: string | undefined,
): void {
  if (initial !== undefined && init !== 'picture') throw wrong('--initial needs --init picture');
  if (initial === undefined && init === 'picture') throw wrong('--init picture needs --initial FILE');
  if (quality === 'paper') return;
  if (ratio !== undefined) throw wrong('--ratio belongs to --quality paper');
  if (normalisation !== undefined) throw wrong('--normalisation belongs to --quality paper');
}

function wrong(message: string, cause?: unknown): AtelierError {
  return new AtelierError('invalid_input', message, { cause });
}
