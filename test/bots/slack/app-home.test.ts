/** App Home: my pictures, the styles, and what admins settle for their workspace. */
import { describe, expect, it } from 'vitest';
import type { View } from '../../../simulators/slack/index.js';
import { loadPresets } from '../../../src/app/presets.js';
import { isJob, photo, studio } from '../../support/slack.js';

const here = studio({}, { settings: { slackPreviews: 'text' } });
const presets = await loadPresets();

/** The home once all of its pictures are there. */
const isWhole = ({ images }: View) => images.length >= presets.length;

/** Slack refuses views with files of its own in them, so many times. */
function refusePictures(times: number): void {
  here.slack.faults.add({
    method: 'views.publish',
    answer: {
      error: 'invalid_arguments',
      messages: ['[ERROR] invalid slack file [json-pointer:/view/blocks/3/accessory/slack_file]'],
    },
    when: ({ view }) => JSON.stringify(view).includes('slack_file'),
    times,
  });
}

describe('App Home', () => {
  it('shows what there is, and the styles with their pictures', async () => {
    await here.ben.openHome();
    const home = await here.ben.untilHome(isWhole);
    expect(home.words).toContain('You have no pictures yet.');
    expect(home.words).toContain('*The Starry Night*\nVincent van Gogh · 1889 · swirling, night, blue');
    expect(home.images.map(({ alt }) => alt)).toContain('Poppies by Katsushika Hokusai');
    expect(home.controls.map(({ label }) => label)).toEqual(['Stylize a picture']);
  });

  it('lists my pictures with thumbnails and the way to their messages', async () => {
    const message = await here.paint(here.ben);
    await here.ben.openHome();
    const home = await here.ben.untilHome(isWhole);
    expect(home.words).toMatch(/Red panda in the style of The Starry Night: done, \d+ min ago/);
    expect(home.words).toContain(
      `/archives/${here.general.id}/p${message.ts.replace('.', '')}|Go to the message>`,
    );
    expect(home.images[0]!.file!.id).toBe(message.images[0]!.file!.id);
    await here.ada.openHome();
    expect((await here.ada.untilHome()).words).toContain('You have no pictures yet.');
  });

  it('uploads the pictures of the styles once for the workspace', async () => {
    await here.ben.openHome();
    await here.ben.untilHome(isWhole);
    await here.ada.openHome();
    await here.ada.untilHome(isWhole);
    expect(here.slack.files.uploads).toHaveLength(presets.length);
  });

  it('does without pictures where Slack does not take them', async () => {
    refusePictures(Number.POSITIVE_INFINITY);
    await here.ben.openHome();
    await here.slack.calls.until('views.publish', 3);
    await here.slack.until(() => here.ben.home);
    expect((await here.ben.untilHome()).images).toEqual([]);
  });

  it('uploads the pictures of the styles again when one was lost, for the home and for dialogs', async () => {
    await here.ben.openHome();
    const lost = (await here.ben.untilHome(isWhole)).images.map(({ file }) => file!);
    await here.lose(lost[0]!);
    await here.ada.openHome();
    const home = await here.ada.untilHome(isWhole);
    expect(home.images.map(({ file }) => file!.deleted)).not.toContain(true);
    const poppies = here.slack.files.uploads.findLast(({ name }) => name.startsWith('poppies'))!;
    await here.lose(poppies);
    await here.ada.slash(here.general, '/stylize', 'poppies');
    const dialog = await here.ada.untilView(({ images }) => images.length === 1);
    expect(dialog.images[0]!.file).toMatchObject({ deleted: false });
  });

  it('goes on with pictures after one that Slack did not take', async () => {
    refusePictures(1);
    await here.ben.openHome();
    await here.slack.calls.until('views.publish', 2);
    await here.ben.openHome();
    await here.ben.untilHome(isWhole);
  });

  it('does without the thumbnail of a picture that somebody has deleted', async () => {
    const message = await here.paint(here.ben);
    await here.lose(message.images[0]!.file!);
    await here.ben.openHome();
    const home = await here.ben.untilHome(isWhole);
    expect(home.images).toHaveLength(presets.length);
    expect(home.words).toContain('Red panda in the style of The Starry Night: done');
  });

  it('asks for a picture, which comes as a direct message', async () => {
    await here.ben.openHome();
    await here.ben.press(await here.ben.untilHome(), 'Stylize a picture');
    await here.ben.submit(await here.ben.untilView(), { photo: await photo(), preset: 'poppies' });
    await here.ben.dmChannel.until(isJob);
  });
});

describe('the settings of a workspace', () => {
  /** Ada, an admin, fills them in. */
  async function settle(values: Parameters<typeof here.ada.submit>[1]) {
    await here.ada.openHome();
    await here.ada.press(await here.ada.untilHome(), 'Change');
    return here.ada.submit(await here.ada.untilView(), values);
  }

  async function ask(person = here.ben, channel = here.general, values = {}) {
    await person.slash(channel, '/stylize');
    return person.submit(await person.untilView(), { photo: await photo(), ...values });
  }

  it('are an admin’s to see and to change', async () => {
    await here.ben.openHome();
    expect((await here.ben.untilHome()).words).not.toContain('This workspace');
    await here.ada.openHome();
    const { words } = await here.ada.untilHome();
    expect(words).toContain('Usual style: none');
    expect(words).toContain('as many as the bot allows at once, any number a day');
  });

  it('say which style and quality is taken when nobody names one', async () => {
    expect(await settle({ preset: 'poppies', quality: 'draft' })).toMatchObject({ ok: true, errors: {} });
    await here.ada.untilHome(
      ({ words }) => words.includes('Usual style: Poppies') && words.includes('Usual quality: draft'),
    );
    expect(await ask()).toMatchObject({ errors: {} });
    await here.general.until(isJob);
    const [job] = await here.app.queue.list(1);
    expect(job!.request).toMatchObject({ styles: [{ preset: 'poppies' }], settings: { quality: 'draft' } });
    await here.ben.mention(here.general, 'tryout', [await photo('dog.jpg')]);
    await here.general.until((message) => isJob(message) && message.words.includes('dog.jpg'));
    const sheets = (await here.app.queue.list(2)).map(({ request }) => request.sheet?.length);
    expect(sheets).toContain(9);
  });

  it('say in which channels pictures are painted', async () => {
    const paintings = here.slack.workspace.addChannel('paintings');
    await settle({ channels: [paintings.id] });
    await here.ada.untilHome(({ words }) => words.includes(`Channels: <#${paintings.id}>`));
    const { errors } = await ask(here.ben, here.general, { preset: 'poppies' });
    expect(errors).toEqual({
      channel: expect.stringMatching(/Pictures are not painted in this channel; ask in one .+: #paintings\./),
    });
    await here.ben.submit(await here.ben.untilView(), { channel: paintings });
    await paintings.until(isJob);
  });

  it('say how many a member may ask for', async () => {
    await settle({ perMember: 1 });
    await here.ada.untilHome(({ words }) => words.includes('1 at once'));
    await ask(here.ben, here.general, { preset: 'poppies' });
    await here.general.until(isJob);
    const { errors } = await ask(here.ben, here.general, { preset: 'poppies' });
    expect(errors).toEqual({ photo: expect.stringMatching(/the limit for each member here; wait for/) });
  });

  it('say whether pictures may be private', async () => {
    await settle({ allowsPrivate: false });
    await here.ada.untilHome(({ words }) => words.includes('switched off'));
    const { errors } = await ask(here.ben, here.general, { preset: 'poppies', private: true });
    expect(errors).toEqual({ private: expect.stringMatching(/switched off here/) });
  });

  it('refuse what is no number of theirs', async () => {
    const sent = await settle({ perDay: 999 });
    expect(sent.errors).toHaveProperty('perDay');
  });
});
