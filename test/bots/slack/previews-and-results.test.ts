/** One message per job: its place in line, the bar, previews in the way that the workspace takes, and the finished picture. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { JsonObject, Message, StoredFile } from '../../../simulators/slack/index.js';
import { systemClock } from '../../../src/lib/clock.js';
import { freePort } from '../../support/free-port.js';
import { movingPicture } from '../../support/pictures.js';
import { filesBelow, isDone, photo, studio } from '../../support/slack.js';

const painting = ({ words, images }: Message) => words.includes('Painting') && images.length === 1;

/** Previews among the bot's uploads. */
const previews = (files: readonly StoredFile[]) => files.filter(({ name }) => name.startsWith('preview'));

describe('a job’s message', () => {
  const here = studio();

  it('shows place, bar and preview, then the picture with its buttons, and stays the only one', async () => {
    const message = await here.ask();
    here.gate.to(4);
    await message.until(painting);
    expect(message.words).toMatch(/▰{8}▱{8} {2}\*50 %\*/);
    expect(message.controls.map(({ label }) => label)).toEqual(['Cancel']);
    here.gate.open();
    await message.until(isDone);
    expect(message.controls.map(({ label }) => label)).toEqual(
      'Again,Other style,Share,Compare,Try this style,More,Delete'.split(','),
    );
    expect(message.words).toContain(`Requested by <@${here.ada.id}`);
    const top = here.general.messages.filter(({ threadTs }) => threadTs === undefined);
    expect(top).toEqual([message]);
    const states = message.history.map(({ blocks }) => (blocks[0] as { text: { text: string } }).text.text);
    expect(states[0]).toBe('In line');
    expect(states).toContain('Painting');
    expect(states.at(-1)).toBe('Red panda in the style of The Starry Night');
  });

  it('says in its notification what it is about', async () => {
    const message = await here.ask();
    await here.until(message, 4);
    here.gate.open();
    await message.until(isDone);
    const what = 'Red panda in the style of The Starry Night';
    expect(message.history[0]!.text).toBe(`${what}: In line`);
    expect(message.history.some(({ text }) => text.startsWith(`${what}: Painting: `))).toBe(true);
    expect(message.text).toMatch(new RegExp(`^${what}: 96 × 64 px`));
  });

  it('shows the finished picture as the file that is shared below it, whole', async () => {
    const message = await here.paint();
    const [file, ...others] = filesBelow(message);
    expect(others).toEqual([]);
    expect(file).toMatchObject({
      name: 'red-panda-in-the-style-of-the-starry-night.png',
      mimetype: 'image/png',
      alt: 'Red panda in the style of The Starry Night',
    });
    expect(message.images).toMatchObject([
      { alt: 'Red panda in the style of The Starry Night', file: { id: file!.id } },
    ]);
    expect(file!.shares).toEqual([
      { channel: here.general.id, ts: expect.any(String), threadTs: message.ts },
    ]);
    const [job] = await here.app.queue.list(1);
    expect(job!.result?.mime).toBe('image/png');
    expect(file!.bytes.subarray(1, 4).toString()).toBe('PNG');
  });

  it('shows a moving picture as a GIF, which moves there', async () => {
    const file = { name: 'turning.gif', bytes: await movingPicture() };
    await here.ada.slash(here.general, '/stylize', 'starry-night');
    await here.ada.submit(await here.ada.untilView(), { photo: file });
    here.gate.open();
    const message = await here.general.until((message) => isDone(message) && /Turning/.test(message.words));
    const [shown] = filesBelow(message);
    expect(shown).toMatchObject({
      name: 'turning-in-the-style-of-the-starry-night.gif',
      mimetype: 'image/gif',
    });
    expect(await sharp(shown!.bytes).metadata()).toMatchObject({
      format: 'gif',
      pages: 3,
      delay: [60, 140, 60],
    });
    expect(message.words).toContain('3 frames');
    const states = message.history.map(({ blocks }) => JSON.stringify(blocks));
    expect(states[0]).toContain('A moving picture of 3 frames');
  });

  it('is edited no more once it has ended', async () => {
    const message = await here.paint();
    const states = message.history.length;
    await here.paint(here.ben);
    expect(message.history).toHaveLength(states);
  });

  it('mentions nobody in what people have written', async () => {
    await here.ada.slash(here.general, '/stylize', 'poppies');
    await here.ada.submit(await here.ada.untilView(), { photo: await photo('<!channel> & co.jpg') });
    here.gate.open();
    const message = await here.general.until(isDone);
    expect(JSON.stringify(message.payload())).not.toContain('<!channel>');
    expect(message.words).toContain('&lt;!channel&gt; &amp; co');
  });
});

describe('the end of a job', () => {
  const here = studio({}, null);
  const minutesAhead = { ...systemClock, now: () => Date.now() + 61_000 };
  const saidWith = (message: Message) =>
    message.channel.thread(message).flatMap(({ text, files }) => (files.length > 0 ? [text] : []));

  it('notifies its requester once, with the picture in the thread, when it took over a minute', async () => {
    await here.start({ clock: minutesAhead });
    const message = await here.paint();
    expect(saidWith(message)).toEqual([`<@${here.ada.id}> Your picture is ready.`]);
  });

  it('notifies nobody who still watches', async () => {
    await here.start({ clock: systemClock });
    expect(saidWith(await here.paint())).toEqual(['']);
  });
});

describe('previews by file', () => {
  const here = studio({}, null);

  it('are uploaded one after the other, and removed when the next is shown', async () => {
    await here.start();
    const message = await here.ask();
    here.gate.to(4);
    await message.until(painting);
    const first = message.images[0]!;
    here.gate.open();
    await message.until(isDone);
    expect(first.blockId).not.toBe(message.images[0]!.blockId);
    await here.slack.until(() => previews(here.slack.files.uploads).every(({ deleted }) => deleted));
    expect(previews(here.slack.files.uploads)[0]).toMatchObject({ name: 'preview.jpg', shares: [] });
  });

  it('wait until Slack has looked at the file: a block that names it earlier is refused', async () => {
    here.slack.files.processing = { polls: 2 };
    await here.start();
    const message = await here.ask();
    here.gate.to(4);
    await message.until(painting);
    expect(here.slack.calls.of('chat.update').filter(({ ok }) => !ok)).toEqual([]);
  });

  it('are left out when Slack refuses one in the place of another, and give way to text after three', async () => {
    here.slack.slackFileReplace = 'refused';
    await here.start({ steps: 28 });
    const message = await here.ask();
    for (const step of [5, 9, 13, 17, 21]) {
      await here.until(message, step);
      await message.until(({ images }) => images.length === (step % 8 === 5 ? 1 : 0));
    }
    expect(here.app.lines).toEqual([]);
    await here.until(message, 25);
    expect(here.app.lines).toEqual([
      expect.stringMatching(/takes no previews by file .* continuing with text/),
    ]);
    here.gate.open();
    await message.until(isDone);
    expect(here.app.errors).toEqual([]);
  });

  it('do no harm when Slack goes on showing the first one', async () => {
    here.slack.slackFileReplace = 'ignored';
    await here.start();
    const message = await here.ask();
    here.gate.to(4);
    await message.until(({ words }) => words.includes('50 %'));
    here.gate.open();
    await message.until(isDone);
    expect(here.app.errors).toEqual([]);
  });

  it('are left out when Slack does not get them ready, and give way to text after three in a row', async () => {
    here.slack.files.processing = 'manual';
    await here.start({ steps: 16 });
    const message = await here.ask();
    for (const step of [5, 9]) {
      await here.until(message, step);
      expect(message.images).toEqual([]);
    }
    expect(here.app.lines).toEqual([]);
    await here.until(message, 13);
    expect(here.app.lines).toEqual([
      expect.stringMatching(/takes no previews by file .* continuing with text/),
    ]);
    here.slack.files.processing = 'immediate';
    for (const { id } of here.slack.files.uploads) here.slack.files.finish(id);
    here.gate.open();
    await message.until(isDone);
  });

  it('go on after one that Slack did not get ready', async () => {
    here.slack.files.processing = 'manual';
    await here.start({ steps: 16 });
    const message = await here.ask();
    await here.until(message, 5);
    expect(message.images).toEqual([]);
    here.slack.files.processing = 'immediate';
    await here.until(message, 9);
    expect(message.images).toHaveLength(1);
    expect(here.app.lines).toEqual([]);
  });

  it('are uploaded again when the file was lost', async () => {
    await here.start();
    const message = await here.ask();
    here.gate.to(4);
    await message.until(painting);
    const lost = message.images[0]!.file!;
    await here.lose(lost);
    await here.until(message, 5);
    expect(message.images).toHaveLength(1);
    expect(message.images[0]!.file!.id).not.toBe(lost.id);
    expect(here.app.lines).toEqual([]);
  });

  it('are not tried where the app may not upload; the end says what is missing', async () => {
    const { bot } = here.slack.workspace;
    bot!.grant(bot!.scopes.filter((scope) => scope !== 'files:write'));
    await here.start();
    const message = await here.ask();
    here.gate.open();
    await message.until(isDone);
    expect(message.words).toContain('lacks the scope files:write');
    expect(here.slack.calls.of('files.getUploadURLExternal').length).toBeLessThanOrEqual(3);
    expect(here.app.errors).toHaveLength(1);
  });
});

describe('previews by address', () => {
  const here = studio({ plainImages: true }, null);

  /** The bot under a public address that Slack reaches. */
  async function open(publicUrl?: string) {
    const settings = { publicUrl: publicUrl ?? 'http://placeholder.invalid' };
    return here.start({ settings, steps: 16 });
  }

  it('have an address of their own each, which is Slack’s to fetch and nobody’s to guess', async () => {
    const publicPort = await freePort();
    await here.start({ publicPort, settings: { publicUrl: `http://127.0.0.1:${publicPort}` } });
    const message = await here.ask();
    here.gate.to(4);
    await message.until(painting);
    const first = message.images[0]!;
    expect(first.url).toMatch(new RegExp(`^http://127.0.0.1:${publicPort}/slack/previews/[\\w-]{32}\\.jpg$`));
    expect(first.bytes?.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    here.gate.open();
    await message.until(isDone);
    expect(message.images[0]).toMatchObject({
      url: undefined,
      file: { name: expect.stringContaining('red-panda') },
    });
    expect(previews(here.slack.files.uploads)).toEqual([]);
    const guess = await fetch(first.url!.replace(/previews\/.{4}/, 'previews/AAAA'));
    expect(guess.status).toBe(404);
  });

  it('lead nowhere after ten minutes', async () => {
    const publicPort = await freePort();
    let later = 0;
    const clock = { ...systemClock, now: () => Date.now() + later };
    await here.start({ publicPort, clock, settings: { publicUrl: `http://127.0.0.1:${publicPort}` } });
    const message = await here.ask();
    here.gate.to(4);
    await message.until(painting);
    const { url } = message.images[0]!;
    expect((await fetch(url!)).status).toBe(200);
    later = 10 * 60_000 + 1000;
    expect((await fetch(url!)).status).toBe(404);
  });

  it('go on after a download that failed', async () => {
    const publicPort = await freePort();
    const settings = { publicUrl: `http://127.0.0.1:${publicPort}` };
    await here.start({ publicPort, settings, steps: 16 });
    const message = await here.ask();
    const messages = ['[ERROR] downloading image failed [json-pointer:/blocks/2/image_url]'];
    here.slack.faults.add({
      method: 'chat.update',
      answer: { error: 'invalid_blocks', messages },
      when: ({ blocks }) => JSON.stringify(blocks).includes('image_url'),
    });
    await here.until(message, 5);
    expect(message.images).toEqual([]);
    await here.until(message, 9);
    expect(message.images[0]!.url).toContain('/slack/previews/');
    expect(here.app.lines).toEqual([]);
  });

  it('give way to files when Slack cannot fetch three in a row, and that is remembered', async () => {
    await open();
    const message = await here.ask();
    for (const step of [5, 9]) {
      await here.until(message, step);
      expect(message.images).toEqual([]);
    }
    here.gate.to(13);
    await message.until(painting);
    expect(message.images[0]!.file).toBeDefined();
    here.gate.open();
    await message.until(isDone);
    expect(here.app.lines).toEqual([
      expect.stringMatching(/by url \(invalid_blocks: .*downloading image failed.*continuing with file/),
    ]);
    await here.paint();
    expect(here.app.lines).toHaveLength(1);
  });
});

describe('previews as text', () => {
  const here = studio({}, { settings: { slackPreviews: 'text' } });

  it('upload nothing but the finished picture', async () => {
    const message = await here.ask();
    here.gate.to(4);
    await message.until(({ words }) => words.includes('50 %'));
    here.gate.open();
    await message.until(isDone);
    expect(here.slack.files.uploads.map(({ name }) => name)).toEqual([
      'starry-night.jpg',
      'red-panda-in-the-style-of-the-starry-night.png',
    ]);
  });
});

describe('the finished picture', () => {
  const here = studio({}, { settings: { slackPreviews: 'text' } });
  const finals = () => here.slack.files.uploads.filter(({ name }) => name.startsWith('red-panda'));

  it('is sent again when Slack says ok and never shares it', async () => {
    here.slack.files.setSharing('never', 1);
    const message = await here.paint();
    expect(finals().map(({ deleted }) => deleted)).toEqual([true, false]);
    expect(filesBelow(message)).toHaveLength(1);
    expect(message.images[0]!.file?.id).toBe(finals()[1]!.id);
  });

  it('is sent again without its description when Slack does not share files that have one', async () => {
    here.slack.files.setSharing('undescribed');
    const message = await here.paint();
    expect(finals().map(({ deleted }) => deleted)).toEqual([true, false]);
    expect(filesBelow(message)).toHaveLength(1);
  });

  it('is there once when Slack shares the first late', async () => {
    here.slack.files.setSharing('late', 1);
    const message = await here.paint();
    here.slack.files.shareNow();
    expect(filesBelow(message).filter(({ deleted }) => !deleted)).toHaveLength(1);
  });

  it('stands below the message when Slack does not get it ready for that', async () => {
    const changed = ({ file, ...answer }: JsonObject): JsonObject => ({
      ...answer,
      file: { ...(file as JsonObject), mimetype: '' },
    });
    const message = await here.ask();
    here.slack.faults.add({ method: 'files.info', answer: { changed }, times: Number.POSITIVE_INFINITY });
    here.gate.open();
    await message.until(isDone);
    expect(message.images).toEqual([]);
    expect(filesBelow(message)).toHaveLength(1);
    expect(message.words).not.toContain('Slack does not');
  });

  it('is shown by the message alone when Slack shares nothing at all', async () => {
    here.slack.files.setSharing('never');
    const message = await here.paint();
    expect(filesBelow(message)).toEqual([]);
    expect(message.images[0]!.file).toMatchObject({ deleted: false });
  });

  it.each(['done-but-cut', 'done-but-500', 'cut'] as const)(
    'is there once when the answer to its sharing is %s',
    async (answer) => {
      here.slack.faults.add({
        method: 'files.completeUploadExternal',
        answer,
        when: ({ channel_id }) => Boolean(channel_id),
      });
      const message = await here.paint();
      expect(filesBelow(message)).toHaveLength(1);
    },
  );

  it('stands below the message when the message does not take it', async () => {
    here.slack.faults.add({
      method: 'chat.update',
      answer: {
        error: 'invalid_blocks',
        messages: ['[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]'],
      },
      when: ({ blocks }) => JSON.stringify(blocks).includes('slack_file'),
      times: Number.POSITIVE_INFINITY,
    });
    const message = await here.paint();
    expect(message.images).toEqual([]);
    expect(filesBelow(message)).toHaveLength(1);
  });

  it('stands below a message that cannot be edited any more', async () => {
    here.slack.faults.add({
      method: 'chat.update',
      answer: { error: 'edit_window_closed' },
      times: Number.POSITIVE_INFINITY,
    });
    await here.ada.slash(here.general, '/stylize', 'poppies');
    await here.ada.submit(await here.ada.untilView(), { photo: await photo() });
    here.gate.open();
    const message = await here.general.until(({ fromBot }) => fromBot);
    await here.slack.until(() => filesBelow(message).length === 1);
  });
});
