/** /styles, /queue, /jobs and /atelier settings: answers for the requester alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandMentions, type RegisteredCommand } from '../../../src/bots/discord/views/command-mentions.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

describe('/styles', () => {
  it('shows pages of pictures, for the requester alone', async () => {
    const { ann, art } = studio;
    const page = await ann.slash(art, 'styles').message();
    expect(page.ephemeral).toBe(true);
    expect(page.pictures).toHaveLength(6);
    expect(page.text).toContain('**The Starry Night** · Vincent van Gogh, 1889');
    const turned = ann.press(page, 'Next');
    const next = await turned.until(({ text }) => text.includes('Page 2 of 4'));
    expect(next.id).toBe(page.id);
    expect(next.pictures).toHaveLength(6);
    expect(next.attachments).toHaveLength(6);
    const back = await ann.press(next, 'Previous').until(({ text }) => text.includes('Page 1 of 4'));
    await ann.press(back, 'Previous').until(({ text }) => text.includes('Page 4 of 4'));
  });

  it('finds by words, and says so when there is nothing', async () => {
    const { ann, art } = studio;
    const found = await ann.slash(art, 'styles', { words: 'hokusai' }).message();
    expect(found.text).toContain('Styles that match hokusai');
    expect(found.pictures).toHaveLength(2);
    expect((await ann.slash(art, 'styles', { words: 'zzz' }).message()).text).toContain(
      'No style matches zzz',
    );
  });

  it('leads from a style’s button to a picture, in a message for all', async () => {
    const { ann, art, cat, gate } = studio;
    gate.open();
    const page = await ann.slash(art, 'styles').message();
    const modal = await ann.press(page, 'style:starry-night').modal();
    expect(modal.title).toBe('Paint with The Starry Night');
    const done = await ann.submit(modal, { 'Your photo': cat }).until(isDone);
    expect(done.text).toContain('Cat in the style of The Starry Night');
    expect(done.ephemeral).toBe(false);
  });
});

describe('/queue', () => {
  it('says where one’s pictures stand and what else runs', async () => {
    const { ann, bob, art, cat, gate } = studio;
    const first = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    gate.to(1);
    await first.until(({ text }) => text.includes('12 %'));
    await bob
      .slash(art, 'stylize', { content: cat, preset: 'starry-night' })
      .until(({ text }) => text.includes('Next in line'));
    const told = await bob.slash(art, 'queue').message();
    expect(told.text).toContain('Cat in the style of The Starry Night: 1st in line');
    expect(told.text).toContain('One picture is being painted and one waits.');
    expect(told.ephemeral).toBe(true);
    const running = await ann.slash(art, 'queue').message();
    expect(running.text).toMatch(/Cat in the style of Roman Mosaic: painting now, done <t:\d+:R>/);
  });
});

describe('commands that are named', () => {
  it('can be pressed, with the ids that they are registered under', async () => {
    const { ann, art, discord } = studio;
    const { id } = discord.commands.get('stylize')!;
    const told = await ann.slash(art, 'queue').message();
    expect(told.text).toContain(`Type </stylize:${id}> to change that.`);
    await studio.restart();
    const again = await ann.slash(art, 'jobs').message();
    expect(again.text).toContain(`Type </stylize:${id}> to change that.`);
  });

  it('are plain words while their ids are not known', () => {
    const mentions = new CommandMentions();
    expect(mentions.in('ask again with /stylize')).toBe('ask again with /stylize');
    const [stylize, atelier] = [
      { id: '1', name: 'stylize', type: 1, options: [] },
      { id: '2', name: 'atelier', type: 1, options: [{ type: 1, name: 'settings', description: '' }] },
    ] as RegisteredCommand[];
    mentions.learn([stylize!, atelier!]);
    expect(mentions.in('/stylize, `/stylize`, https://a.example/stylize, /stylizer and /help')).toBe(
      '</stylize:1>, `/stylize`, https://a.example/stylize, /stylizer and /help',
    );
    expect(mentions.in('see /atelier settings')).toBe('see </atelier settings:2>');
  });
});

describe('/jobs', () => {
  it('lists the last pictures with links to their messages, and shows one again', async () => {
    const { ann, art, cat, gate } = studio;
    gate.open();
    const open = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
    await ann.slash(art, 'stylize', { content: cat, preset: 'starry-night', private: true }).until(isDone);
    const list = await ann.slash(art, 'jobs').message();
    expect(list.text).toContain(
      `[Cat in the style of Roman Mosaic](https://discord.com/channels/${art.guild?.id}/${art.id}/${open.id}): done`,
    );
    expect(list.text).toMatch(/- Cat in the style of The Starry Night: done, <t:\d+:R>/);
    expect(list.menus[0]!.options[0]!.description).toBe('done, 1 min ago');
    const again = await ann
      .select(list, 'Show a picture again', 'Cat in the style of The Starry Night')
      .message();
    expect(again.ephemeral).toBe(true);
    expect(again.pictures).toHaveLength(1);
    const next = await ann.press(again, 'Again').until(isDone);
    expect(next.ephemeral).toBe(true);
  });

  it('removes the copy together with the picture', async () => {
    const { ann, art, cat, gate, discord } = studio;
    gate.open();
    const open = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
    const list = await ann.slash(art, 'jobs').message();
    const copy = await ann.select(list, 'Show a picture again', 'Cat in the style of Roman Mosaic').message();
    ann.submit(await ann.select(copy, 'More', 'Delete').modal(), {});
    await discord.until(() => open.deleted && copy.deleted, 'both to go');
  });

  it('says what to do when there is nothing', async () => {
    const { ann, art } = studio;
    expect((await ann.slash(art, 'jobs').message()).text).toContain('You have no pictures yet');
  });
});

describe('/atelier settings', () => {
  const manager = () => {
    const { discord, guild } = studio;
    const eve = discord.user('eve');
    guild.join(eve, { roles: [guild.role('keepers', ['ManageGuild'])] });
    return eve;
  };
  const ask = (options = {}) =>
    studio.ann.slash(studio.art, 'stylize', { content: studio.cat, preset: 'mosaic', ...options });

  it('is for those who manage the server', () => {
    expect(() => studio.ann.slash(studio.art, 'atelier settings')).toThrow();
  });

  it('keeps pictures to the channels that are chosen, and their threads', async () => {
    const { guild, art, ann, cat, gate } = studio;
    gate.open();
    const eve = manager();
    const wall = guild.channel('wall');
    const panel = await eve.slash(art, 'atelier settings').message();
    await eve.select(panel, 'set:channels', wall).until(({ text }) => text.includes(`<#${wall.id}>`));
    expect((await ask().message()).text).toMatch(
      new RegExp(`not painted in this channel; .+: <#${wall.id}>`),
    );
    const corner = wall.thread('corner');
    await ann.slash(corner, 'stylize', { content: cat, preset: 'mosaic' }).until(isDone);
    await eve.select(panel, 'set:channels', []).until(({ text }) => text.includes('**Channels** all'));
    await ask().until(isDone);
  });

  it('sets what is taken when nobody says so, and whether pictures may be private', async () => {
    const { art, gate, ann, cat } = studio;
    gate.open();
    const eve = manager();
    const panel = await eve.slash(art, 'atelier settings').message();
    const styles = await eve.press(panel, 'Default style').modal();
    await eve
      .submit(styles, { Style: 'The Starry Night' })
      .until(({ text }) => text.includes('**Default style** The Starry Night'));
    const quality = eve.select(panel, 'set:quality', 'draft');
    await quality.until(({ menus }) =>
      menus.some(({ options }) => options.some((one) => one.value === 'draft' && one.default)),
    );
    const done = await ann.slash(art, 'stylize', { content: cat }).until(isDone);
    expect(done.text).toContain('Cat in the style of The Starry Night');
    expect(done.text).toContain('draft');
    const off = eve.select(panel, 'set:allowsPrivate', 'off');
    await off.until(({ menus }) =>
      menus.some(({ options }) => options.some((one) => one.value === 'off' && one.default)),
    );
    const refused = await ask({ private: true }).message();
    expect(refused.text).toMatch(/only you see are switched off here/);
    expect(refused.ephemeral).toBe(true);
  });

  it('holds after a restart', async () => {
    const eve = manager();
    const panel = await eve.slash(studio.art, 'atelier settings').message();
    const off = eve.select(panel, 'set:allowsPrivate', 'off');
    await off.until(({ menus }) =>
      menus.some(({ options }) => options.some((one) => one.value === 'off' && one.default)),
    );
    await studio.restart();
    expect((await ask({ private: true }).message()).text).toMatch(/only you see are switched off here/);
  });

  it('limits what each member may ask for, and refuses what is no number', async () => {
    const { art, gate } = studio;
    gate.open();
    const eve = manager();
    const panel = await eve.slash(art, 'atelier settings').message();
    const wrong = await eve.press(panel, 'Limits').modal();
    const told = await eve.submit(wrong, { 'At once': 'many' }).followUp();
    expect(told.text).toMatch(/"At once" must be an integer from 0 to 200/);
    const limits = await eve.press(panel, 'Limits').modal();
    await eve.submit(limits, { 'In 24 hours': '1' }).until(({ text }) => text.includes('1 in 24 hours'));
    await ask().until(isDone);
    expect((await ask().message()).text).toMatch(/limit of 1 picture a day; ask again in 24 h/);
  });
});
