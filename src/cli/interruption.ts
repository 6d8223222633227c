/** Ctrl-C and SIGTERM for a command that can stop in good order. */
import { constants } from 'node:os';

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
