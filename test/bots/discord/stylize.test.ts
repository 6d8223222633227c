/** The whole conversation about a picture: the real discord.js and the whole bot, against the fake Discord. */
import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDone, openStudio, type Studio } from '../../support/discord.js';
import { FakeEngine } from '../../support/fake-engine.js';
import { movingPicture, quadrantPicture } from '../../support/pictures.js';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

describe('/stylize', () => {
  it('thinks at once, and shows in one message the place in line, the progress and the picture', async () => {
    const { ann, art, cat, gate, app } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'starry-night' });
    expect(await interaction.acknowledged()).toMatchObject({ type: 5, ephemeral: false });
    gate.to(5);
    const running = await interaction.until((message) => message.text.includes('62 %'));
    expect(running.text).toMatch(
      /### Painting\n-# Style\n\*\*The Starry Night\*\*\n`█{10}░{6}` \*\*62 %\*\*\n-# done <t:\d+:R>/,
    );
    gate.open();
    const done = await interaction.until(isDone);
    expect(done.text).toContain('### Cat in the style of The Starry Night');
    expect(done.pictures.map(({ filename, description }) => [filename, description])).toEqual([
      ['cat-in-the-style-of-the-starry-night.png', 'Cat in the style of The Starry Night'],
    ]);
    expect(done.buttons.map(({ label }) => label)).toEqual([
      'Again',
      'Other style',
      'Share',
      'Compare',
      'Try this style',
    ]);
    expect(done.menus.map(({ options }) => options.map(({ label }) => label))).toEqual([
      [
        'Stronger',
        'Softer',
        'Five strengths to choose from',
        'Nine styles to choose from',
        'Larger',
        'Download original size',
        'Timelapse',
        'Delete',
      ],
    ]);
    expect(art.messagesFor(ann)).toHaveLength(1);
    expect(done.componentsV2).toBe(true);
    expect(app.errors).toEqual([]);
  });

  it('answers a moving picture with one, as a WebP, and tells its frames before', async () => {
    const { ann, art, cat, gate, app } = studio;
    const content = { ...cat, name: 'turning.gif', data: await movingPicture() };
    const interaction = ann.slash(art, 'stylize', { content, preset: 'starry-night' });
    await interaction.until(({ text }) => text.includes('A moving picture of 3 frames'));
    gate.open();
    const done = await interaction.until(isDone);
    expect(done.text).toContain('3 frames');
    expect(done.pictures.map(({ filename }) => filename)).toEqual([
      'turning-in-the-style-of-the-starry-night.webp',
    ]);
    const [job] = await app.queue.list(1);
    expect(job!.result).toMatchObject({ mime: 'image/webp', width: 384, height: 256 });
    expect(app.errors).toEqual([]);
  });

  it('shows photo and style small, then the latest preview below them, and uploads each once', async () => {
    const { ann, art, cat, gate, discord } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'starry-night' });
    gate.to(5);
    const running = await interaction.until(({ pictures }) =>
      pictures.some(({ filename }) => filename === 'preview.jpg'),
    );
    expect(running.pictures.map(({ filename }) => filename)).toEqual([
      'photo.jpg',
      'style.jpg',
      'preview.jpg',
    ]);
    gate.open();
    const done = await interaction.until(isDone);
    const counts = done.history.map(
      ({ payload }) => new Set(JSON.stringify(payload.components).match(/attachments\/\d+\/\d+/g)).size,
    );
    expect(Math.max(...counts)).toBe(3);
    expect(done.attachments).toHaveLength(1);
    const uploads = discord.requests
      .matching('PATCH /webhooks/')
      .flatMap(({ files }) => files.map(({ name }) => name));
    expect(uploads.filter((name) => name === 'photo.jpg')).toHaveLength(1);
    expect(uploads.filter((name) => name === 'style.jpg')).toHaveLength(1);
  });

  it('paints with an own style, blends a second one in, and takes every option', async () => {
    const { ann, art, cat, gate } = studio;
    gate.open();
    const wall = { name: 'wall.png', data: await quadrantPicture(64, 64).png().toBuffer() };
    const interaction = ann.slash(art, 'stylize', {
      content: cat,
      style: wall,
      style2: { ...wall, name: 'carpet.png' },
      blend: 0.3,
      strength: 70,
      size: 128,
      quality: 'draft',
      seed: 7,
    });
    const done = await interaction.until(isDone);
    expect(done.text).toContain('Cat in the style of Wall and Carpet');
    expect(done.text).toContain('draft · strength 70 % · seed 7');
  });

  it('shows a private picture to its requester alone', async () => {
    const { ann, bob, art, cat, gate } = studio;
    gate.open();
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic', private: true });
    expect(await interaction.acknowledged()).toMatchObject({ ephemeral: true });
    const done = await interaction.until(isDone);
    expect(done.ephemeral).toBe(true);
    expect(art.messagesFor(bob)).toHaveLength(0);
  });

  it('notifies its requester in the end, and only when it took long', async () => {
    const { ann, art, cat, gate, discord } = studio;
    const slow = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    gate.to(1);
    await slow.until((message) => message.text.includes('12 %'));
    discord.clock.advance(61_000);
    gate.open();
    const done = await studio.notified();
    expect(done.text).toContain(`${ann.mention} Your picture is ready.`);
    expect(done.pinged).toEqual([ann.id]);
    const quick = ann.slash(art, 'stylize', { content: cat, preset: 'great-wave' });
    const second = await quick.until(isDone);
    expect(second.text).toContain(`-# for ${ann.mention}`);
    expect(second.pinged).toEqual([]);
    const again = await ann.press(second, 'Again').until(isDone);
    expect(again.text).toContain(`-# for ${ann.mention}`);
    expect(again.pinged).toEqual([]);
  });
});

describe('what cannot be painted', () => {
  it.each([
    [
      'an unknown preset',
      { preset: 'mosaik' },
      /there is no preset "mosaik"; nearest by name: Roman Mosaic/i,
    ],
    ['a blend of one style', { preset: 'mosaic', blend: 0.5 }, /add a second style, or leave blend out/],
  ])('is said to the requester alone, with what to do: %s', async (_, options, words) => {
    const { ann, bob, art, cat, discord } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, ...options });
    const told = await interaction.message();
    expect(told.text).toMatch(words);
    expect(told.ephemeral).toBe(true);
    // Nothing is left to think about.
    await discord.until(() => art.messagesFor(bob).length === 0, 'no public message');
  });

  it.each([
    ['a text', { name: 'cat.png', data: Buffer.from('I am a text') }, /"cat\.png": .+JPEG, PNG/s],
    [
      'a picture that is gone',
      { name: 'cat.png', cdn: { status: 404 } },
      /"cat\.png" is no longer available; attach it again/,
    ],
    [
      'a CDN that is down',
      { name: 'cat.png', cdn: { status: 503 } },
      /cannot be fetched right now; try again in a minute/,
    ],
    [
      'a way to elsewhere',
      { name: 'cat.png', cdn: { redirect: 'http://127.0.0.1:9/secret' } },
      /is not stored by this chat \(127\.0\.0\.1:9\)/,
    ],
    ['bytes without end', { name: 'cat.png', cdn: { endless: true } }, /"cat\.png" is larger than 20 MB/],
  ] as const)('is judged by its bytes, which come from Discord alone: %s', async (_, file, words) => {
    const { ann, art, cat } = studio;
    const interaction = ann.slash(art, 'stylize', { content: { ...cat, ...file }, preset: 'mosaic' });
    expect((await interaction.followUp()).text).toMatch(words);
  });

  it('is refused by name where the bot may not attach files', async () => {
    const { ann, art, cat } = studio;
    art.overwrite('bot', { deny: ['AttachFiles'] });
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    expect((await interaction.message()).text).toMatch(/give me the permission Attach Files/);
  });

  it('is said to the requester alone when the line is full, and no message is left behind', async () => {
    await studio.close();
    studio = await openStudio({ limits: { maxWaiting: 1 } });
    const { ann, bob, art, cat, discord } = studio;
    const first = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    await first.until(({ text }) => text.includes('%'));
    await ann
      .slash(art, 'stylize', { content: cat, preset: 'great-wave' })
      .until(({ text }) => text.includes('line'));
    const refused = bob.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    expect((await refused.message()).text).toMatch(/The queue is full \(limit: 1 waiting\).+try again/);
    await discord.until(() => art.messagesFor(ann).length === 2, 'the two messages of before alone');
  });

  it('is said in the message of a job that fails later', async () => {
    await studio.close();
    const engine = new FakeEngine();
    studio = await openStudio({ engine });
    const interaction = studio.ann.slash(studio.art, 'stylize', { content: studio.cat, preset: 'mosaic' });
    (await engine.nextRun()).fail(new Error('a defect'));
    const failed = await interaction.until(({ text }) => text.includes('broke off'));
    expect(failed.buttons.map(({ label }) => label)).toEqual(['Try again', 'Delete']);
  });
});

/** A picture that no format makes smaller. */
function noisePng(side: number): Promise<Buffer> {
  const noise = sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } });
  return noise.png({ compressionLevel: 0 }).toBuffer();
}

describe('what is too large to send', () => {
  it('becomes the best JPEG or WebP that fits', async () => {
    await studio.close();
    const engine = new FakeEngine();
    const limit = 100_000;
    studio = await openStudio({ engine }, { uploadLimitBytes: limit });
    const interaction = studio.ann.slash(studio.art, 'stylize', { content: studio.cat, preset: 'mosaic' });
    const run = await engine.nextRun();
    run.finish(await noisePng(256));
    const [picture] = (await interaction.until(isDone)).pictures;
    expect(picture?.filename).toMatch(/^cat-in-the-style-of-roman-mosaic\.(webp|jpg)$/);
    expect(picture!.size).toBeLessThanOrEqual(limit);
    expect(picture!.size).toBeGreaterThan(limit / 4);
  });

  it('is sent and shared whole up to 20 MiB, which Discord takes from everybody', async () => {
    await studio.close();
    const engine = new FakeEngine();
    studio = await openStudio({ engine });
    const { ann, art, cat, guild } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    const picture = await noisePng(2048);
    (await engine.nextRun()).finish(picture);
    const done = await interaction.until(isDone);
    expect(done.pictures[0]!.size).toBe(picture.byteLength);
    const wall = guild.channel('wall');
    await ann.submit(await ann.press(done, 'Share').modal(), { Channel: wall }).message();
    expect(wall.messagesFor(ann)[0]!.pictures[0]!.size).toBe(picture.byteLength);
    expect(picture.byteLength).toBeGreaterThan(10 * 2 ** 20);
  });

  it('is made smaller until Discord takes it, whatever limit it has announced', async () => {
    const { ann, art, cat, gate, discord } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    gate.to(1);
    await interaction.until((message) => message.text.includes('12 %'));
    const fault = discord.faults.next({
      method: 'PATCH',
      path: '/messages/@original',
      answer: { kind: 'error', status: 413, code: 40005 },
    });
    gate.open();
    await interaction.until(isDone);
    expect(fault.met).toBe(1);
  });
});

describe('the preset', () => {
  const names = async (focused: string) => {
    const { ann, art, cat } = studio;
    const interaction = ann.autocomplete(art, 'stylize', { content: cat, preset: focused }, 'preset');
    return (await interaction.choices()).map(({ name }) => name);
  };

  it('is found by its title, its artist or its mood', async () => {
    expect((await names('starry'))[0]).toBe('The Starry Night · Vincent van Gogh, 1889');
    expect((await names('hokusai')).every((name) => name.includes('Katsushika Hokusai'))).toBe(true);
    expect(await names('swirling')).toContain('The Starry Night · Vincent van Gogh, 1889');
  });

  it('is one of all of them while nothing is typed, and of none that fits', async () => {
    expect((await names('')).length).toBeGreaterThan(15);
    expect(await names('zzz')).toEqual([]);
  });

  it('is found by country and movement', async () => {
    expect((await names('japanese'))[0]).toBe('The Great Wave off Kanagawa · Katsushika Hokusai, c. 1831');
    expect(await names('cubist')).toEqual(['Composition VIII · Wassily Kandinsky, 1923']);
  });

  it('can be said in plain words, which may ask for more; what is suggested for them is sent as it stands', async () => {
    const { ann, art, cat, gate } = studio;
    gate.open();
    const words = 'in a japanese style, softer, keep my colours';
    const typing = ann.autocomplete(art, 'stylize', { content: cat, preset: words }, 'preset');
    expect(await typing.choices()).toEqual([
      { name: 'The Great Wave off Kanagawa · Katsushika Hokusai, c. 1831', value: words },
    ]);
    const done = await ann.slash(art, 'stylize', { content: cat, preset: words }).until(isDone);
    expect(done.text).toContain('Cat in the style of The Great Wave off Kanagawa');
    const [job] = await studio.app.queue.byUser(`discord:${ann.id}`, 1);
    expect(job?.request).toMatchObject({
      styles: [{ preset: 'great-wave' }],
      settings: { strength: 30, keepColours: true },
    });
  });
});

describe('the place of the command', () => {
  it('works in a thread', async () => {
    const { ann, art, cat, gate } = studio;
    gate.open();
    const thread = art.thread('corner');
    const done = await ann.slash(thread, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
    expect(done.channel.id).toBe(thread.id);
  });

  it('works in a direct message to the bot, where there is nowhere to share', async () => {
    const { ann, cat, gate } = studio;
    gate.open();
    const done = await ann.slash(ann.dm(), 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
    expect(done.buttons.map(({ label }) => label)).not.toContain('Share');
  });

  it.each([
    [
      'a server without the bot',
      (eve: Studio['ann'], { discord }: Studio) => {
        const elsewhere = discord.guild({ bot: false });
        elsewhere.join(eve);
        return elsewhere.channel('talk');
      },
    ],
    ['a private channel', (eve: Studio['ann'], { discord, ann }: Studio) => discord.privateChannel(eve, ann)],
  ])('works for somebody who installed the app: %s', async (_, place) => {
    const { discord, cat, gate } = studio;
    gate.open();
    const eve = discord.user('eve', { installed: true });
    const done = await eve
      .slash(place(eve, studio), 'stylize', { content: cat, preset: 'mosaic' })
      .until(isDone);
    expect(done.buttons.map(({ label }) => label)).not.toContain('Share');
  });
});

describe('the commands on messages and people', () => {
  it('paint the picture of a message in a style of the menu', async () => {
    const { ann, bob, art, cat, gate } = studio;
    gate.open();
    const said = bob.say(art, 'look', { files: [cat] });
    const modal = await ann.messageCommand(said, 'Stylize this picture').modal();
    expect(modal.fields.map(({ label }) => label)).toEqual([
      'Style',
      'Or a style of your own',
      'Only I see it',
    ]);
    const done = await ann.submit(modal, { Style: 'The Starry Night' }).until(isDone);
    expect(done.text).toContain('Cat in the style of The Starry Night');
  });

  it('let one of several pictures be chosen, and an own style be sent', async () => {
    const { ann, bob, art, cat, gate } = studio;
    gate.open();
    const said = bob.say(art, '', { files: [cat, { ...cat, name: 'dog.jpg' }] });
    const modal = await ann.messageCommand(said, 'Stylize this picture').modal();
    const filled = {
      Picture: 'dog.jpg',
      'Or a style of your own': { ...cat, name: 'wall.jpg' },
      'Only I see it': true,
    };
    const done = await ann.submit(modal, filled).until(isDone);
    expect(done.text).toContain('Dog in the style of Wall');
    expect(done.ephemeral).toBe(true);
  });

  it('paint a result of the bot again', async () => {
    const { ann, art, cat, gate } = studio;
    gate.open();
    const first = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
    const modal = await ann.messageCommand(first, 'Stylize this picture').modal();
    const done = await ann.submit(modal, { Style: 'The Starry Night' }).until(isDone);
    expect(done.text).toContain('Cat in the style of roman mosaic in the style of The Starry Night');
  });

  it('paint a picture that a link shows, from Discord’s own copy of it', async () => {
    const { ann, bob, art, cat, gate, discord } = studio;
    gate.open();
    const said = bob.say(art, 'https://pictures.example/cat.jpg', { links: [cat] });
    const modal = await ann.messageCommand(said, 'Stylize this picture').modal();
    const done = await ann.submit(modal, { Style: 'The Starry Night' }).until(isDone);
    expect(done.text).toContain('Cat in the style of The Starry Night');
    expect(discord.cdn.downloads.map(({ path }) => path)).toContainEqual(
      expect.stringMatching(/^\/external\/\d+\/https\/pictures\.example\/cat\.jpg$/),
    );
  });

  it('call pictures by the names that people gave them', async () => {
    const { ann, bob, art, cat, gate } = studio;
    gate.open();
    const said = bob.say(art, '', { files: [{ ...cat, name: '夏の猫.jpg' }] });
    const modal = await ann.messageCommand(said, 'Stylize this picture').modal();
    const wall = { ...cat, name: '青い壁.png' };
    const done = await ann.submit(modal, { 'Or a style of your own': wall }).until(isDone);
    expect(done.text).toContain('夏の猫 in the style of 青い壁');
  });

  it('say so where a message has no picture', async () => {
    const { ann, bob, art } = studio;
    const said = bob.say(art, 'no picture here', { files: [{ name: 'a.txt', data: Buffer.from('a') }] });
    const told = await ann.messageCommand(said, 'Stylize this picture').message();
    expect(told.text).toMatch(/There is no picture in that message/);
    expect(told.ephemeral).toBe(true);
  });

  it('paint somebody’s avatar', async () => {
    const { ann, bob, art, gate } = studio;
    gate.open();
    const modal = await ann.userCommand(art, bob, 'Stylize avatar').modal();
    expect(modal.title).toBe('Stylize bob');
    const done = await ann.submit(modal, { Style: 'Roman Mosaic' }).until(isDone);
    expect(done.text).toContain('Bob in the style of Roman Mosaic');
  });
});
