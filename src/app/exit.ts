/** How a program ends that cannot go on. */
import { toAtelierError } from '../domain/errors.js';

/** Says why, in one line where there is something to be done about it, and exits with 1. */
export function exitBecauseOf(error: unknown): never {
  const { code, fault, message } = toAtelierError(error);
  console.error(fault === 'internal' && code !== 'storage_failed' ? error : message);
  process.exit(1);
}
