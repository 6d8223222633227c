/** Where pictures are posted: only where both the bot and the requester may write. */
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../simulators/slack/index.js';
import { DEFAULT_SCOPES } from '../../../simulators/slack/index.js';
import { heldCall, isDone, isJob, photo, studio } from '../../support/slack.js';

const here = studio({}, { settings: { slackPreviews: 'text' } });

/** What Share says of this channel, in its dialog. */
async function shareIn(channel: Channel, who = here.ben) {
  const message = await here.paint(who);
  await who.press(message, 'Share');
  return who.submit(await who.untilView(), { channel });
}

describe('Share', () => {
  it.each([
    [
      'that they are not in',
      () => here.slack.workspace.addChannel('leaders', { members: [here.ada] }),
      /^You are not in that channel; join it first/,
    ],
    [
      'that is private and that they have left',
      () => {
        const secret = here.slack.workspace.addChannel('secret', { private: true });
        here.ben.leave(secret);
        return secret;
      },
      /^You are not in that channel/,
    ],
    [
      'that is archived',
      () => here.slack.workspace.addChannel('old', { archived: true }),
      /^That channel is archived/,
    ],
    [
      'where only admins may post',
      () => here.slack.workspace.addChannel('news', { posting: 'admins' }),
      /^Only admins may post in that channel/,
    ],
    [
      'that is private and without the bot',
      () => here.slack.workspace.addChannel('quiet', { private: true, bot: false }),
      /^I am not in that channel; type \/invite @atelier there/,
    ],
    [
      'that is a direct message of others and without the bot',
      () => here.slack.workspace.addGroupMessage([here.ada, here.ben], { bot: false }),
      /^I am not in that channel/,
    ],
  ])('refuses a channel %s, in its dialog', async (_, channelOf, words) => {
    const channel = channelOf();
    const sent = await shareIn(channel);
    expect(sent.action).toBe('errors');
    expect(sent.errors.channel).toMatch(words);
    expect(channel.messages).toEqual([]);
    expect(here.app.errors).toEqual([]);
  });

  it('lets an admin post where only admins may', async () => {
    const news = here.slack.workspace.addChannel('news', { posting: 'admins' });
    expect(await shareIn(news, here.ada)).toMatchObject({ errors: {} });
    await news.until(({ images }) => images.length === 1);
  });

  it('finds a member in a large channel', async () => {
    const crowd = Array.from({ length: 1200 }, (_, index) => here.slack.workspace.addPerson(`p${index}`));
    const plaza = here.slack.workspace.addChannel('plaza', { members: [...crowd, here.ben] });
    expect(await shareIn(plaza)).toMatchObject({ errors: {} });
    expect(here.slack.calls.of('conversations.members')).toHaveLength(2);
    await plaza.until(({ images }) => images.length === 1);
  });

  it('joins a public channel that it is not in', async () => {
    const open = here.slack.workspace.addChannel('open', { bot: false });
    expect(await shareIn(open)).toMatchObject({ errors: {} });
    await open.until(({ images }) => images.length === 1);
  });

  it('posts in a group message that both are in', async () => {
    const crew = here.slack.workspace.addGroupMessage([here.ada, here.ben]);
    expect(await shareIn(crew)).toMatchObject({ errors: {} });
    await crew.until(({ images }) => images.length === 1);
  });

  it('posts nothing where Slack answers too late for the dialog: the person is told afterwards', async () => {
    const leaders = here.slack.workspace.addChannel('leaders', { members: [here.ada] });
    const message = await here.paint(here.ben);
    await here.ben.press(message, 'Share');
    const dialog = await here.ben.untilView();
    const held = heldCall(here.slack, 'conversations.members');
    const sending = here.ben.submit(dialog, { channel: leaders });
    await held;
    expect(await sending).toMatchObject({ ok: true, errors: {} });
    here.slack.faults.release();
    await here.untilTold(here.ben, /You are not in that channel/);
    expect(leaders.messages).toEqual([]);
  });

  it('posts nothing where the app may not ask who is in a channel', async () => {
    const message = await here.paint(here.ben);
    here.slack.workspace.bot!.grant(DEFAULT_SCOPES.filter((scope) => scope !== 'channels:read'));
    await here.ben.press(message, 'Share');
    await here.ben.submit(await here.ben.untilView(), { channel: here.general });
    await here.untilTold(here.ben, /lacks the scope channels:read/);
    expect(here.general.messages.filter(({ text }) => text.includes('Made by'))).toEqual([]);
  });
});

describe('/stylize', () => {
  it('refuses a channel that the person is not in, in its dialog', async () => {
    const leaders = here.slack.workspace.addChannel('leaders', { members: [here.ada] });
    await here.ben.slash(here.general, '/stylize', 'poppies');
    const sent = await here.ben.submit(await here.ben.untilView(), {
      photo: await photo(),
      channel: leaders,
    });
    expect(sent.errors.channel).toMatch(/^You are not in that channel/);
    expect(await here.app.queue.list(10)).toEqual([]);
  });

  it('joins a public channel that it is typed in', async () => {
    const open = here.slack.workspace.addChannel('open', { bot: false });
    const message = await here.paint(here.ben, open);
    expect(message.channel).toBe(open);
  });

  it.each([
    ['a private channel', () => here.slack.workspace.addChannel('quiet', { private: true, bot: false })],
    [
      'a direct message of others',
      () => here.slack.workspace.addGroupMessage([here.ada, here.ben], { bot: false }),
    ],
  ])('says in its dialog that the bot is not in %s, and paints for the person alone', async (_, place) => {
    const quiet = place();
    await here.ben.slash(quiet, '/stylize', 'poppies');
    const dialog = await here.ben.untilView();
    expect(dialog.words).toMatch(/I am not in this conversation, so your picture comes as a direct message/);
    const posted = await here.ben.submit(dialog, { photo: await photo(), private: false });
    expect(posted.errors.channel).toMatch(/^I am not in this conversation/);
    expect(await here.ben.submit(dialog, { private: true })).toMatchObject({ errors: {} });
    here.gate.open();
    await here.ben.dmChannel.until(isDone);
    expect(quiet.messages).toEqual([]);
  });

  it('with the link of a file: says so before the file is fetched', async () => {
    const quiet = here.slack.workspace.addChannel('quiet', { private: true, bot: false });
    const file = here.ben.upload(await photo(), here.general);
    await here.ben.slash(quiet, '/stylize', `poppies ${file.permalink}`);
    await here.slack.until(() => here.told(here.ben, quiet).length > 0);
    expect(here.told(here.ben, quiet)[0]).toMatch(
      /I am not in that conversation; type \/invite @atelier there/,
    );
    expect(here.slack.calls.of('files.info')).toEqual([]);
  });
});

describe('a group message', () => {
  it('is heard where the bot is mentioned, and answered there', async () => {
    const crew = here.slack.workspace.addGroupMessage([here.ada, here.ben]);
    await here.ben.say(crew, 'look at this', { files: [await photo()] });
    const asked = await here.ben.mention(crew, 'poppies', [await photo('beach.jpg')]);
    const message = await crew.until(isJob);
    expect(message.threadTs).toBe(asked.ts);
    here.gate.open();
    await message.until(isDone);
    expect(await here.app.queue.list(10)).toHaveLength(1);
  });
});
