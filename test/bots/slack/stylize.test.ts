/** The ways to ask for a picture in Slack, each as a person goes it. */
import { describe, expect, it } from 'vitest';
import type { Message, Person, View } from '../../../simulators/slack/index.js';
import type { StyleRequest } from '../../../src/domain/request.js';
import { filesBelow, heldCall, isDone, isJob, photo, studio } from '../../support/slack.js';

const here = studio();

/** The requests of a person, newest first. */
async function requestsOf(person: Person = here.ada): Promise<StyleRequest[]> {
  const jobs = await here.app.queue.byUser(`slack:${here.slack.workspace.id}:${person.id}`, 10);
  return jobs.map(({ request }) => request);
}

/** The dialog with all its options. */
async function wholeDialog(command = ''): Promise<View> {
  await here.ada.slash(here.general, '/stylize', command);
  const dialog = await here.ada.untilView();
  await here.ada.press(dialog, 'More options');
  return dialog.until(({ controls }) => controls.some(({ blockId }) => blockId === 'quality'));
}

describe('/stylize', () => {
  it('opens a dialog with the preset chosen and its picture, and paints what it is sent with', async () => {
    expect(await here.ada.slash(here.general, '/stylize', 'starry-night size=128')).toMatchObject({
      ok: true,
    });
    const dialog = await here.ada.untilView((view) => view.images.length === 1);
    expect(dialog.title).toBe('Stylize a picture');
    expect(dialog.images[0]).toMatchObject({ alt: 'The Starry Night by Vincent van Gogh' });
    await here.ada.submit(dialog, { photo: await photo() });
    here.gate.open();
    await here.general.until(isDone);
    expect(await requestsOf()).toMatchObject([
      { contentLabel: 'red-panda.jpg', styles: [{ preset: 'starry-night' }], settings: { size: 128 } },
    ]);
  });

  it('understands plain words, and fills the dialog with what they ask for', async () => {
    await here.ada.slash(here.general, '/stylize', 'in a japanese style, softer, keep my colours');
    const dialog = await here.ada.untilView((view) => view.images.length === 1);
    expect(dialog.images[0]).toMatchObject({
      alt: 'The Great Wave off Kanagawa by Katsushika Hokusai',
    });
    await here.ada.submit(dialog, { photo: await photo() });
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([
      { styles: [{ preset: 'great-wave' }], settings: { strength: 30, keepColours: true } },
    ]);
  });

  it('says what comes of a photo alone, and brings it', async () => {
    await here.ada.slash(here.general, '/stylize');
    const dialog = await here.ada.untilView();
    expect(dialog.words).toContain(
      'Leave empty, without a picture below, for the usual style or nine to choose',
    );
    await here.ada.submit(dialog, { photo: await photo() });
    here.gate.open();
    await here.general.until(({ words }) => words.includes('Red panda in 9 styles'));
  });

  it('asks for photo, style, strength and place, and for the rest behind a button', async () => {
    await here.ada.slash(here.general, '/stylize', 'poppies strength=61');
    const dialog = await here.ada.untilView(({ images }) => images.length === 1);
    const shown = () => [...new Set(dialog.controls.map(({ blockId }) => blockId))];
    expect(shown()).toEqual(['photo', 'preset', 'style', 'strength', 'private', 'channel', 'more-options']);
    here.ada.fill(dialog, { photo: await photo(), strength: 70, private: true });
    await here.ada.choose(dialog, 'preset', 'great-wave');
    await dialog.until(({ images }) => images[0]?.alt.includes('Great Wave') ?? false);
    await here.ada.press(dialog, 'More options');
    await dialog.until(() => shown().includes('more'));
    expect(shown()).not.toContain('more-options');
    // The picture is that of the style that was chosen, and what was filled in is sent.
    await dialog.until(({ images }) => images[0]?.alt.includes('Great Wave') ?? false);
    await here.ada.submit(dialog, { size: 96 });
    await here.ada.dmChannel.until(isJob);
    expect(await requestsOf()).toMatchObject([
      { styles: [{ preset: 'great-wave' }], settings: { strength: 70, size: 96 } },
    ]);
  });

  it('hides no option that was typed', async () => {
    await here.ada.slash(here.general, '/stylize', 'poppies seed=7');
    const dialog = await here.ada.untilView();
    expect(dialog.controls.map(({ blockId }) => blockId)).toContain('more');
    expect(dialog.values).toMatchObject({ more: { more: { value: 'seed=7' } } });
  });

  it('writes small numbers out in the dialog', async () => {
    await here.ada.slash(here.general, '/stylize', 'starry-night strength=0.0000001');
    expect((await here.ada.untilView()).title).toBe('Stylize a picture');
  });

  it('shows the picture of each style that is chosen, and keeps what was filled in', async () => {
    await here.ada.slash(here.general, '/stylize');
    const dialog = await here.ada.untilView();
    expect(dialog.images).toEqual([]);
    here.ada.fill(dialog, { photo: await photo(), strength: 70 });
    await here.ada.choose(dialog, 'preset', 'great-wave');
    await dialog.until((view) => view.images[0]?.alt.includes('Great Wave') ?? false);
    await here.ada.choose(dialog, 'preset', 'poppies');
    await dialog.until((view) => view.images[0]?.alt.includes('Poppies') ?? false);
    await here.ada.submit(dialog);
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([
      { styles: [{ preset: 'poppies' }], settings: { strength: 70 } },
    ]);
  });

  it('shows the style that was chosen last, in any order of the pictures', async () => {
    await here.ada.slash(here.general, '/stylize');
    const dialog = await here.ada.untilView();
    const isUploading = heldCall(here.slack, 'files.getUploadURLExternal', 'great-wave.jpg');
    await here.ada.choose(dialog, 'preset', 'great-wave');
    await isUploading;
    await here.ada.choose(dialog, 'preset', 'poppies');
    await dialog.until((view) => view.images[0]?.alt.includes('Poppies') ?? false);
    here.slack.faults.release();
    await here.slack.until(() => here.slack.files.uploads.length === 2);
    await here.stop(); // which waits for what is under way
    expect(dialog.images[0]!.alt).toContain('Poppies');
  });

  it('uploads the picture of a style once', async () => {
    for (let times = 0; times < 2; times++) {
      await here.ada.slash(here.general, '/stylize', 'poppies');
      const dialog = await here.ada.untilView((view) => view.images.length === 1);
      await here.ada.dismiss(dialog);
    }
    expect(here.slack.files.uploads).toHaveLength(1);
  });

  it('takes a style picture, a second style, a blend and every option', async () => {
    await here.ada.submit(await wholeDialog(), {
      photo: await photo(),
      style: await photo('wall.png', 80, 80),
      style2: await photo('carpet.png', 70, 70),
      blend: 0.25,
      strength: 30,
      size: 256,
      quality: 'draft',
      more: 'seed=7 keep-colours=yes',
    });
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([
      {
        styles: [
          { label: 'wall.png', weight: 0.75 },
          { label: 'carpet.png', weight: 0.25 },
        ],
        settings: { strength: 30, size: 256, quality: 'draft', seed: 7, keepColours: true },
      },
    ]);
  });

  it('blends a preset with a picture', async () => {
    await here.ada.submit(await wholeDialog('poppies'), {
      photo: await photo(),
      style2: await photo('wall.png'),
    });
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([
      {
        styles: [
          { preset: 'poppies', weight: 0.5 },
          { label: 'wall.png', weight: 0.5 },
        ],
      },
    ]);
  });

  it('keeps a picture to the requester: it comes as a direct message', async () => {
    await here.ben.slash(here.general, '/stylize', 'poppies');
    await here.ben.submit(await here.ben.untilView(), { photo: await photo(), private: true });
    here.gate.open();
    const message = await here.ben.dmChannel.until(isDone);
    expect(filesBelow(message)).toHaveLength(1);
    expect(here.general.messages).toEqual([]);
  });

  it('posts to the channel that is chosen', async () => {
    const other = here.slack.workspace.addChannel('paintings');
    await here.ada.slash(here.general, '/stylize', 'poppies');
    await here.ada.submit(await here.ada.untilView(), { photo: await photo(), channel: other });
    await other.until(isJob);
    expect(here.general.messages).toEqual([]);
  });

  it('paints a file of Slack’s at once, by its address', async () => {
    const file = here.ada.upload(await photo('lighthouse.jpg'), here.general);
    await here.ada.slash(here.general, '/stylize', `poppies ${file.permalink} size=128`);
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([
      { contentLabel: 'lighthouse.jpg', styles: [{ preset: 'poppies' }], settings: { size: 128 } },
    ]);
    expect(here.ada.view).toBeUndefined();
  });

  it('shows nobody a file that they could not see here', async () => {
    const secret = here.slack.workspace.addChannel('secret', { private: true, members: [here.ada] });
    const file = here.ada.upload(await photo(), secret);
    await here.ben.slash(here.general, '/stylize', `poppies ${file.urlPrivate}`);
    await here.untilTold(here.ben, /share it in this channel first/);
    expect(await requestsOf(here.ben)).toEqual([]);
  });

  it.each([
    ['help', /How to ask/],
    ['styles night', /The Starry Night, Vincent van Gogh/],
    ['queue', /You have nothing in line.*\/stylize to change that/s],
    ['jobs', /You have no pictures yet/],
    ['cancel', /You have nothing to stop/],
    ['size=9', /Size must be|size must be an integer from 64 to 2048 px/i],
    ['nothing like it', /There is no preset "nothing", and none with a name near it/],
    ['poppies sise=9', /There is no option sise/],
    ['poppies https://example.com/cat.jpg', /I take pictures from Slack only/],
  ])('answers %s for the requester’s eyes only', async (text, words) => {
    expect(await here.ben.slash(here.general, '/stylize', text)).toMatchObject({ ok: true });
    await here.untilTold(here.ben, words);
    expect(here.general.messagesFor(here.ada)).toEqual([]);
  });

  it('stops what is on its way at /stylize cancel, and tells where it stands at /stylize queue', async () => {
    const message = await here.ask(here.ben);
    await here.ben.slash(here.general, '/stylize', 'queue');
    await here.untilTold(here.ben, /You have one picture on its way/);
    await here.ben.slash(here.general, '/stylize', 'cancel');
    await message.until(({ words }) => words.includes('Stopped'));
  });

  it('works in a direct message with the bot', async () => {
    await here.ben.slash(here.ben.dmChannel, '/stylize', 'poppies');
    await here.ben.submit(await here.ben.untilView(), { photo: await photo() });
    await here.ben.dmChannel.until(isJob);
  });
});

describe('the dialog says what is wrong, field by field', () => {
  it.each([
    ['mode=style without a style', { more: 'mode=style' }, { preset: /Choose a style here/ }],
    ['a blend of one', { preset: 'poppies', blend: 0.5 }, { blend: /needs a second style/ }],
    ['an unknown option', { preset: 'poppies', more: 'sise=9' }, { more: /There is no option sise/ }],
    ['a style among the options', { preset: 'poppies', more: 'hokusai' }, { more: /its own menu/ }],
  ])('%s', async (_, values, errors) => {
    const dialog = await wholeDialog();
    const sent = await here.ada.submit(dialog, { photo: await photo(), ...values });
    const [[block, words]] = Object.entries(errors) as [[string, RegExp]];
    expect(Object.keys(sent.errors)).toEqual([block]);
    expect(sent.errors[block]).toMatch(words);
    expect(dialog.open).toBe(true);
    expect(await requestsOf()).toEqual([]);
  });

  it('three styles', async () => {
    const files = { photo: await photo(), style: await photo('a.png'), style2: await photo('b.png') };
    const sent = await here.ada.submit(await wholeDialog('poppies'), files);
    expect(sent.errors).toEqual({ style2: expect.stringMatching(/three styles/) });
  });

  it('what is no picture', async () => {
    await here.ada.slash(here.general, '/stylize', 'poppies');
    const text = { name: 'notes.png', bytes: Buffer.from('some notes') };
    const sent = await here.ada.submit(await here.ada.untilView(), { photo: text });
    expect(sent.errors).toEqual({ photo: 'This is not a picture. Choose one.' });
  });

  it('and what can only be seen later is told in the channel', async () => {
    await here.ada.slash(here.general, '/stylize', 'poppies');
    const broken = { name: 'broken.jpg', bytes: (await photo()).bytes.subarray(0, 200) };
    expect(await here.ada.submit(await here.ada.untilView(), { photo: broken })).toMatchObject({ ok: true });
    await here.untilTold(here.ada, /"broken.jpg"/);
    expect(here.general.messages.filter(isJob)).toEqual([]);
  });
});

describe('a refusal opens the dialog filled in', () => {
  const correct = async (told: Message, person = here.ada) => {
    await person.press(told, 'Change and send again');
    return person.untilView();
  };

  it('after a command', async () => {
    const file = here.ada.upload(await photo('lighthouse.jpg'), here.general);
    await here.ada.slash(here.general, '/stylize', `mosaik ${file.permalink} size=96 strength=61`);
    const told = await here.untilTold(here.ada, /There is no preset "mosaik"/);
    const dialog = await correct(told);
    expect(dialog.values).toMatchObject({
      strength: { strength: { value: '61' } },
      size: { size: { value: '96' } },
    });
    await here.ada.submit(dialog, { preset: 'poppies' });
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([
      {
        contentLabel: 'lighthouse.jpg',
        styles: [{ preset: 'poppies' }],
        settings: { size: 96, strength: 61 },
      },
    ]);
  });

  it('after a mention, in its thread', async () => {
    const message = await here.ada.mention(here.general, 'seed=7 sise=9', [
      await photo('me.jpg'),
      await photo('wall.jpg'),
    ]);
    const told = await here.untilTold(here.ada, /There is no option sise/);
    const dialog = await correct(told);
    expect((await here.ada.submit(dialog, {})).errors.more).toMatch(/There is no option sise/);
    await here.ada.submit(dialog, { more: 'seed=7' });
    const job = await here.general.until(isJob);
    expect(job.threadTs).toBe(message.ts);
    expect(await requestsOf()).toMatchObject([
      { contentLabel: 'me.jpg', styles: [{ label: 'wall.jpg' }], settings: { seed: 7 } },
    ]);
  });

  it('after a dialog whose photo cannot be read: another takes its place, the rest stays', async () => {
    await here.ada.slash(here.general, '/stylize', 'poppies strength=61');
    const broken = { name: 'broken.jpg', bytes: (await photo()).bytes.subarray(0, 200) };
    const style = await photo('wall.jpg');
    await here.ada.submit(await here.ada.untilView(), { photo: broken, style, private: true });
    const told = await here.untilTold(here.ada, /"broken.jpg"/);
    await here.ada.submit(await correct(told), { other_photo: await photo('me.jpg') });
    await here.ada.dmChannel.until(isJob);
    expect(await requestsOf()).toMatchObject([
      {
        contentLabel: 'me.jpg',
        styles: [{ preset: 'poppies' }, { label: 'wall.jpg' }],
        settings: { strength: 61 },
      },
    ]);
  });

  it('which stays open itself where that is known at once', async () => {
    await here.stop();
    await here.start({ limits: { maxWaitingPerUser: 1 } });
    await here.ask();
    await here.ask();
    await here.ada.slash(here.general, '/stylize', 'poppies');
    const dialog = await here.ada.untilView();
    const sent = await here.ada.submit(dialog, { photo: await photo() });
    expect(sent.errors).toEqual({ photo: expect.stringMatching(/You have 1 job waiting/) });
    expect(dialog.open).toBe(true);
  });
});

describe('"Stylize this picture" on a message', () => {
  it('opens the dialog with its picture, and answers in its thread', async () => {
    const message = await here.ben.say(here.general, 'look', { files: [await photo('harbour.jpg')] });
    await here.ada.shortcut(message, 'stylize_picture');
    const dialog = await here.ada.untilView();
    expect(dialog.words).toContain('harbour.jpg');
    await here.ada.submit(dialog, { preset: 'poppies' });
    here.gate.open();
    const job = await here.general.until(isDone);
    expect(job.threadTs).toBe(message.ts);
    expect(await requestsOf()).toMatchObject([{ contentLabel: 'harbour.jpg' }]);
    expect(filesBelow(message).filter(({ name }) => name.startsWith('harbour-in'))).toHaveLength(1);
  });

  it('tells where it can be seen what is wrong with the picture', async () => {
    const broken = { name: 'broken.jpg', bytes: (await photo()).bytes.subarray(0, 200) };
    const message = await here.ben.say(here.general, 'look', { files: [broken] });
    await here.ada.shortcut(message, 'stylize_picture');
    await here.ada.submit(await here.ada.untilView(), { preset: 'poppies' });
    await here.untilTold(here.ada, /"broken.jpg"/);
  });

  it('lets one of several be chosen', async () => {
    const files = [await photo('one.jpg'), await photo('two.jpg')];
    const message = await here.ben.say(here.general, 'look', { files });
    await here.ada.shortcut(message, 'stylize_picture');
    await here.ada.submit(await here.ada.untilView(), { photo: 'two.jpg', preset: 'poppies' });
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([{ contentLabel: 'two.jpg' }]);
  });

  it('says so where there is none', async () => {
    const message = await here.ben.say(here.general, 'no picture');
    await here.ada.shortcut(message, 'stylize_picture');
    await here.untilTold(here.ada, /no picture in this message/);
  });
});

describe('a mention', () => {
  it('with a picture and the words of a style is answered in its thread, once', async () => {
    const message = await here.ada.mention(here.general, 'in the style of hokusai', [await photo()]);
    const job = await here.general.until(isJob);
    expect(job.threadTs).toBe(message.ts);
    // Slack has told of it twice, as app_mention and as message.
    await here.slack.settled();
    const told = here.slack.deliveries.filter(({ kind }) => kind === 'events_api').map(({ type }) => type);
    expect(told).toEqual(expect.arrayContaining(['app_mention', 'message']));
    expect(await requestsOf()).toMatchObject([{ styles: [{ preset: 'great-wave' }] }]);
  });

  it('with two pictures takes the second as the style', async () => {
    await here.ada.mention(here.general, 'look at this', [await photo('me.jpg'), await photo('wall.jpg')]);
    await here.general.until(isJob);
    expect(await requestsOf()).toMatchObject([{ contentLabel: 'me.jpg', styles: [{ label: 'wall.jpg' }] }]);
  });

  it('in a thread is about the picture that began it', async () => {
    const first = await here.ben.say(here.general, 'my holiday', { files: [await photo('beach.jpg')] });
    await here.ada.mention(here.general, 'poppies please', [], { thread: first });
    const job = await here.general.until(isJob);
    expect(job.threadTs).toBe(first.ts);
    expect(await requestsOf()).toMatchObject([
      { contentLabel: 'beach.jpg', styles: [{ preset: 'poppies' }] },
    ]);
  });

  it('in the thread of a picture paints its photo in another style, or somebody else’s in its style', async () => {
    const done = await here.paint();
    await here.ada.mention(here.general, 'like hokusai, softer', [], { thread: done });
    const next = await here.general.until((message) => isDone(message) && message.threadTs === done.ts);
    expect(next.words).toContain('Red panda in the style of The Great Wave');
    await here.ada.mention(here.general, '', [await photo('wall.jpg')], { thread: done });
    await here.general.until(({ words }) => words.includes('Red panda in the style of Wall'));
    await here.ben.mention(here.general, 'mine', [await photo('boat.jpg')], { thread: done });
    await here.general.until(({ words }) => words.includes('Boat in the style of The Starry Night'));
    await here.ben.mention(here.general, 'hokusai', [], { thread: done });
    await here.untilTold(here.ben, /Only the requester of this picture may change it/);
    const [, , first] = await requestsOf();
    const [, second] = await requestsOf();
    expect(second).toMatchObject({ content: first!.content, settings: { strength: 30 } });
  });

  it.each([
    ['in the style of nobody at all', true, /There is no preset/],
    ['hokusai', false, /There is no photo to paint; attach one/],
    ['good morning', false, /Send me a picture/],
    ['help', false, /How to ask/],
  ])('"%s" is answered for the requester only', async (text, hasPicture, words) => {
    await here.ben.mention(here.general, text, hasPicture ? [await photo()] : []);
    await here.untilTold(here.ben, words);
    expect(await requestsOf(here.ben)).toEqual([]);
  });

  it('of more than three pictures is refused', async () => {
    const files = await Promise.all(['1.jpg', '2.jpg', '3.jpg', '4.jpg'].map((name) => photo(name)));
    await here.ben.mention(here.general, '', files);
    await here.untilTold(here.ben, /at most 3 pictures/i);
  });

  it('is what counts: other messages in a channel are none of the bot’s business', async () => {
    await here.ben.say(here.general, 'in the style of hokusai', { files: [await photo()] });
    await here.slack.settled();
    expect(here.general.messages).toHaveLength(1);
  });
});

describe('the direct message with the bot', () => {
  it('takes a picture with words, without a mention', async () => {
    await here.ben.dm('in the style of hokusai, softer', [await photo()]);
    here.gate.open();
    const message = await here.ben.dmChannel.until(isDone);
    expect(message.threadTs).toBeUndefined();
    expect(await requestsOf(here.ben)).toMatchObject([
      { styles: [{ preset: 'great-wave' }], settings: { strength: 30 } },
    ]);
  });

  it('answers anything else with how to ask', async () => {
    await here.ben.dm('hi');
    await here.ben.dmChannel.until((m) => m.fromBot && m.words.includes('Send me a picture'));
  });

  it('does not answer its own messages', async () => {
    await here.ben.dm('hi');
    await here.ben.dmChannel.until((m) => m.fromBot);
    await here.slack.settled();
    expect(here.ben.dmChannel.messages.filter(({ fromBot }) => fromBot)).toHaveLength(1);
  });
});
