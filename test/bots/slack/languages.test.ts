/** Everybody is answered in the language in which they read Slack. */
import { expect, it } from 'vitest';
import { isJob, photo, studio } from '../../support/slack.js';

const here = studio();

it('a Japanese reads Japanese: dialog, what is wrong in it, message, refusal and home', async () => {
  const { slack, general, gate } = here;
  const hana = slack.workspace.addPerson('hana', { locale: 'ja-JP' });
  await hana.slash(general, '/stylize', 'poppies');
  const dialog = await hana.untilView();
  expect(dialog.title).toBe('画像の画風を変える');
  expect(dialog.words).toContain('画風の強さ。0はほぼ写真、100は画風そのものの形。 0から100までの数（%）。');
  await hana.press(dialog, 'そのほかのオプション');
  await dialog.until(({ words }) => words.includes('その他の指定'));
  const refused = await hana.submit(dialog, { photo: await photo(), blend: '0.4' });
  expect(refused.errors).toEqual({ blend: '二つ目の画風が必要です。' });
  await hana.submit(dialog, { photo: await photo(), blend: '' });
  gate.open();
  const done = await general.until((message) => isJob(message) && message.words.includes('で完成'));
  expect(done.words).toContain('Red panda（Poppies風）');
  expect(done.words).toContain(`依頼：<@${hana.id}>`);
  await hana.slash(general, '/stylize', 'strenght=7');
  await general.until(({ text }) => text.startsWith('strenght というオプションはありません。'));
  await hana.slash(general, '/stylize', 'xyz');
  const told = await general.until(
    ({ ephemeralFor, text }) => ephemeralFor === hana.id && text.includes('xyz'),
  );
  expect(told.text).toContain(
    '"xyz" というプリセットも、近い名前もありません。画風の一覧から選んでください。',
  );
});
