import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { MessageView } from '../../../src/bots/chat-adapter.js';
import { latestWins } from '../../../src/bots/messages/message-edits.js';
import { PlatformError } from '../../../src/bots/platform-error.js';
import { AtelierError } from '../../../src/domain/errors.js';
import type { Clock } from '../../../src/lib/clock.js';

const view = (title: string): MessageView => ({
  tone: 'running',
  command: '',
  title,
  lines: [],
  pictures: [],
  actions: [],
});

/** How far the wall clock was set back, ms. */
let setBack = 0;

/** On the timers that vitest fakes. */
const clock: Clock = {
  now: () => Date.now() - setBack,
  monotonic: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', abort);
    }),
};

/** A chat that takes so long for an edit, and refuses some. */
function chat(takes = 0) {
  const shown: string[] = [];
  let atOnce = 0;
  let most = 0;
  let refusals: (Error | undefined)[] = [];
  const onGone = vi.fn();
  const onDefect = vi.fn();
  const edits = latestWins({
    interval: () => 1000,
    clock,
    onGone,
    onDefect,
    edit: async ({ title }) => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, takes));
      atOnce--;
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      shown.push(title);
    },
  });
  return {
    edits,
    shown,
    onGone,
    onDefect,
    most: () => most,
    refuse: (...errors: (Error | undefined)[]) => (refusals = errors),
  };
}

const later = new PlatformError('unavailable', 'away');
const gone = new PlatformError('gone', 'deleted');
const ours = new AtelierError('storage_failed', 'the picture cannot be read');

describe('latestWins', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows the first view at once and after that only the latest of each interval', async () => {
    const { edits, shown } = chat();
    edits.push(view('1'));
    await vi.advanceTimersByTimeAsync(10);
    for (const title of ['2', '3', '4']) edits.push(view(title));
    await vi.advanceTimersByTimeAsync(900);
    expect(shown).toEqual(['1']);
    await vi.advanceTimersByTimeAsync(200);
    expect(shown).toEqual(['1', '4']);
  });

  it('goes on at its pace when the wall clock is set back', async () => {
    const { edits, shown } = chat();
    edits.push(view('1'));
    await vi.advanceTimersByTimeAsync(10);
    setBack = 60 * 60 * 1000;
    onTestFinished(() => {
      setBack = 0;
    });
    edits.push(view('2'));
    await vi.advanceTimersByTimeAsync(1100);
    expect(shown).toEqual(['1', '2']);
  });

  it('never has two edits on the way, however slow the chat', async () => {
    const { edits, shown, most } = chat(5000);
    for (let second = 0; second < 60; second++) {
      edits.push(view(String(second)));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(most()).toBe(1);
    expect(shown.length).toBeLessThanOrEqual(12);
  });

  it('shows the final view at once, after the one on its way and instead of one that waits', async () => {
    const { edits, shown } = chat(100);
    edits.push(view('1'));
    await vi.advanceTimersByTimeAsync(150);
    edits.push(view('2'));
    const outcome = edits.finish(view('end'));
    edits.push(view('3'));
    await vi.advanceTimersByTimeAsync(200);
    expect(shown).toEqual(['1', 'end']);
    await expect(outcome).resolves.toBe('delivered');
  });

  it('tries the final view again until it is taken', async () => {
    const { edits, shown, refuse } = chat();
    refuse(later, later, undefined);
    const outcome = edits.finish(view('end'));
    await vi.advanceTimersByTimeAsync(500);
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(3000);
    expect(shown).toEqual(['end']);
    await expect(outcome).resolves.toBe('delivered');
  });

  it('gives up on the final view after two minutes where it is our own error, and tells of it once', async () => {
    const { edits, refuse, onDefect } = chat();
    refuse(...new Array(20).fill(ours));
    const outcome = edits.finish(view('end'));
    await vi.advanceTimersByTimeAsync(121_000);
    await expect(outcome).resolves.toBe('undeliverable');
    expect(onDefect.mock.calls).toEqual([[ours]]);
  });

  it('tries the final view for six hours while the platform is unavailable, and no longer', async () => {
    const { edits, refuse, shown, onDefect } = chat();
    refuse(...new Array(1000).fill(later));
    const outcome = edits.finish(view('end'));
    let ended: string | undefined;
    void outcome.then((value) => {
      ended = value;
    });
    await vi.advanceTimersByTimeAsync(5.9 * 3_600_000);
    expect(ended).toBeUndefined();
    await vi.advanceTimersByTimeAsync(0.2 * 3_600_000);
    expect(ended).toBe('undeliverable');
    expect(shown).toEqual([]);
    expect(onDefect).toHaveBeenCalledTimes(1);
  });

  it('waits as long as the platform asks', async () => {
    const { edits, refuse, shown } = chat();
    refuse(new PlatformError('rate-limited', 'slower', { retryAfterMs: 20_000 }), undefined);
    const outcome = edits.finish(view('end'));
    await vi.advanceTimersByTimeAsync(19_000);
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    await expect(outcome).resolves.toBe('delivered');
  });

  it('leaves the final view to the next start when the program ends in a pause', async () => {
    const { edits, refuse } = chat();
    refuse(later);
    const outcome = edits.finish(view('end'));
    await vi.advanceTimersByTimeAsync(10);
    edits.close();
    await expect(outcome).resolves.toBe('postponed');
  });

  it('resumes after an edit that was refused', async () => {
    const { edits, shown, refuse } = chat();
    refuse(later);
    edits.push(view('1'));
    await vi.advanceTimersByTimeAsync(10);
    edits.push(view('2'));
    await vi.advanceTimersByTimeAsync(1100);
    expect(shown).toEqual(['2']);
  });

  it('says once that the message is gone, and then leaves it alone', async () => {
    const { edits, shown, onGone, refuse } = chat();
    refuse(gone);
    edits.push(view('1'));
    await vi.advanceTimersByTimeAsync(10);
    edits.push(view('2'));
    await vi.advanceTimersByTimeAsync(5000);
    await expect(edits.finish(view('end'))).resolves.toBe('gone');
    expect(onGone).toHaveBeenCalledTimes(1);
    expect(shown).toEqual([]);
  });
});
