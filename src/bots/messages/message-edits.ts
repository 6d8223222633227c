/**
 * The edits of one message: the latest view wins, with a shortest time between two, so that a slow chat never slows the
 * engine and never piles up previews. The end of the job is delivered by the policy of delivery-policy.ts.
 */
import type { Clock } from '../../lib/clock.js';
import type { MessageView } from '../chat-adapter.js';
import { isRefusal } from '../platform-error.js';
import { deliver, isDefect, type Outcome } from './delivery-policy.js';

export interface Edits {
  /** Shows this view some time soon, unless a later one comes first. */
  push(view: MessageView): void;
  /** Shows the end of the job: resolves once it is taken, or cannot be. Later views are ignored. */
  finish(view: MessageView): Promise<Outcome>;
  /** The message was removed: later views are ignored. */
  stop(): void;
  /** The program ends: a pause between two tries ends the delivery as well. */
  close(): void;
}

export interface EditOptions {
  /** One attempt. */
  edit(view: MessageView): Promise<void>;
  /** Shortest time between two edits, ms. */
  interval(): number;
  clock: Clock;
  /** The message does not exist any more; called at most once. */
  onGone(): void;
  /** Called once for each defect: an error of ours, or a call that the platform does not understand. */
  onDefect(error: unknown): void;
}

export function latestWins({ edit, interval, clock, onGone, onDefect }: EditOptions): Edits {
  let pending: MessageView | undefined;
  let sending: Promise<void> | undefined;
  let state: 'open' | 'final' | 'gone' = 'open';
  // Monotonic: a wall clock that is set back would hold edits until its old time is reached.
  let lastAt = Number.NEGATIVE_INFINITY;
  /** The platform allows no edit before, on the monotonic clock, ms. */
  let allowedAt = Number.NEGATIVE_INFINITY;
  const overtaken = new AbortController();
  const closing = new AbortController();
  const reported = new Set<string>();

  function report(error: unknown): void {
    const message = String(error);
    if (!reported.has(message)) onDefect(error);
    reported.add(message);
  }

  /** An edit that fails is not retried, since the next view is newer; after a rate limit it is the next one, if none is. */
  async function show(view: MessageView): Promise<void> {
    try {
      await edit(view);
    } catch (error) {
      if (isRefusal(error, 'gone')) {
        state = 'gone';
        onGone();
      } else if (isRefusal(error, 'rate-limited')) {
        allowedAt = clock.monotonic() + error.retryAfterMs;
        pending ??= view;
      } else if (isDefect(error)) report(error);
    } finally {
      lastAt = clock.monotonic();
    }
  }

  async function drain(): Promise<void> {
    while (pending !== undefined && state === 'open') {
      const pause = Math.max(allowedAt, lastAt + interval()) - clock.monotonic();
      if (pause > 0) await clock.sleep(pause, overtaken.signal).catch(() => {});
      const view = pending;
      pending = undefined;
      if (state === 'open' && view !== undefined) await show(view);
    }
    sending = undefined;
  }

  return {
    push(view) {
      if (state !== 'open') return;
      pending = view;
      sending ??= drain();
    },
    async finish(view) {
      if (state === 'gone') return 'gone';
      state = 'final';
      overtaken.abort();
      await sending;
      return deliver(() => edit(view), { clock, signal: closing.signal, onDefect: report });
    },
    stop() {
      state = 'gone';
      overtaken.abort();
      closing.abort();
    },
    close() {
      closing.abort();
    },
  };
}
