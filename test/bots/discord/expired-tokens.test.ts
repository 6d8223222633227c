/** Jobs that outlive the quarter of an hour that an interaction's token lives, and tokens that fail before. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeChannel, FakeUser } from '../../../simulators/discord/index.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';
import { until } from '../../support/until.js';

const MINUTE = 60_000;

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

describe('a job of twenty minutes', () => {
  it('continues in its message by the bot’s own token, and ends in a new one that notifies its requester once', async () => {
    const { discord, gate } = studio;
    const interaction = await studio.begun();
    discord.clock.advance(16 * MINUTE);
    gate.to(5);
    const running = await interaction.until((message) => message.text.includes('62 %'));
    expect(running.history.at(-1)?.via).toBe('channel');
    discord.clock.advance(4 * MINUTE);
    gate.open();
    const done = await studio.notified();
    expect(done.pinged).toEqual([studio.ann.id]);
    expect(studio.art.messagesFor(studio.ann)).toHaveLength(1);
    // Nobody had to be refused for that.
    expect(discord.requests.all.filter(({ code }) => code === 50027 || code === 10015)).toHaveLength(0);
  });

  it('resumes after a restart in the middle, when the token is long gone', async () => {
    const { discord, gate } = studio;
    await studio.begun();
    await studio.restart(() => discord.clock.advance(20 * MINUTE));
    gate.open();
    await studio.notified();
    expect(studio.art.messagesFor(studio.ann)).toHaveLength(1);
  });

  it.each([
    ['50027', { status: 401, code: 50027 }],
    ['10015', { status: 404, code: 10015 }],
  ])('takes the bot’s own token at the first %s, whatever the clock says', async (_, refusal) => {
    const { discord, gate } = studio;
    const interaction = await studio.begun();
    const fault = discord.faults.next({
      method: 'PATCH',
      path: '/webhooks/',
      times: Number.POSITIVE_INFINITY,
      answer: { kind: 'error', ...refusal },
    });
    gate.open();
    const done = await interaction.until(isDone);
    expect(done.history.at(-1)?.via).toBe('channel');
    expect(fault.met).toBe(1);
  });
});

describe('where the bot’s own token does not lead', () => {
  const places: [string, (eve: FakeUser) => FakeChannel, object][] = [
    ['a private answer', () => studio.art, { private: true }],
    [
      'a server without the bot',
      (eve) => {
        const elsewhere = studio.discord.guild({ bot: false });
        elsewhere.join(eve);
        return elsewhere.channel('talk');
      },
      {},
    ],
    ['a private channel', (eve) => studio.discord.privateChannel(eve, studio.bob), {}],
  ];

  it.each(places)(
    'a follow-up says so in time, and the picture comes as a direct message: %s',
    async (_, place, options) => {
      const { discord, gate, guild } = studio;
      const eve = discord.user('eve', { installed: true });
      guild.join(eve);
      const interaction = await studio.begun(options, eve, place(eve));
      discord.clock.advance(14 * MINUTE);
      const notice = await interaction.followUp();
      expect(notice.text).toMatch(/Discord lets me change that message for 15 minutes only.+direct message/s);
      expect(notice.ephemeral).toBe('private' in options);
      discord.clock.advance(6 * MINUTE);
      gate.open();
      const direct = await discord.until(() => eve.dm().messagesFor(eve).find(isDone), 'the picture');
      expect(direct.pictures.map(({ filename }) => filename)).toEqual([
        'cat-in-the-style-of-roman-mosaic.png',
      ]);
      expect(direct.pinged).toEqual([eve.id]);
      // Its buttons work there, and the next pictures stay there.
      const again = await eve.press(direct, 'Again').until(isDone);
      expect(again.channel.id).toBe(eve.dm().id);
      eve.submit(await eve.select(direct, 'More', 'Delete').modal(), {});
      await discord.until(() => direct.deleted, 'the direct message to go');
      expect(studio.app.errors).toEqual([]);
    },
  );

  it('an answer that Discord has made private, where members may not use external apps, is treated as one', async () => {
    const { discord, gate, cat } = studio;
    const eve = discord.user('eve', { installed: true });
    const everyone = ['ViewChannel', 'SendMessages', 'UseApplicationCommands'] as const;
    const strict = discord.guild({ bot: false, everyone: [...everyone] });
    strict.join(eve);
    const talk = strict.channel('talk');
    const interaction = eve.slash(talk, 'stylize', { content: cat, preset: 'mosaic' });
    gate.to(2);
    const running = await interaction.until(({ text }) => text.includes('25 %'));
    expect(running.ephemeral).toBe(true);
    const list = await eve.slash(talk, 'jobs').message();
    // No link leads to what only she was shown.
    expect(list.text).toContain('- Cat in the style of Roman Mosaic: being painted');
    discord.clock.advance(14 * MINUTE);
    expect((await interaction.followUp()).ephemeral).toBe(true);
    discord.clock.advance(6 * MINUTE);
    gate.open();
    await discord.until(() => eve.dm().messagesFor(eve).find(isDone), 'the picture');
    expect(studio.app.errors).toEqual([]);
  });

  it('no follow-up comes when the picture is done before', async () => {
    const { discord, gate } = studio;
    const interaction = await studio.begun({ private: true });
    gate.open();
    await interaction.until(isDone);
    discord.clock.advance(20 * MINUTE);
    expect(interaction.followUps).toHaveLength(0);
  });

  it('a press of Cancel still shows in the message', async () => {
    const { discord, ann } = studio;
    const interaction = await studio.begun({ private: true });
    discord.clock.advance(20 * MINUTE);
    ann.press(await interaction.message(), 'Cancel');
    await interaction.until(({ text }) => text.includes('Stopped'));
  });

  it('/jobs shows the picture to who takes no direct messages, and a line in the log says so', async () => {
    const { discord, gate, ann, art } = studio;
    ann.acceptsDms = false;
    await studio.begun({ private: true });
    discord.clock.advance(20 * MINUTE);
    gate.open();
    await until(() =>
      studio.app.lines.some((line) => line.includes(`user ${ann.id} takes no direct messages`)),
    );
    const list = await ann.slash(art, 'jobs').message();
    const shown = await ann
      .select(list, 'Show a picture again', 'Cat in the style of Roman Mosaic')
      .message();
    expect(shown.pictures).toHaveLength(1);
  });
});

describe('a message that cannot be changed at the moment', () => {
  it('is followed by a new one with the picture: edits of old messages are used up', async () => {
    const { discord, gate, ann, art } = studio;
    const interaction = await studio.begun();
    const first = await interaction.message();
    discord.faults.next({
      method: 'PATCH',
      path: '/messages/',
      times: Number.POSITIVE_INFINITY,
      answer: { kind: 'error', status: 400, code: 30046 },
    });
    gate.open();
    const done = await discord.until(() => art.messagesFor(ann).find(isDone), 'the picture');
    expect(done.id).not.toBe(first.id);
    expect(done.replyTo).toBe(first.id);
    expect(studio.app.errors).toEqual([]);
  });

  it('is followed by a new one with the picture: the thread was archived', async () => {
    const { discord, gate, ann, art } = studio;
    const thread = art.thread('corner');
    await studio.begun({}, ann, thread);
    thread.archive();
    gate.open();
    await discord.until(() => thread.messagesFor(ann).find(isDone), 'the picture');
  });
});
