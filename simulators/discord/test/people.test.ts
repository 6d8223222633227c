/** What a person at a client can see and do, and how a test waits. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ClientRefusal } from '../index.js';
import { type Studio, studio } from './support.js';

let place: Studio;
beforeEach(async () => {
  place = await studio();
});
afterEach(() => place.discord.close());

const row = (...components: unknown[]) => ({ type: 1, components });

it('finds buttons by label, custom id or emoji, and presses none that is disabled, a link, or not there', async () => {
  const { ann, replied } = place;
  const { message } = await replied({
    content: 'x',
    components: [
      row(
        { type: 2, style: 1, label: 'Go', custom_id: 'go' },
        { type: 2, style: 2, emoji: { name: '🎲' }, custom_id: 'dice' },
        { type: 2, style: 1, label: 'Off', custom_id: 'off', disabled: true },
        { type: 2, style: 5, label: 'Link', url: 'https://example.org' },
      ),
    ],
  });
  expect(['Go', 'dice', '🎲'].map((name) => message.button(name).customId)).toEqual(['go', 'dice', 'dice']);
  expect(() => ann.press(message, 'Off')).toThrow('is disabled');
  expect(() => ann.press(message, 'Link')).toThrow('is a link');
  expect(() => ann.press(message, 'Nope')).toThrow('has no "Nope"; it has Go, 🎲, Off, Link');
});

it('chooses from menus by value or label, and entities where the menu is of entities', async () => {
  const { ann, bob, art, bot, guild, replied } = place;
  const options = [
    { label: 'Night', value: 'night' },
    { label: 'Wave', value: 'wave' },
  ];
  const { message } = await replied({
    content: 'x',
    components: [
      row({ type: 3, custom_id: 'preset', placeholder: 'A style', options, max_values: 2 }),
      row({ type: 8, custom_id: 'where', channel_types: [0] }),
      row({ type: 5, custom_id: 'who' }),
    ],
  });
  ann.select(message, 'A style', ['Night', 'wave']);
  ann.select(message, 'where', art);
  ann.select(message, 'who', bob);
  await bot.next(({ d }) => d?.data?.custom_id === 'who');
  const data = bot.got.flatMap(({ d }) => (d?.type === 3 ? [d.data] : []));
  expect(data.map(({ values }) => values)).toEqual([['night', 'wave'], [art.id], [bob.id]]);
  expect(data[1].resolved.channels[art.id].name).toBe('art');
  expect(() => ann.select(message, 'preset', ['Nope'])).toThrow('does not offer "Nope"');
  expect(() => ann.select(message, 'preset', [])).toThrow('takes 1 to 2 values');
  expect(() => ann.select(message, 'where', guild.channel('radio', { type: 'voice' }))).toThrow(
    'does not offer radio',
  );
});

it('hides messages and channels from those who may not see them', async () => {
  const { ann, bob, art, discord, replied } = place;
  const { message } = await replied({
    content: 'x',
    flags: 64,
    components: [row({ type: 2, style: 1, label: 'Go', custom_id: 'go' })],
  });
  expect(() => bob.press(message, 'Go')).toThrow(ClientRefusal);
  const stranger = discord.user('stranger');
  expect(art.messagesFor(stranger)).toEqual([]);
  expect(() => stranger.slash(art, 'queue')).toThrow('cannot see art');
  art.overwrite(ann, { deny: ['ViewChannel'] });
  expect(() => ann.slash(art, 'queue')).toThrow('cannot see art');
  art.delete();
  expect(() => bob.slash(art, 'queue')).toThrow('was deleted');
});

it('lets people delete their own messages, and those of others with ManageMessages', async () => {
  const { ann, bob, art, guild } = place;
  const said = ann.say(art, 'look');
  expect(() => bob.delete(said)).toThrow('may not delete');
  guild.join(bob, { roles: [guild.role('keeper', ['ManageMessages'])] });
  bob.delete(said);
  expect(art.messagesFor(ann)).toEqual([]);
});

it('waits for what comes', async () => {
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  const done = interaction.until((message) => message.text === 'done');
  await api.respond(interaction, 5);
  await api.editReply(interaction, { content: 'half-way' });
  await api.editReply(interaction, { content: 'done' });
  expect((await done).history.map(({ text }) => text)).toEqual(['', 'half-way', 'done']);
});

it('says what it saw instead when the patience is over', async () => {
  await place.discord.close();
  place = await studio({ patienceMs: 50 });
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  await api.respond(interaction, 4, { content: 'half-way' });
  const never = interaction.until((message) => message.text === 'never', 'the end');
  await expect(never).rejects.toThrow(/Expected the end[\s\S]*half-way/u);
});

it('gives up at once on a modal when the answer was something else, and on a reply that was deleted', async () => {
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  const modal = interaction.modal();
  await api.respond(interaction, 4, { content: 'x' });
  await expect(modal).rejects.toThrow('first response was of type 4');
  const more = interaction.until((message) => message.text === 'y');
  (await interaction.message()).delete();
  await expect(more).rejects.toThrow('the reply was deleted');
});

it('keeps the history of a message with both clocks, the way of each edit and the pictures of then', async () => {
  const { api, discord, replied } = place;
  const { interaction, message } = await replied({ content: 'one' });
  discord.clock.advance(4_000);
  await api.editReply(interaction, { content: 'two' });
  const [first, second] = message.history;
  expect([first!.via, second!.via, second!.at - first!.at]).toEqual(['callback', 'webhook', 4_000]);
  expect(second!.realAt).toBeGreaterThanOrEqual(first!.realAt);
});
