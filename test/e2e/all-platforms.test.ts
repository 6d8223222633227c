/** One program for everybody: Discord, Slack and the web chat on one queue and one engine, the real ones. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, it } from 'vitest';
import { type RunningDiscord, startFakeDiscord } from '../../simulators/discord/index.js';
import { type FakeSlack, startFakeSlack } from '../../simulators/slack/index.js';
import { isDone as isDoneOnDiscord } from '../support/discord.js';
import { quadrantPicture } from '../support/pictures.js';
import { messagesOf } from '../support/program.js';
import { filesBelow, isDone as isDoneOnSlack, isJob } from '../support/slack.js';

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

/** The built-in order of things: `npm start`, with the settings of both platforms. */
async function startBot(
  discord: RunningDiscord,
  slack: FakeSlack,
): Promise<{ url: string; log: () => string }> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-together-'));
  const { DISCORD_TOKEN, DISCORD_APPLICATION_ID, DISCORD_API_URL, DISCORD_CDN_HOSTS } = discord.env;
  const env = { DISCORD_TOKEN, DISCORD_APPLICATION_ID, DISCORD_API_URL, DISCORD_CDN_HOSTS, ...slack.env() };
  const child: ChildProcess = spawn(process.execPath, ['dist/bin/bot.js'], {
    env: { ...process.env, ...env, DATA_DIR: directory, PORT: '0', PREVIEW_INTERVAL: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  ends.push(async () => {
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
    await rm(directory, { recursive: true, force: true });
  });
  let log = '';
  child.stderr!.on('data', (piece) => {
    log += piece;
  });
  const [line] = await once(child.stdout!, 'data');
  return { url: /http:\S+/.exec(String(line))![0], log: () => log };
}

async function askOnTheWeb(url: string, photo: Uint8Array): Promise<void> {
  const form = new FormData();
  form.set('text', '/stylize great-wave size=128 quality=draft');
  form.set('photo', new File([new Uint8Array(photo)], 'web.jpg'));
  expect((await fetch(`${url}/api/messages`, { method: 'POST', body: form })).status).toBe(201);
}

it('serves three chats at once, each picture where it was requested', { timeout: 120_000 }, async () => {
  const discord = await startFakeDiscord();
  const slack = await startFakeSlack();
  ends.push(
    () => discord.close(),
    () => slack.close(),
  );
  const guild = discord.guild({ name: 'Studio' });
  const art = guild.channel('art');
  const ann = discord.user('ann');
  guild.join(ann);
  const general = slack.workspace.addChannel('general');
  const ada = slack.workspace.addPerson('ada');
  const { url, log } = await startBot(discord, slack);
  await discord.commands.registered();
  await slack.socket.untilConnected();

  expect(
    log()
      .match(/(Discord|Slack) connected [^"]+/g)!
      .sort(),
  ).toEqual(['Discord connected as Atelier', 'Slack connected to Studio']);

  const photo = await quadrantPicture(96, 64).jpeg().toBuffer();
  const onDiscord = ann.slash(art, 'stylize', {
    content: { name: 'discord.jpg', data: photo },
    preset: 'starry-night',
    size: 128,
    quality: 'draft',
  });
  await onDiscord.until(({ text }) => /in line|canvas|Painting/.test(text));
  await ada.slash(general, '/stylize', 'poppies size=128 quality=draft');
  await ada.submit(await ada.untilView(), { photo: { name: 'slack.jpg', bytes: photo } });
  const onSlack = await general.until(isJob);
  await askOnTheWeb(url, photo);

  const doneOnDiscord = await onDiscord.until(isDoneOnDiscord);
  expect(doneOnDiscord.text).toContain('Discord in the style of The Starry Night');
  await onSlack.until(isDoneOnSlack);
  expect(onSlack.words).toContain('Slack in the style of Poppies');
  const uploaded = filesBelow(onSlack)[0]!;
  await expect
    .poll(async () => (await messagesOf(url)).map(({ view }) => [view.tone, view.title]), { timeout: 60_000 })
    .toEqual([['done', 'Web in the style of The Great Wave off Kanagawa']]);

  const results = [
    doneOnDiscord.pictures[0]!.url,
    `${url}${(await messagesOf(url))[0]!.view.pictures.at(-1)!.url}`,
  ];
  const pictures: Uint8Array[] = [uploaded.bytes];
  for (const address of results) pictures.push(new Uint8Array(await (await fetch(address)).arrayBuffer()));
  for (const picture of pictures) {
    expect(await sharp(picture).metadata()).toMatchObject({
      width: 128,
      height: 85,
      xmpAsString: expect.stringContaining('/compositeWithTrainedAlgorithmicMedia<'),
    });
  }
  // Three pictures, not one three times.
  expect(new Set(pictures.map((picture) => Buffer.from(picture).toString('base64'))).size).toBe(3);
});
