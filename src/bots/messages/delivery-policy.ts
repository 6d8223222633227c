/**
 * What becomes of a view that a platform does not take: the one place where it is decided to skip, to retry, to take another
 * route or to give up. Adapters make one attempt by the routes that lead to a message; nothing below this file waits for a
 * platform to come back, so that its promise of six hours stays six hours.
 */
import type { Clock } from '../../lib/clock.js';
import { retry } from '../../lib/retry.js';
import { isFinal, type MessageView } from '../chat-adapter.js';
import { isRefusal, isTransient, PlatformError, type PlatformErrorCode } from '../platform-error.js';

/** The end of a job is retried for so long while its platform is unavailable, ms; then it waits for the next start of the program. */
const PLATFORM_PATIENCE_MS = 6 * 60 * 60_000;

/** The same after an error of ours, ms: a store may be restarting, and a defect does not mend itself. */
const OWN_PATIENCE_MS = 2 * 60_000;

/** Pauses between two tries, ms: doubled from the first to the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** A job that takes longer, ms, notifies its requester at the end: they no longer watch it. */
const LATE_MS = 60_000;

/** `since`: when the job was asked for, ms since the epoch. */
export function isLate(clock: Pick<Clock, 'now'>, since: number): boolean {
  return clock.now() - since > LATE_MS;
}

/** What an adapter does about a refusal. `fail`: the error is for the caller, who retries the end of a job. */
export type Step = 'skip' | 'fallback' | 'give-up' | 'fail';

/** A view of a job under way is soon replaced by a newer one; the end of a job has to reach its requester. */
const STEPS: Record<PlatformErrorCode, { underWay: Step; end: Step }> = {
  gone: { underWay: 'give-up', end: 'fallback' },
  expired: { underWay: 'skip', end: 'fallback' },
  forbidden: { underWay: 'skip', end: 'fallback' },
  'rate-limited': { underWay: 'fail', end: 'fail' },
  unavailable: { underWay: 'fail', end: 'fail' },
  'too-large': { underWay: 'fail', end: 'fail' },
  invalid: { underWay: 'fail', end: 'fail' },
};

export function stepAfter({ code }: PlatformError, view: MessageView): Step {
  return STEPS[code][isFinal(view) ? 'end' : 'underWay'];
}

/** How the end of a job was shown. `postponed`: the program ends first, and its next start delivers it. */
export type Outcome = 'delivered' | 'gone' | 'undeliverable' | 'postponed';

export interface DeliverOptions {
  clock: Clock;
  /** The program ends, or nobody wants the view any more. */
  signal: AbortSignal;
  /** Called for errors that another try does not solve. */
  onDefect(error: unknown): void;
}

/** Makes attempts until the end of a job is shown, its message is gone, or the patience is over. */
export async function deliver(
  attempt: () => Promise<void>,
  { clock, signal, onDefect }: DeliverOptions,
): Promise<Outcome> {
  try {
    await retry(attempt, {
      clock,
      signal,
      firstPause: FIRST_PAUSE_MS,
      longestPause: LONGEST_PAUSE_MS,
      isPassing: (error) => !isRefusal(error, 'gone'),
      patience: (error) => (isTransient(error) ? PLATFORM_PATIENCE_MS : OWN_PATIENCE_MS),
      leastPause: (error) => (error instanceof PlatformError ? error.retryAfterMs : 0),
      onRetry: (error) => {
        if (isDefect(error)) onDefect(error);
      },
    });
    return 'delivered';
  } catch (error) {
    if (isRefusal(error, 'gone')) return 'gone';
    if (signal.aborted) return 'postponed';
    onDefect(error);
    return 'undeliverable';
  }
}

/** Whether the operator has to know: an error of ours, or a call that the platform does not understand. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof PlatformError) || error.code === 'invalid' || error.code === 'too-large';
}
