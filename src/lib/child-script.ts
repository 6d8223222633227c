/** How a script that forkScript has started behaves towards the bot that it works for. */
import { setPriority } from 'node:os';

/** A third of the weight of a normal process (335 of 1024 in Linux's sched_prio_to_weight). */
const NICENESS = 5;

/**
 * The bot answers heartbeats on the same cores. To be called before libraries start threads, which inherit it: on Linux the niceness
 * belongs to a thread. A sandbox that forbids it costs only that politeness.
 */
export function yieldToParent(): void {
  try {
    setPriority(NICENESS);
  } catch {
    return;
  }
}

/**
 * Ctrl-C and service managers signal the whole process group: the parent decides what that means and closes the channel.
 * A parent that was killed closes it too.
 */
export function endWithParent(): void {
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.once('disconnect', () => process.exit());
  if (!process.connected) process.exit(); // it died while this process was starting
}
