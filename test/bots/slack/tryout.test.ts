/** /tryout: the photo is asked for alone, and comes back in nine styles. */
import { expect, it } from 'vitest';
import type { Message, View } from '../../../simulators/slack/index.js';
import { isJob, photo, studio } from '../../support/slack.js';

const here = studio({}, { settings: { slackPreviews: 'text' } });

const asked = ({ blocks }: View) => blocks.filter(({ type }) => type === 'input').map((one) => one.block_id);

const isSheet = (message: Message) => isJob(message) && message.words.includes('Press a number');

it('asks for the photo alone, and shows it in nine styles, also where the workspace has a usual one', async () => {
  const { ada, ben, general, gate } = here;
  gate.open();
  await ada.openHome();
  await ada.press(await ada.untilHome(), 'Change');
  await ada.submit(await ada.untilView(), { preset: 'poppies' });
  await ben.slash(general, '/tryout');
  const dialog = await ben.untilView();
  expect(dialog.title).toBe('A photo in nine styles');
  expect(asked(dialog)).toEqual(['photo', 'private']);
  expect(dialog.controls.map(({ actionId }) => actionId)).toEqual(['photo', 'private']);
  expect(await ben.submit(dialog, { photo: await photo() })).toMatchObject({ ok: true, errors: {} });
  const sheet = await general.until(isSheet);
  expect(sheet.words).toContain('Red panda in 9 styles');
});

it('with words of a style, or with options that cannot be read, is refused, and its dialog is filled in', async () => {
  const { ben, general } = here;
  await ben.slash(general, '/tryout', 'poppies size=96');
  const told = await here.untilTold(ben, /tryout takes one photo and no style/i);
  await ben.press(told, 'Change and send again');
  const dialog = await ben.untilView();
  expect(dialog.title).toBe('A photo in nine styles');
  expect(asked(dialog)).toEqual(['photo', 'more', 'private']);
  expect(await ben.submit(dialog, { photo: await photo(), more: 'poppies' })).toMatchObject({
    errors: { more: expect.stringContaining('the style has its own menu') },
  });
  here.gate.open();
  await ben.submit(await ben.untilView(), { photo: await photo(), more: 'size=96' });
  await general.until(isSheet);
  const [job] = await here.app.queue.list(1);
  expect(job!.request).toMatchObject({ settings: { size: 96 } });
});

it('says beside the photo, or beside who sees it, what is wrong', async () => {
  const { ben, slack } = here;
  const secret = slack.workspace.addChannel('secret', { private: true, bot: false, members: [ben] });
  await ben.slash(secret, '/tryout');
  const dialog = await ben.untilView();
  expect(dialog.words).toContain('I am not in this conversation');
  const unseen = await ben.submit(dialog, { photo: await photo(), private: false });
  expect(unseen.errors).toEqual({ private: expect.stringContaining('I am not in this conversation') });
  const strip = await photo('strip.jpg', 1000, 70);
  expect(await ben.submit(await ben.untilView(), { photo: strip, private: true })).toMatchObject({
    ok: true,
  });
  const told = await ben.dmChannel.until(({ words }) => words.includes('Crop it'));
  await ben.press(told, 'Change and send again');
  expect(asked(await ben.untilView())).toEqual(['photo', 'other_photo', 'private']);
});
