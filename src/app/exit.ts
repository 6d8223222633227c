/** How a program ends that cannot continue, and what holds for every program of ours from its start. */
import { toAtelierError } from '../domain/errors.js';

/** Says why, in one line where there is something to be done about it, and exits with 1. */
export function exitBecauseOf(error: unknown): never {
  const { code, fault, message } = toAtelierError(error);
  console.error(fault === 'internal' && code !== 'storage_failed' ? error : message);
  process.exit(1);
}

/** How long an end that follows a defect may take before the process exits anyway, ms. */
const LAST_MS = 10_000;

/**
 * The last handler: what nobody caught is logged as a defect, and the program ends in order with exit code 1, for whatever
 * state it has left behind is not to be trusted. `end` closes what is open.
 */
export function endOnDefect(log: (error: unknown) => void, end: () => Promise<void>): void {
  let isEnding = false;
  const onDefect = (error: unknown) => {
    log(error);
    process.exitCode = 1;
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), LAST_MS).unref();
    end().then(
      () => process.exit(1),
      (failure) => {
        log(failure);
        process.exit(1);
      },
    );
  };
  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);
}

/** What this process writes is for its own user alone: pictures and messages of people, tokens. */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}
