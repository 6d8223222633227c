/** What can stand at the place of the word that is being typed. Pure: the shells' scripts (shells.ts) ask by `atelier complete`. */
import type { Argument, Command, Option } from 'commander';
import { commandOf } from '../usage.js';

export interface Candidate {
  word: string;
  /** One line, for shells that show it. */
  meaning: string;
}

export interface Candidates {
  words: Candidate[];
  /** Names of files fit as well. */
  files: boolean;
}

/** What places of the commands take, besides the choices that they declare: by the name in their brackets. */
export type Values = Readonly<Record<string, readonly Candidate[]>>;

/** `words`: those behind `atelier`, the last of them as far as it has been typed; '' where nothing has. */
export function candidatesFor(program: Command, words: readonly string[], values: Values): Candidates {
  // bash splits --style=mosaic at the sign.
  const [before, last] = [words.slice(0, -1).filter((word) => word !== '='), words.at(-1) ?? ''];
  const current = last === '=' ? '' : last;
  const command = commandOf(program, before);
  const joined = /^(--[^=]+)=(.*)$/.exec(current);
  if (joined) {
    const [, flag, start] = joined as unknown as [string, string, string];
    const { words: fitting } = startingWith(start, valuesOf(optionOf(command, flag), values));
    return {
      words: fitting.map(({ word, meaning }) => ({ word: `${flag}=${word}`, meaning })),
      files: false,
    };
  }
  const option = optionOf(command, before.at(-1));
  if (option?.required) return startingWith(current, valuesOf(option, values));
  if (current.startsWith('-')) return startingWith(current, { words: optionsOf(command), files: false });
  if (command.commands.length > 0) {
    const shown = command.createHelp().visibleCommands(command);
    const subcommands = shown.map((sub) => ({
      word: sub.name(),
      meaning: sub.summary() || sub.description(),
    }));
    return startingWith(current, { words: subcommands, files: false });
  }
  return startingWith(current, valuesOf(argumentAt(command, operandsIn(command, before)), values));
}

function startingWith(start: string, { words, files }: Candidates): Candidates {
  return { words: words.filter(({ word }) => word.startsWith(start)), files };
}

function optionOf(command: Command, flag: string | undefined): Option | undefined {
  return command.options.find(({ short, long }) => flag !== undefined && (flag === long || flag === short));
}

function optionsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ word: long ?? short!, meaning: description }));
}

/** <preset|file> takes the values of both. */
function valuesOf(place: Option | Argument | undefined, values: Values): Candidates {
  if (place === undefined) return { words: [], files: false };
  const choices = place.argChoices?.map((word) => ({ word, meaning: '' })) ?? [];
  const names = namesIn(place);
  return {
    words: [...choices, ...names.flatMap((name) => values[name] ?? [])],
    files: names.some((name) => NAMES_OF_FILES.includes(name)),
  };
}

/** In the brackets of the commands. */
const NAMES_OF_FILES = ['file', 'path', 'photo', 'photos', 'style'];

function namesIn(place: Option | Argument): string[] {
  if (!('flags' in place)) return [place.name()];
  const [, names = ''] = /[<[](.+?)(?:\.{3})?[>\]]/.exec(place.flags) ?? [];
  return names.split('|');
}

/** How many of the words are neither commands nor options nor their values. */
function operandsIn(command: Command, words: readonly string[]): number {
  const own = words.slice(words.lastIndexOf(command.name()) + 1);
  return own.filter((word, index) => !word.startsWith('-') && !optionOf(command, own[index - 1])?.required)
    .length;
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  return declared[index] ?? (last?.variadic ? last : undefined);
}
