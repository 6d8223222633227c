/** The buttons below a picture, and the dialogs behind them: for its requester, for others, for admins. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../simulators/slack/index.js';
import { SETTINGS, type StyleRequest } from '../../../src/domain/request.js';
import { filesBelow, heldCall, isDone, isJob, photo, studio } from '../../support/slack.js';

const here = studio(
  {},
  { settings: { slackPreviews: 'text' }, limits: { maxWaitingPerUser: 20, maxRunningPerUser: 20 } },
);

/** The request of the latest job. */
async function latest(): Promise<StyleRequest> {
  const jobs = await here.app.queue.list(100);
  return jobs.sort((a, b) => b.createdAt - a.createdAt)[0]!.request;
}

/** The next message about a picture in the channel. */
function nextJob(before: Message): Promise<Message> {
  return before.channel.until((message) => isJob(message) && message.ts > before.ts);
}

const IN_MENU = ['Stronger', 'Softer', 'Larger'];

describe('a photo without a style', () => {
  it('comes back in nine styles, and a number paints that one in full', async () => {
    here.gate.open();
    await here.ada.mention(here.general, '', [await photo()]);
    const sheet = await here.general.until(({ words }) => words.includes('Press a number'));
    expect(sheet.words).toMatch(/in 9 styles/);
    expect(sheet.controls.map(({ label }) => label)).toEqual([...'123456789', 'More styles', 'Delete']);
    expect(sheet.words).toContain('2\u00a0Roman Mosaic');
    await here.ada.press(sheet, '2');
    const full = await nextJob(sheet);
    await full.until(isDone);
    expect(full.words).toMatch(/in the style of Roman Mosaic/);
    await here.ada.choose(full, 'More', 'Five strengths to choose from');
    const strip = await nextJob(full);
    await strip.until(({ words }) => words.includes('Press a number'));
    expect(strip.controls.map(({ label }) => label)).toEqual([...'12345', 'Delete']);
  });
});

describe('a press', () => {
  it.each([
    ['Again', (settings: StyleRequest['settings']) => settings.seed !== 0],
    ['Stronger', ({ strength }: StyleRequest['settings']) => strength === 65],
    ['Softer', ({ strength }: StyleRequest['settings']) => strength === 35],
    ['Larger', ({ size }: StyleRequest['settings']) => size > SETTINGS.size.default],
  ])('of %s paints a new picture in a message of its own', async (label, isRight) => {
    const message = await here.paint();
    const press = IN_MENU.includes(label)
      ? here.ada.choose(message, 'More', label)
      : here.ada.press(message, label);
    expect(await press).toMatchObject({ ok: true });
    const job = await nextJob(message);
    await job.until(isDone);
    expect(isRight((await latest()).settings)).toBe(true);
    expect(isDone(message)).toBe(true);
  });

  it('below a picture in a thread stays in the thread', async () => {
    await here.ada.mention(here.general, 'poppies', [await photo()]);
    here.gate.open();
    const message = await here.general.until(isDone);
    await here.ada.press(message, 'Again');
    expect((await nextJob(message)).threadTs).toBe(message.threadTs);
  });

  it('of Cancel stops the painting, and the message says so', async () => {
    const message = await here.ask();
    await here.ada.press(message, 'Cancel');
    await message.until(({ words }) => words.includes('Stopped'));
    await here.ada.press(message, 'Start again');
    here.gate.open();
    await (await nextJob(message)).until(isDone);
  });

  it('of Delete removes message and picture for everybody', async () => {
    const message = await here.paint();
    const [file] = filesBelow(message);
    await here.ada.press(message, 'Delete');
    await here.slack.until(() => message.deleted && file!.deleted);
    expect(here.general.thread(message).filter(({ deleted }) => !deleted)).toEqual([]);
  });

  it('of Delete takes away what was stopped', async () => {
    const message = await here.ask();
    here.gate.to(2);
    await here.ada.press(message, 'Cancel');
    await message.until(({ words }) => words.includes('Stopped'));
    await here.ada.press(message, 'Delete');
    await here.slack.until(() => message.deleted);
  });

  it.each(['Again', 'Other style', 'Share', 'Delete'])(
    'of %s by somebody else changes nothing, and they are told',
    async (label) => {
      const message = await here.paint(here.ada);
      const jobs = (await here.app.queue.list(100)).length;
      await here.ben.press(message, label);
      await here.untilTold(here.ben, /Only the requester of this picture may/);
      expect((await here.app.queue.list(100)).length).toBe(jobs);
      expect(message.deleted).toBe(false);
      expect(here.ben.view).toBeUndefined();
    },
  );

  it('of Cancel and Delete is an admin’s right, too', async () => {
    const running = await here.ask(here.ben);
    await here.ada.press(running, 'Cancel');
    await running.until(({ words }) => words.includes('Stopped'));
    await here.ada.press(running, 'Delete');
    await here.slack.until(() => running.deleted);
  });

  it('of an old button finds its job, or says that it is not known any more', async () => {
    const message = await here.paint();
    const [job] = await here.app.queue.list(1);
    expect(message.controls[0]!.value).toBe(`${here.ada.id} ${job!.id}`);
    const { bot } = here.slack.workspace;
    const { calls } = here.slack;
    await fetch(`${here.slack.apiUrl}chat.update`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bot!.botToken}` },
      body: new URLSearchParams({
        channel: here.general.id,
        ts: message.ts,
        text: 'old',
        blocks: JSON.stringify([
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                action_id: 'job:again',
                value: `${here.ada.id} gone`,
                text: { type: 'plain_text', text: 'Again' },
              },
            ],
          },
        ]),
      }),
    });
    expect(calls.of('chat.update').at(-1)?.ok).toBe(true);
    await here.ada.press(message, 'Again');
    await here.untilTold(here.ada, /no longer known; ask for it again with \/stylize/);
  });
});

describe('Other style', () => {
  it('paints the same photo in another preset, with its picture in the dialog', async () => {
    const message = await here.paint();
    await here.ada.press(message, 'Other style');
    const dialog = await here.ada.untilView();
    await here.ada.choose(dialog, 'preset', 'poppies');
    await dialog.until(({ images }) => images.length === 1);
    await here.ada.submit(dialog);
    await nextJob(message);
    expect(await latest()).toMatchObject({ contentLabel: 'red-panda.jpg', styles: [{ preset: 'poppies' }] });
  });

  it('or in the style of a picture', async () => {
    const message = await here.paint();
    await here.ada.press(message, 'Other style');
    await here.ada.submit(await here.ada.untilView(), { style: await photo('wall.jpg') });
    await nextJob(message);
    expect(await latest()).toMatchObject({ styles: [{ label: 'wall.jpg' }] });
  });

  it('needs one of the two, and not both', async () => {
    const message = await here.paint();
    await here.ada.press(message, 'Other style');
    const dialog = await here.ada.untilView();
    expect((await here.ada.submit(dialog)).errors).toHaveProperty('preset');
    const both = await here.ada.submit(dialog, { preset: 'poppies', style: await photo() });
    expect(both.errors).toHaveProperty('style');
  });
});

describe('Try this style', () => {
  it('paints somebody else’s photo in the style of the picture, as their own', async () => {
    const message = await here.paint(here.ada);
    await here.ben.press(message, 'Try this style');
    await here.ben.submit(await here.ben.untilView(), { photo: await photo('my-dog.jpg') });
    const job = await nextJob(message);
    await job.until(isDone);
    expect(await latest()).toMatchObject({
      contentLabel: 'my-dog.jpg',
      styles: [{ preset: 'starry-night' }],
    });
    expect(job.words).toContain(`Requested by <@${here.ben.id}>`);
  });
});

describe('Share', () => {
  it('shows the picture in another channel, with who made it and a way to try its style', async () => {
    const thumbnails = here.slack.workspace.addChannel('gallery');
    const message = await here.paint();
    await here.ada.press(message, 'Share');
    await here.ada.submit(await here.ada.untilView(), { channel: thumbnails });
    const shared = await thumbnails.until(({ fromBot, images }) => fromBot && images.length === 1);
    expect(shared.words).toContain(`Made by <@${here.ada.id}> with The Starry Night`);
    expect(shared.text).toContain(`Made by <@${here.ada.id}> with The Starry Night`);
    expect(shared.controls.map(({ label }) => label)).toEqual(['Try this style']);
    expect(filesBelow(shared)).toHaveLength(1);
    expect(shared.images[0]!.file!.id).not.toBe(message.images[0]!.file!.id);
    await here.ben.press(shared, 'Try this style');
    await here.ben.submit(await here.ben.untilView(), { photo: await photo('my-dog.jpg') });
    await nextJob(shared);
  });
});

describe('Compare', () => {
  it('shows before and after to the person who presses, and to nobody else', async () => {
    const message = await here.paint(here.ada);
    const messages = here.general.messages.length;
    await here.ben.press(message, 'Compare');
    const dialog = await here.ben.untilView(({ images }) => images.length === 1);
    expect(dialog.words).toContain('Red panda in the style of The Starry Night');
    expect(dialog.images[0]!.file).toMatchObject({ mimetype: 'image/jpeg', shares: [] });
    expect(here.general.messages).toHaveLength(messages);
    const { file } = dialog.images[0]!;
    await here.ben.dismiss(dialog);
    await here.slack.until(() => file!.deleted);
  });

  it('leaves no file behind when its dialog is closed before the picture comes', async () => {
    const message = await here.paint();
    const held = heldCall(here.slack, 'files.completeUploadExternal');
    const pressed = here.ben.press(message, 'Compare');
    const dialog = await here.ben.untilView();
    await held;
    await here.ben.dismiss(dialog);
    here.slack.faults.release();
    await pressed;
    await here.slack.until(() => here.slack.files.uploads.at(-1)!.deleted);
    expect(here.slack.files.uploads.at(-1)!.name).toContain('before-and-after');
  });

  it('says so when Slack does not show it', async () => {
    const message = await here.paint();
    const messages = ['[ERROR] invalid slack file [json-pointer:/view/blocks/0/slack_file]'];
    here.slack.faults.add({ method: 'views.update', answer: { error: 'invalid_arguments', messages } });
    await here.ben.press(message, 'Compare');
    await here.ben.untilView(({ words }) => words.includes('does not show pictures of mine'));
  });
});

describe('Timelapse', () => {
  it('shows the loop of its making as a GIF to the person who chooses it', async () => {
    const message = await here.paint(here.ada);
    const messages = here.general.messages.length;
    await here.ada.choose(message, 'More', 'Timelapse');
    const dialog = await here.ada.untilView(({ images }) => images.length === 1);
    expect(dialog.title).toBe('Timelapse');
    expect(dialog.images[0]!.alt).toBe('Timelapse: Red panda in the style of The Starry Night');
    const { file } = dialog.images[0]!;
    expect(file).toMatchObject({ mimetype: 'image/gif', shares: [] });
    expect((await sharp(file!.bytes).metadata()).pages).toBe(2);
    expect(here.general.messages).toHaveLength(messages);
    await here.ada.dismiss(dialog);
    await here.slack.until(() => file!.deleted);
  });
});
