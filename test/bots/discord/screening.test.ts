/** Screening on a server: by real discord.js, the real engine and the real classifier, at thresholds that ordinary pictures do not pass. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeChannel, FakeFile, FakeMessage, FakeUser } from '../../../simulators/discord/index.js';
import type { Refusal } from '../../../src/bots/last-refusals.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';
import { BETWEEN, decentPhoto, QUICK, realEngine } from '../../support/screened.js';

let studio: Studio;
let eve: FakeUser;
let castle: FakeFile;
let wait: Promise<void> | undefined;
const refused: Refusal[] = [];

beforeAll(async () => {
  const engine = realEngine(async () => wait);
  const onRefused = (refusal: Refusal) => refused.push(refusal);
  studio = await openStudio({ engine, screening: 'auto', onRefused }, { patienceMs: 60_000 });
  const { name, bytes } = await decentPhoto();
  castle = { name, data: Buffer.from(bytes) };
  const { discord, guild } = studio;
  eve = discord.user('eve');
  guild.join(eve, { roles: [guild.role('keepers', ['ManageGuild'])] });
});
afterAll(() => studio.close());

const ask = (where: FakeChannel) =>
  studio.ann.slash(where, 'stylize', { content: castle, preset: 'mosaic', ...QUICK });

/** By the settings of the server. */
async function refuseFrom(percent: number): Promise<FakeMessage> {
  const panel = await eve.slash(studio.art, 'atelier settings').message();
  const dialog = await eve.press(panel, 'Screening threshold').modal();
  return eve
    .submit(dialog, { 'Refused from (%)': `${percent}` })
    .until(({ text }) => text.includes(`from ${percent} %`));
}

/** Starts a picture that is held back; the returned function lets it be painted. */
function hold(): () => void {
  let release = () => {};
  wait = new Promise((resolve) => (release = resolve));
  return release;
}

const isEmpty = (where: FakeChannel) => () => where.messagesFor(studio.bob).length === 0;

describe('on a server', () => {
  it('is on from the start, and ordinary pictures pass', async () => {
    const { guild } = studio;
    const panel = await eve.slash(studio.art, 'atelier settings').message();
    expect(panel.text).toContain('**Screening** refuses pornography, from 70 %');
    await ask(guild.channel('ordinary')).until(isDone);
    expect(refused).toEqual([]);
  });

  it('refuses a photo to the one who sent it alone, before there is a job', async () => {
    const { guild, app, ann, discord } = studio;
    await refuseFrom(0);
    const wall = guild.channel('wall');
    const before = (await app.queue.list(99)).length;
    const told = await ask(wall).followUp();
    expect(told.ephemeral).toBe(true);
    expect(told.text).toMatch(
      /"castle\.jpg": The screening here takes this picture for a pornographic drawing \(0 % sure\)/,
    );
    await discord.until(isEmpty(wall), 'an empty channel');
    expect(await app.queue.list(99)).toHaveLength(before);
    expect(refused).toMatchObject([
      { user: `discord:${ann.id}`, community: `discord:guild:${guild.id}`, channel: wall.id, part: 'sent' },
    ]);
  });

  it('tells who has waited for a painting that is refused alone, and their message goes', async () => {
    const { guild, discord } = studio;
    await refuseFrom(BETWEEN);
    const wall = guild.channel('painted');
    const told = await ask(wall).followUp();
    expect(told.ephemeral).toBe(true);
    expect(told.text).toMatch(/takes the painting for \w+.+it is not shown/);
    await discord.until(isEmpty(wall), 'an empty channel');
    expect(refused.at(-1)).toMatchObject({ part: 'painted', channel: wall.id });
    expect(refused).toHaveLength(2);
  });

  it('tells it by direct message once the token is too old', async () => {
    const { ann, guild, discord } = studio;
    const release = hold();
    const wall = guild.channel('late');
    await ask(wall).until(({ text }) => text.includes('line') || text.includes('canvas'));
    discord.clock.advance(16 * 60_000);
    release();
    await discord.until(
      () =>
        ann
          .dm()
          .messagesFor(ann)
          .some(({ text }) => text.includes('it is not shown')),
      'a direct message',
    );
    await discord.until(isEmpty(wall), 'an empty channel');
  });

  it('says nothing but that it has ended where the requester cannot be reached alone', async () => {
    const { ann, guild, discord, bob } = studio;
    const release = hold();
    const wall = guild.channel('deaf');
    await ask(wall).until(({ text }) => text.includes('line') || text.includes('canvas'));
    ann.acceptsDms = false;
    discord.clock.advance(16 * 60_000);
    release();
    await discord.until(() => wall.messagesFor(bob)[0]?.text.includes('Stopped'), 'a neutral end');
    expect(wall.messagesFor(bob)[0]).toMatchObject({ pictures: [] });
    ann.acceptsDms = true;
    wait = undefined;
  });

  it('leaves channels for adults alone, and looks at what is shared from there', async () => {
    const { ann, guild, art } = studio;
    const done = await ask(guild.channel('night', { nsfw: true })).until(isDone);
    const dialog = await ann.press(done, 'Share').modal();
    const told = await ann.submit(dialog, { Channel: art }).message();
    expect(told.ephemeral).toBe(true);
    expect(told.text).toMatch(/so it is not shown/);
    expect(isEmpty(art)()).toBe(true);
  });

  it('shows moderators what was refused last: who, where and why, without a picture', async () => {
    const { ann, art, guild } = studio;
    const panel = await eve.slash(art, 'atelier settings').message();
    const list = await eve.press(panel, 'Last refusals').message();
    expect(list.ephemeral).toBe(true);
    const wall = guild.channels.find(({ name }) => name === 'wall')!;
    expect(list.text).toMatch(
      new RegExp(`${ann.mention} <#${wall.id}> picture that was sent: a pornographic drawing \\(0 %\\)`),
    );
    expect(list.text).toMatch(/picture that was painted: /);
    expect(list.text).toContain('the pictures are not kept');
  });
});
