/**
 * The edits of one message: the latest view wins, with a shortest time between two, so that a slow chat never slows the
 * engine and never piles up previews. The final view is sent until it is taken.
 */
import { toAtelierError } from '../../domain/errors.js';
import type { MessageView } from '../chat-adapter.js';

/** Waits before the final edit is tried again, s: two minutes in all, longer than a rate limit or a reconnect takes. */
const FINAL_RETRIES = [1, 2, 4, 8, 15, 30, 60];

export type Outcome = 'delivered' | 'gone' | 'undeliverable';

export interface Edits {
  /** Shows this view some time soon, unless a later one comes first. */
  push(view: MessageView): void;
  /** Shows this view for certain: resolves once it was taken, or cannot be. Later views are ignored. */
  finish(view: MessageView): Promise<Outcome>;
  /** The message was taken away: whatever comes is ignored. */
  stop(): void;
}

export interface EditOptions {
  edit(view: MessageView): Promise<void>;
  /** Shortest time between two edits, ms. */
  interval(): number;
  /** The message does not exist any more; called at most once. */
  onGone(): void;
}

export function latestWins({ edit, interval, onGone }: EditOptions): Edits {
  let pending: MessageView | undefined;
  let sending: Promise<void> | undefined;
  let state: 'open' | 'final' | 'gone' = 'open';
  // Monotonic: a wall clock that is set back would hold edits until its old time is reached.
  let lastAt = Number.NEGATIVE_INFINITY;
  let wake: () => void = () => {};

  /** One try; an edit that fails is not repeated, since the next view is newer. */
  async function tryEdit(view: MessageView): Promise<'taken' | 'gone' | 'refused'> {
    try {
      await edit(view);
      return 'taken';
    } catch (error) {
      return toAtelierError(error).code === 'not_found' ? 'gone' : 'refused';
    } finally {
      lastAt = performance.now();
    }
  }

  async function drain(): Promise<void> {
    while (pending !== undefined && state === 'open') {
      await pause(lastAt + interval() - performance.now());
      const view = pending;
      pending = undefined;
      if (state === 'open' && view !== undefined && (await tryEdit(view)) === 'gone') {
        state = 'gone';
        onGone();
      }
    }
    sending = undefined;
  }

  function pause(ms: number): Promise<void> {
    if (!(ms > 0)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
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
      wake();
      await sending;
      for (const seconds of [...FINAL_RETRIES, undefined]) {
        const outcome = await tryEdit(view);
        if (outcome !== 'refused') return outcome === 'taken' ? 'delivered' : 'gone';
        if (seconds !== undefined) await pause(seconds * 1000);
      }
      return 'undeliverable';
    },
    stop() {
      state = 'gone';
      wake();
    },
  };
}
