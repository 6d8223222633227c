/** A command line as a process. */
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { type Command, CommanderError } from 'commander';
import { toAtelierError } from '../domain/errors.js';
import { thrownToError } from '../engine/pool/crash.js';
import { coloured, commandOf, mistakeOf, nameOf, newProgram, type Output } from './usage.js';

/** What a command has of the process that it runs in. */
export interface CliContext {
  stdin: Readable;
  stdout: Output;
  stderr: Output;
  /** Aborts at the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  /** A line on stderr about something that went wrong, with the command's name before it. */
  warn(line: string): void;
}

/** Ends a command that has said all there is to say. */
export class Exit extends Error {
  constructor(
    readonly exitCode: number,
    message = '',
  ) {
    super(message);
  }
}

/** Adds subcommands to the program; they act with the context. */
export type Declare = (program: Command, context: CliContext) => void;

/**
 * Runs the arguments after `atelier`. The exit code: 0; 2 for a mistake of the user, with one line on
 * stderr; 128 + the signal's number after Ctrl-C or SIGTERM; 1 for the rest.
 */
export async function runCommandLine(
  declare: Declare,
  argv: readonly string[],
  given: Partial<Omit<CliContext, 'signal' | 'warn'>> = {},
): Promise<number> {
  const interruption = listenForSignals();
  const { stdout = process.stdout, stderr = process.stderr } = given;
  const program = newProgram(stdout);
  const context: CliContext = {
    // Opened when it is asked for: it may be the terminal of a shell that completes a word.
    get stdin() {
      return given.stdin ?? process.stdin;
    },
    stdout,
    stderr,
    signal: interruption.signal,
    warn: (line) => {
      const name = coloured(stderr, 'red', `${nameOf(commandOf(program, argv))}:`);
      stderr.write(`${name} ${line}\n`);
    },
  };
  declare(program, context);
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (thrown) {
    const failure = thrown instanceof CommanderError ? mistakeOf(thrown, commandOf(program, argv)) : thrown;
    if (failure === undefined) return 0;
    const code = fail(failure, context);
    return interruption.exitCode ?? code;
  } finally {
    interruption.ignore();
  }
}

function fail(thrown: unknown, { warn, stderr }: CliContext): number {
  if (thrown instanceof Exit) {
    if (thrown.message !== '') warn(thrown.message);
    return thrown.exitCode;
  }
  const error = toAtelierError(thrownToError(thrown));
  const isDefect = error.code === 'internal';
  // What native code says may have many lines; ours have them on purpose.
  warn(isDefect ? error.message.replaceAll(/\s*\n\s*/g, ' ') : error.message);
  if (isDefect && error.cause instanceof Error) stderr.write(`${error.cause.stack}\n`);
  return error.fault === 'user' ? 2 : 1;
}

/**
 * Runs the arguments that this process was started with, and sets its exit code. A reader that has seen enough
 * (`--help | head`) is no failure: what else the command writes goes nowhere.
 */
export async function runCommand(declare: Declare): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await runCommandLine(declare, process.argv.slice(2));
}

interface Interruption {
  /** Aborts at the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  /** 128 + the signal's number, once there was one. */
  exitCode: number | undefined;
  /** Leaves signals to Node.js again. */
  ignore(): void;
}

/** The first Ctrl-C or SIGTERM stops the run at its next good moment; a second one ends the process at once. */
function listenForSignals(): Interruption {
  const controller = new AbortController();
  const interruption: Interruption = {
    signal: controller.signal,
    exitCode: undefined,
    ignore: () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
    },
  };
  const stop = (name: 'SIGINT' | 'SIGTERM') => {
    interruption.ignore();
    interruption.exitCode = 128 + constants.signals[name];
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  return interruption;
}
