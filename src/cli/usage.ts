/** How every command of `atelier` reads its words and shows its help: commander, with our wording of mistakes. */
import { styleText } from 'node:util';
import { type Argument, Command, type CommanderError } from 'commander';
import { AtelierError } from '../domain/errors.js';

/** The part of a terminal, or of what stands in its place, that a command writes to. */
export type Output = Pick<NodeJS.WriteStream, 'write'> & {
  fd?: number;
  isTTY?: boolean;
  columns?: number;
  /** Of terminals: knows TERM, NO_COLOR and FORCE_COLOR. */
  hasColors?(): boolean;
};

/** The command `atelier` without its subcommands. Help goes to `stdout`, as wide as that is. */
export function newProgram(stdout: Output): Command {
  return new Command('atelier')
    .exitOverride()
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // Mistakes are worded by `mistakeOf`.
      writeErr: () => {},
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stdout.columns ?? 80,
      getOutHasColors: () => hasColours(stdout),
      getErrHasColors: () => hasColours(stdout),
    })
    .configureHelp({
      // Descriptions are folded in narrow terminals, too.
      minWidthToWrap: 20,
      styleTitle: (title) => styleText('bold', title, { validateStream: false }),
      // Choices and defaults stand in the descriptions, as in docs/reference/options.md.
      optionDescription: ({ description }) => description,
      argumentDescription: ({ description }) => description,
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(placeOf)].join(' '),
    });
}

function placeOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** The text in a colour, where it is written to a terminal that has colours and nobody has set NO_COLOR. */
export function coloured(output: Output, colour: 'red' | 'green' | 'dim', text: string): string {
  return hasColours(output) ? styleText(colour, text, { validateStream: false }) : text;
}

function hasColours(output: Output): boolean {
  return output.isTTY === true && output.hasColors?.() === true;
}

/** The option of a command that makes one picture of one photo. */
export const OUT_OPTION = [
  '-o, --out <path>',
  'a file (.png or .jpg), a folder, or - for stdout; else beside the photo',
] as const;

/** Lines to try, below the help. */
export function addExamples(command: Command, ...examples: string[]): Command {
  const title = styleText('bold', 'Examples:', { validateStream: false });
  return command.addHelpText('after', ['', title, ...examples.map((line) => `  $ ${line}`)].join('\n'));
}

export function wrong(message: string, cause?: unknown): AtelierError {
  return new AtelierError('invalid_input', message, { cause });
}

/** The subcommand that the words lead to: its name stands before its messages, and its help has its options. */
export function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (!next) break;
    command = next;
  }
  return command;
}

/** `atelier models pull` */
export function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

/** What commander has found wrong, as one sentence. Undefined: nothing is, it has shown the help or the version. */
export function mistakeOf(error: CommanderError, command: Command): AtelierError | undefined {
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help') {
    const names = command.commands.map((sub) => sub.name()).join(', ');
    return wrong(`say what to do: ${names}; ${nameOf(command)} --help says more`, error);
  }
  const said = error.message.replace(/^error: /, '').replace(/\n\(D/, ' (d');
  return wrong(`${said.replace(/\.$/, '')}; ${nameOf(command)} --help says more`, error);
}
