import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageView } from '../../../src/bots/chat-adapter.js';
import { latestWins } from '../../../src/bots/messages/message-edits.js';
import { AtelierError } from '../../../src/domain/errors.js';

const view = (title: string): MessageView => ({
  tone: 'running',
  command: '',
  title,
  lines: [],
  pictures: [],
  actions: [],
});

/** A chat that takes so long for an edit, and refuses some. */
function chat(takes = 0) {
  const shown: string[] = [];
  let atOnce = 0;
  let most = 0;
  let refusals: (AtelierError | undefined)[] = [];
  const onGone = vi.fn();
  const edits = latestWins({
    interval: () => 1000,
    onGone,
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
    most: () => most,
    refuse: (...errors: (AtelierError | undefined)[]) => (refusals = errors),
  };
}

const later = new AtelierError('internal', 'rate limit');
const gone = new AtelierError('not_found', 'deleted');

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

  it('gives up on the final view after two minutes', async () => {
    const { edits, refuse } = chat();
    refuse(...new Array(20).fill(later));
    const outcome = edits.finish(view('end'));
    await vi.advanceTimersByTimeAsync(121_000);
    await expect(outcome).resolves.toBe('undeliverable');
  });

  it('goes on after an edit that was refused', async () => {
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
