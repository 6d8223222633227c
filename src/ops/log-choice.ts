/** One line of the log about what pictures are painted on: worth reading where there was a choice, else for the curious. */
import type { Choice } from '../engine/runtimes/choose.js';
import type { Logger } from '../log.js';

export function logChoice(log: Logger): (choice: Choice) => void {
  return ({ line, isNews }) => (isNews ? log.info(line) : log.debug(line));
}
