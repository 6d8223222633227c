/** What an orderly restart finds again. Crashes: test/e2e/slack.test.ts; installations: oauth.test.ts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestApp } from '../../support/app.js';
import { filesBelow, heldCall, isDone, isJob, photo, studio } from '../../support/slack.js';

const here = studio({}, null);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-slack-'));
});
afterEach(async () => {
  await here.close();
  await rm(directory, { recursive: true });
});

const start = (slackPreviews: 'auto' | 'text' = 'text', steps = 8): Promise<TestApp> =>
  here.start({ directory, steps, settings: { slackPreviews } });

describe('a restart', () => {
  it('resumes in the same message, and the earlier buttons work', async () => {
    await start();
    const message = await here.ask();
    here.gate.to(3);
    await message.until(({ words }) => words.includes('Painting'));
    await here.stop();
    await start();
    here.gate.open();
    await message.until(isDone);
    expect(here.general.messages.filter(isJob)).toEqual([message]);
    expect(filesBelow(message)).toHaveLength(1);
    await here.ada.press(message, 'Again');
    await here.general.until((other) => isJob(other) && other.ts > message.ts);
  });

  it('deletes the previous preview', async () => {
    await start('auto');
    const message = await here.ask();
    here.gate.to(4);
    await message.until(({ images }) => images.length === 1);
    const { file } = message.images[0]!;
    await here.stop();
    await start('auto');
    here.gate.open();
    await message.until(isDone);
    await here.slack.until(() => file!.deleted);
  });

  it('remembers which previews the workspace does not take', async () => {
    here.slack.files.processing = 'manual';
    await start('auto', 16);
    const message = await here.ask();
    for (const step of [5, 9, 13]) await here.until(message, step);
    expect(here.app.lines).toHaveLength(1);
    here.slack.files.processing = 'immediate';
    await here.stop();
    const uploads = here.slack.files.uploads.length;
    await start('auto');
    here.gate.open();
    await message.until(isDone);
    expect(here.app.lines).toEqual([]);
    expect(here.slack.files.uploads.length).toBe(uploads + 1);
  });

  it('tells the requester who came a moment before the end', async () => {
    await start();
    const isPosting = heldCall(here.slack, 'chat.postMessage');
    await here.ben.mention(here.general, 'poppies', [await photo()]);
    await isPosting;
    const stopped = here.stop();
    here.slack.faults.release();
    await stopped;
    expect(here.general.messages.filter((message) => isJob(message) && !message.deleted)).toEqual([]);
    expect(here.told(here.ben)).toEqual([expect.stringMatching(/being stopped; try again in a minute/)]);
  });

  it('does not answer a message again that was answered before', async () => {
    await start();
    await here.ben.mention(here.general, 'help');
    await here.untilTold(here.ben, /How to ask/);
    await here.stop();
    await start();
    await here.slack.clock.advance(60_000);
    await here.slack.settled();
    expect(here.told(here.ben)).toHaveLength(1);
  });
});
