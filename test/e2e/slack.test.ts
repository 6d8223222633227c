/** The bot as a process of its own on a fake Slack: with the real engine, and killed at the worst moments. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Channel,
  type FakeSlack,
  type Message,
  type Person,
  startFakeSlack,
} from '../../simulators/slack/index.js';
import { inspectPicture } from '../../src/engine/images/decode.js';
import { freePort } from '../support/free-port.js';
import { killProgram, type Program, startProgram } from '../support/program.js';
import { filesBelow, isDone, isJob, photo } from '../support/slack.js';

let directory: string;
let slack: FakeSlack;
let ada: Person;
let general: Channel;
let program: Program | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-slack-'));
  // A bot that is killed does not answer: nobody waits for Slack's own time limits.
  slack = await startFakeSlack({ patience: 90_000 });
  ada = slack.workspace.addPerson('ada');
  general = slack.workspace.addChannel('general');
});
afterEach(async () => {
  if (program) await killProgram(program);
  await slack.close();
  await rm(directory, { recursive: true });
});

async function start(env: Record<string, string> = {}, script?: string): Promise<void> {
  program = startProgram(
    directory,
    { ...slack.env(), SLACK_PREVIEWS: 'text', PREVIEW_INTERVAL: '1', ...env },
    script,
  );
  await program.url;
}

async function ask(text: string, file: { name: string; bytes: Uint8Array }): Promise<Message> {
  await ada.slash(general, '/stylize', text);
  expect(await ada.submit(await ada.untilView(), { photo: file })).toMatchObject({ ok: true, errors: {} });
  return general.until(isJob);
}

/** As one picture each: the message's own and the file below it. */
function expectOnePicture(message: Message): void {
  const below = filesBelow(message).filter(({ deleted }) => !deleted);
  expect(below).toHaveLength(1);
  expect(message.images.map(({ file }) => file!.id)).toEqual([below[0]!.id]);
  expect(general.messages.filter(isJob)).toEqual([message]);
}

describe('the bot in a process of its own', () => {
  it('paints with the real engine, from a command in Slack to the picture in its message', async () => {
    await start({ SLACK_PREVIEWS: 'auto' }, 'dist/bin/bot.js');
    const cat = await readFile('test/photos/cat-chelsea.jpg');
    const message = await ask('starry-night size=128 quality=draft', { name: 'cat.jpg', bytes: cat });
    await message.until(isDone);
    expectOnePicture(message);
    const [picture] = filesBelow(message);
    const { width, height, format } = await inspectPicture(picture!.bytes);
    expect([Math.max(width, height), format]).toEqual([128, 'png']);
    expect(program!.errors()).not.toMatch(/"level":"(warn|error|fatal)"/);
  });

  it('takes commands, dialogs, presses and mentions over HTTP', async () => {
    slack.http.requestUrl = 'http://127.0.0.1:9/';
    const port = await freePort();
    await start({ STEP_MS: '20', PUBLIC_PORT: String(port) });
    slack.http.requestUrl = `http://localhost:${port}/slack/events`;
    expect(await slack.http.verifyUrl()).toBe(true);
    expect(program!.errors()).toContain('"msg":"Slack connected to Studio"');
    const message = await ask('poppies size=64', await photo());
    await message.until(isDone);
    expectOnePicture(message);
    await ada.press(message, 'Delete');
    await slack.until(() => message.deleted);
    await ada.mention(general, 'poppies size=64', [await photo('dog.jpg')]);
    await general.until((other) => isDone(other) && other.threadTs !== undefined);
    await slack.settled();
    expect(new Set(slack.deliveries.map(({ state, via }) => `${state} by ${via}`))).toEqual(
      new Set(['acked by http']),
    );
    expect(slack.socket.opened).toBe(0);
    expect(program!.errors()).not.toMatch(/"level":"(warn|error|fatal)"/);
  });

  it('resumes after it was killed in the middle, in the same message', async () => {
    await start({ STEP_MS: '1000' });
    const message = await ask('poppies size=64', await photo());
    await message.until(({ words }) => words.includes('Painting'));
    await killProgram(program!);
    await start({ STEP_MS: '20' });
    await message.until(isDone);
    expectOnePicture(message);
  });

  it('does not send a picture twice that was on its way when it was killed', async () => {
    slack.faults.add({
      method: 'chat.update',
      answer: 'hang',
      when: ({ text }) => String(text).includes('painted in'),
    });
    await start();
    const message = await ask('poppies size=64', await photo());
    await slack.until(() => filesBelow(message).length === 1);
    await killProgram(program!);
    slack.faults.clear();
    await start();
    await message.until(isDone);
    expectOnePicture(message);
  });

  it('sends a picture that was not yet shared when it was killed, once', async () => {
    slack.faults.add({
      method: 'files.completeUploadExternal',
      answer: 'hang',
      when: ({ channel_id }) => channel_id !== undefined,
    });
    await start();
    const message = await ask('poppies size=64', await photo());
    await slack.until(() => slack.files.requests.filter(({ method }) => method === 'POST').length === 2);
    await killProgram(program!);
    slack.faults.clear();
    await start();
    await message.until(isDone);
    expectOnePicture(message);
  });

  it('ends in good order while Slack makes it wait', async () => {
    await start({ STEP_MS: '1000', SHUTDOWN_GRACE: '0' });
    await ask('poppies size=64', await photo());
    slack.faults.add({ method: 'chat.update', times: 99, answer: { ratelimited: 60 } });
    await slack.calls.until('chat.update', slack.calls.of('chat.update').length + 1);
    program!.process.kill('SIGTERM');
    expect(await program!.exit).toEqual([0, null]);
    await slack.until(() => slack.socket.connections === 0);
  });

  it('says which setting is wrong, and ends', async () => {
    program = startProgram(directory, { ...slack.env(), SLACK_BOT_TOKEN: 'xoxb-wrong' });
    program.url.catch(() => {});
    expect(await program.exit).toEqual([1, null]);
    expect(program.errors()).toMatch(/^Slack does not accept SLACK_BOT_TOKEN \(invalid_auth\)/m);
  });
});
