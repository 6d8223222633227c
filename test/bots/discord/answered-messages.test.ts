/** A picture of the bot's can be answered, and the bot be mentioned: what is written to it asks for pictures, and all other talk is left alone. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeMessage } from '../../../simulators/discord/index.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';
import { quadrantPicture } from '../../support/pictures.js';

let studio: Studio;
let done: FakeMessage;
beforeEach(async () => {
  studio = await openStudio();
  studio.gate.open();
  const { ann, art, cat } = studio;
  done = await ann.slash(art, 'stylize', { content: cat, preset: 'mosaic', seed: 7 }).until(isDone);
});
afterEach(() => studio.close());

const wall = async () => ({ name: 'wall.jpg', data: await quadrantPicture(80, 80).jpeg().toBuffer() });

/** The bot's answer to a message, once it shows the picture. */
const below = ({ id }: FakeMessage, where = studio.art, who = studio.ann) =>
  studio.discord.until(
    () => where.messagesFor(who).find((message) => message.replyTo === id && isDone(message)),
    'a picture below the message',
  );

it('in the style that the words name, with the options that they ask for', async () => {
  const { ann, art, app } = studio;
  const said = ann.say(art, 'like hokusai please, softer', { replyTo: done });
  const next = await below(said);
  expect(next.text).toContain('Cat in the style of The Great Wave');
  expect(next.text).toMatch(/strength 30 %.+seed 7/);
  const again = ann.say(art, 'strength=80', { replyTo: next });
  expect((await below(again)).text).toMatch(/The Great Wave.+strength 80 %/s);
  expect(app.errors).toEqual([]);
});

it('with a picture, whose style its requester gets, and whose photo gets the style of somebody else’s', async () => {
  const { ann, bob, art } = studio;
  const own = ann.say(art, '', { replyTo: done, files: [await wall()] });
  expect((await below(own)).text).toContain('Cat in the style of Wall');
  const other = bob.say(art, 'me too', { replyTo: done, files: [await wall()] });
  const tried = await below(other);
  expect(tried.text).toContain('Wall in the style of Roman Mosaic');
  expect(tried.text).toContain(`for ${bob.mention}`);
});

it('and tells a mistake to its maker alone', async () => {
  const { bob, art, discord } = studio;
  bob.say(art, 'in the style of hokusai', { replyTo: done });
  const told = await discord.until(() => bob.dm().messagesFor(bob)[0], 'a direct message');
  expect(told.text).toMatch(/Only the requester of this picture may change it/);
  expect(art.messagesFor(bob)).toHaveLength(2);
});

it('but not in what only talks, is not read, or answers somebody else', async () => {
  const { ann, bob, art, cat, app, discord } = studio;
  const person = bob.say(art, 'look', { files: [cat] });
  bob.say(art, 'wonderful!', { replyTo: done });
  bob.say(art, 'in the style of hokusai', { replyTo: done, pings: false });
  ann.say(art, 'in the style of hokusai', { replyTo: person });
  ann.say(art, `<@${discord.botId}> what are you?`);
  // What comes after them is answered.
  await below(ann.say(art, 'hokusai', { replyTo: done }));
  expect(await app.queue.list(10)).toHaveLength(2);
  expect(bob.dm().messagesFor(bob)).toEqual([]);
});

it('A mention with a picture is painted, in nine styles where it names none; in a direct message without one', async () => {
  const { ann, art, cat, discord } = studio;
  const said = ann.say(art, `<@${discord.botId}> in the style of hokusai`, { files: [cat] });
  expect((await below(said)).text).toContain('Cat in the style of The Great Wave');
  const direct = ann.say(ann.dm(), 'hokusai', { files: [cat] });
  expect((await below(direct, ann.dm())).text).toContain('The Great Wave');
  const open = ann.say(art, `<@${discord.botId}>`, { files: [cat] });
  const sheet = await studio.discord.until(
    () => art.messagesFor(ann).find(({ replyTo, buttons }) => replyTo === open.id && buttons.length > 9),
    'nine styles',
  );
  expect(sheet.text).toContain('Cat in 9 styles');
});

it('A direct message without a picture is told how to ask, each once; the bot does not answer itself', async () => {
  const { ann, app, discord } = studio;
  const asked = [ann.say(ann.dm(), 'help'), ann.say(ann.dm(), 'hi')];
  const answers = () =>
    ann
      .dm()
      .messagesFor(ann)
      .filter(({ replyTo }) => replyTo !== undefined);
  await discord.until(() => answers().length === 2 || undefined, 'two answers');
  expect(
    answers()
      .map(({ replyTo }) => replyTo)
      .sort(),
  ).toEqual(asked.map(({ id }) => id).sort());
  expect(answers()[0]!.text).toMatch(/Attach a photo to your message.+\/help/s);
  expect(app.errors).toEqual([]);
});
