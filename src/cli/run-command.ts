/** A command line as a process. */
import { constants } from 'node:os';

/**
 * Runs a command on the words behind its name and leaves its exit code to the process. A reader that has seen enough
 * (`--help | head`) is no failure: what else the command writes goes nowhere.
 */
export async function runCommand(command: (argv: readonly string[]) => Promise<number>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await command(process.argv.slice(2));
}

export interface Interruption {
  /** Aborts at the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  /** 128 + the signal's number, once there was one. */
  exitCode: number | undefined;
  /** Leaves signals to Node.js again. */
  ignore(): void;
}

/** The first Ctrl-C or SIGTERM stops the run at its next good moment; a second one ends the process at once. */
export function listenForSignals(): Interruption {
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
