/** The buttons of a finished picture: for its requester, for others, for moderators, and after a restart. */
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMessage } from '../../../simulators/discord/index.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio({ limits: { maxWaitingPerUser: 20 } });
});
afterEach(() => studio.close());

/** A finished picture of Ann's. */
async function painted(options = {}): Promise<FakeMessage> {
  studio.gate.open();
  const { ann, art, cat } = studio;
  return ann.slash(art, 'stylize', { content: cat, preset: 'mosaic', ...options }).until(isDone);
}

const IN_MENU = ['Stronger', 'Softer', 'Larger'];

function pressAny(person: Studio['ann'], message: FakeMessage, label: string) {
  return IN_MENU.includes(label) ? person.select(message, 'More', label) : person.press(message, label);
}

/** It is asked once more. */
async function deleteIt(person: Studio['ann'], message: FakeMessage): Promise<void> {
  const question = await person.select(message, 'More', 'Delete').modal();
  expect(question.title).toBe('Delete this picture?');
  person.submit(question, {});
}

describe('the requester', () => {
  it.each([
    ['Again', /strength 55 % · seed [1-9]/],
    ['Stronger', /strength 70 % · seed 0/],
    ['Softer', /strength 40 % · seed 0/],
  ])('gets a message of its own for %s, and the first one stays', async (label, words) => {
    const first = await painted();
    const second = await pressAny(studio.ann, first, label).until(isDone);
    expect(second.text).toMatch(words);
    expect(second.id).not.toBe(first.id);
    expect(studio.art.messagesFor(studio.ann)).toHaveLength(2);
  });

  it('gets a larger one', async () => {
    const first = await painted({ size: 64 });
    expect(first.text).toContain('64 × 43 px');
    const second = await studio.ann.select(first, 'More', 'Larger').until(isDone);
    expect(second.text).toContain('96 × 64 px');
  });

  it('gets the same photo in another style, from the menu or of their own', async () => {
    const first = await painted();
    const menu = await studio.ann.press(first, 'Other style').modal();
    const second = await studio.ann.submit(menu, { Style: 'The Starry Night' }).until(isDone);
    expect(second.text).toContain('Cat in the style of The Starry Night');
    const again = await studio.ann.press(second, 'Other style').modal();
    const own = { 'Or a style of your own': { ...studio.cat, name: 'wall.jpg' } };
    expect((await studio.ann.submit(again, own).until(isDone)).text).toContain('Cat in the style of Wall');
  });

  it('is told when the dialog for another style is left empty', async () => {
    const menu = await studio.ann.press(await painted(), 'Other style').modal();
    const told = await studio.ann.submit(menu, {}).message();
    expect(told.text).toMatch(/Choose one of the styles, or attach a picture of your own/);
    expect(told.ephemeral).toBe(true);
    const again = await studio.ann.press(told, 'Choose again').modal();
    await studio.ann.submit(again, { Style: 'Roman Mosaic' }).until(isDone);
  });

  it('cancels while it is painted, and can start again', async () => {
    const { ann, art, cat, gate } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    gate.to(2);
    const running = await interaction.until((message) => message.text.includes('25 %'));
    ann.press(running, 'Cancel');
    const stopped = await interaction.until(({ text }) => text.includes('Stopped'));
    gate.open();
    const again = await ann.press(stopped, 'Start again').until(isDone);
    expect(again.text).toContain('Cat in the style of Roman Mosaic');
  });

  it('deletes the message', async () => {
    const { ann, art, discord } = studio;
    const message = await painted();
    await deleteIt(ann, message);
    await discord.until(() => message.deleted, 'the message to go');
    expect(art.messagesFor(ann)).toHaveLength(0);
  });

  it('shares it in a channel, where others can try the style', async () => {
    const { ann, guild } = studio;
    const wall = guild.channel('wall');
    const modal = await ann.press(await painted(), 'Share').modal();
    const told = await ann.submit(modal, { Channel: wall }).message();
    expect(told.text).toContain(`Your picture is in <#${wall.id}>.`);
    expect(told.ephemeral).toBe(true);
    const [shared] = wall.messagesFor(ann);
    expect(shared?.text).toContain(`Made by ${ann.mention} with Roman Mosaic`);
    expect(shared?.pictures).toHaveLength(1);
    expect(shared?.buttons.map(({ label }) => label)).toEqual(['Try this style']);
    expect(shared?.pinged).toEqual([]);
  });

  it.each([
    [
      'they may not write',
      (wall: Studio['art'], { ann }: Studio) => wall.overwrite(ann, { deny: ['SendMessages'] }),
      /You may not write/,
    ],
    [
      'they may not attach files',
      (wall: Studio['art'], { ann }: Studio) => wall.overwrite(ann, { deny: ['AttachFiles'] }),
      /You may not attach files/,
    ],
    [
      'the bot may not write',
      (wall: Studio['art']) => wall.overwrite('bot', { deny: ['SendMessages'] }),
      /I may not write there.+Send Messages/s,
    ],
  ])('does not share where %s', async (_, forbid, words) => {
    const { ann, guild } = studio;
    const wall = guild.channel('wall');
    const modal = await ann.press(await painted(), 'Share').modal();
    forbid(wall, studio);
    expect((await ann.submit(modal, { Channel: wall }).message()).text).toMatch(words);
    expect(wall.messagesFor(ann)).toHaveLength(0);
  });

  it('shares it in a thread where Send Messages is denied, and not where Send Messages in Threads is', async () => {
    const { ann, guild } = studio;
    const wall = guild.channel('wall');
    const corner = wall.thread('corner');
    wall.overwrite(ann, { deny: ['SendMessages'] });
    const done = await painted();
    const told = await ann.submit(await ann.press(done, 'Share').modal(), { Channel: corner }).message();
    expect(told.text).toContain(`Your picture is in <#${corner.id}>.`);
    wall.overwrite(ann, { deny: ['SendMessagesInThreads'] });
    const refused = await ann.submit(await ann.press(done, 'Share').modal(), { Channel: corner }).message();
    expect(refused.text).toMatch(/You may not write/);
    expect(corner.messagesFor(ann)).toHaveLength(1);
  });

  it.each(['voice', 'stage'] as const)('shares it in the chat of a %s channel', async (type) => {
    const { ann, guild } = studio;
    const place = guild.channel('lounge', { type });
    await ann.submit(await ann.press(await painted(), 'Share').modal(), { Channel: place }).message();
    expect(place.messagesFor(ann)).toHaveLength(1);
  });

  it('shares it in channels that are chosen for pictures only, and in their threads', async () => {
    const { ann, art, guild } = studio;
    const [wall, eve] = [guild.channel('wall'), studio.discord.user('eve')];
    guild.join(eve, { roles: [guild.role('keepers', ['ManageGuild'])] });
    const done = await painted();
    const panel = await eve.slash(art, 'atelier settings').message();
    await eve.select(panel, 'set:channels', art).until(({ text }) => text.includes(`<#${art.id}>`));
    const refused = await ann.submit(await ann.press(done, 'Share').modal(), { Channel: wall }).message();
    expect(refused.text).toMatch(/The moderators have not chosen that channel/);
    const thread = art.thread('evening');
    await ann.submit(await ann.press(done, 'Share').modal(), { Channel: thread }).message();
    expect([wall, thread].map((channel) => channel.messagesFor(ann).length)).toEqual([0, 1]);
  });

  it('sees before and after side by side, alone', async () => {
    const { ann } = studio;
    const told = await ann.press(await painted(), 'Compare').message();
    expect(told.ephemeral).toBe(true);
    expect(told.pictures.map(({ filename }) => filename)).toEqual(['before-and-after.jpg']);
  });
});

describe('a private picture', () => {
  it('leads to private ones only', async () => {
    const { ann, bob, art } = studio;
    const first = await painted({ private: true });
    const second = await ann.press(first, 'Again').until(isDone);
    expect(second.ephemeral).toBe(true);
    const menu = await ann.press(first, 'Other style').modal();
    expect((await ann.submit(menu, { Style: 'The Starry Night' }).until(isDone)).ephemeral).toBe(true);
    expect(art.messagesFor(bob)).toHaveLength(0);
  });

  it('is deleted by its button also when the first token is long gone', async () => {
    const { ann, discord } = studio;
    const message = await painted({ private: true });
    discord.clock.advance(60 * 60_000);
    await deleteIt(ann, message);
    await discord.until(() => message.deleted, 'the message to go');
  });
});

describe('somebody else', () => {
  it.each(['Again', 'Other style', 'Share'])('is refused in private: %s', async (label) => {
    const { bob, ann, art } = studio;
    const told = await bob.press(await painted(), label).message();
    expect(told.text).toMatch(/Only the requester of this picture may do that; press "Try this style"/);
    expect(told.ephemeral).toBe(true);
    expect(art.messagesFor(ann)).toHaveLength(1);
  });

  it('may not delete it', async () => {
    const message = await painted();
    const told = await studio.bob.select(message, 'More', 'Delete').message();
    expect(told.text).toMatch(/Only the requester of this picture may do that/);
    expect(told.ephemeral).toBe(true);
    expect(message.deleted).toBe(false);
  });

  it('tries the style on a photo of their own', async () => {
    const { bob, cat } = studio;
    const message = await painted();
    const modal = await bob.press(message, 'Try this style').modal();
    const own = await bob.submit(modal, { 'Your photo': { ...cat, name: 'dog.jpg' } }).until(isDone);
    expect(own.text).toContain('Dog in the style of Roman Mosaic');
  });

  it('may compare', async () => {
    const { bob } = studio;
    expect((await bob.press(await painted(), 'Compare').message()).pictures).toHaveLength(1);
  });

  it('cancels and deletes with the permission Manage Messages', async () => {
    const { discord, guild, ann, art, cat, gate } = studio;
    const warden = discord.user('warden');
    guild.join(warden, { roles: [guild.role('wardens', ['ManageMessages'])] });
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    gate.to(2);
    warden.press(await interaction.until((message) => message.text.includes('25 %')), 'Cancel');
    const stopped = await interaction.until(({ text }) => text.includes('Stopped'));
    warden.press(stopped, 'Delete');
    await discord.until(() => stopped.deleted, 'the message to go');
  });
});

describe('Download original size', () => {
  it('answers in private with the picture as it was painted, as a file', async () => {
    const { ann, art, bob } = studio;
    const message = await painted();
    const sent = await ann.select(message, 'More', 'Download original size').message();
    expect(sent.ephemeral).toBe(true);
    const [file, ...others] = sent.attachments;
    expect(others).toEqual([]);
    expect(file!.filename).toBe('cat-in-the-style-of-roman-mosaic.png');
    // So small a picture stands in the message as it was painted.
    expect(Buffer.compare(file!.bytes, message.pictures[0]!.bytes)).toBe(0);
    expect(art.messagesFor(bob)).toHaveLength(1);
  });
});

it('Timelapse answers in private with an animation that plays', async () => {
  const { ann, art, bob } = studio;
  const sent = await ann.select(await painted(), 'More', 'Timelapse').message();
  expect(sent.ephemeral).toBe(true);
  expect(sent.pictures.map(({ description }) => description)).toEqual([
    'Timelapse: Cat in the style of Roman Mosaic',
  ]);
  const [file] = sent.attachments;
  expect(file!.filename).toBe('cat-in-the-style-of-roman-mosaic-timelapse.webp');
  expect((await sharp(file!.bytes).metadata()).pages).toBe(2);
  expect(art.messagesFor(bob)).toHaveLength(1);
});

describe('after a restart', () => {
  it('every button still works', async () => {
    const { ann, bob, guild, discord } = studio;
    const message = await painted();
    await studio.restart();

    for (const label of ['Again', 'Stronger', 'Softer', 'Larger'])
      await pressAny(ann, message, label).until(isDone);
    const menu = await ann.press(message, 'Other style').modal();
    await ann.submit(menu, { Style: 'The Starry Night' }).until(isDone);
    await ann.press(message, 'Compare').message();
    const wall = guild.channel('wall');
    await ann.submit(await ann.press(message, 'Share').modal(), { Channel: wall }).message();
    const tried = await bob.press(message, 'Try this style').modal();
    await bob.submit(tried, { 'Your photo': studio.cat }).until(isDone);
    await deleteIt(ann, message);
    await discord.until(() => message.deleted, 'the message to go');
    expect(studio.app.errors).toEqual([]);
  });
});
