/** The real discord.js against the fake: what it does of itself must work here. */
import { AttachmentBuilder, Client, type Interaction, MessageFlags } from 'discord.js';
import { Agent } from 'undici';
import { afterEach, expect, it } from 'vitest';
import { type FakeDiscordOptions, type RunningDiscord, startFakeDiscord } from '../index.js';
import { PNG, png } from './support.js';

let discord: RunningDiscord;
let client: Client<true>;

async function start(options: FakeDiscordOptions = {}) {
  discord = await startFakeDiscord(options);
  const guild = discord.guild();
  const art = guild.channel('art');
  const ann = discord.user('ann', { avatar: PNG });
  guild.join(ann);
  // An agent of its own version of undici: tests of Slack in the same process may have loaded another one first.
  const rest = { api: discord.apiUrl, cdn: discord.cdn.url, agent: new Agent() };
  const made = new Client({ intents: ['Guilds'], rest });
  const ready = new Promise<Client<true>>((resolve) => {
    made.once('clientReady', resolve);
  });
  await made.login(discord.token);
  client = await ready;
  await client.application.commands.set([{ name: 'paint', description: 'Paints' }]);
  return { guild, art, ann };
}

afterEach(async () => {
  await client.destroy();
  await discord.close();
});

const answer = (handle: (interaction: Interaction) => Promise<unknown>): void => {
  client.on('interactionCreate', (interaction) => void handle(interaction));
};

it('logs in, sees its guilds and channels, registers commands', async () => {
  const { guild, art } = await start();
  expect([client.guilds.cache.has(guild.id), client.channels.cache.has(art.id)]).toEqual([true, true]);
  expect(discord.commands.get('paint')).toMatchObject({ name: 'paint' });
});

it('defers, edits with Components V2 and a file, follows up, and reads its message back', async () => {
  const { art, ann } = await start();
  answer(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    await interaction.editReply({
      flags: MessageFlags.IsComponentsV2,
      components: [{ type: 12, items: [{ media: { url: 'attachment://a.png' } }] }],
      files: [new AttachmentBuilder(Buffer.from(PNG), { name: 'a.png', description: 'a square' })],
    });
    await interaction.followUp('more');
  });
  const made = ann.slash(art, 'paint');
  const message = await made.until(({ pictures }) => pictures.length === 1);
  expect(message.attachments[0]!.description).toBe('a square');
  expect((await made.followUp()).text).toBe('more');
  expect((await client.rest.get(`/channels/${art.id}/messages/${message.id}`)) as unknown).toMatchObject({
    id: message.id,
  });
});

it('downloads an avatar from the CDN', async () => {
  const { ann } = await start();
  const url = (await client.users.fetch(ann.id)).displayAvatarURL({ extension: 'png', size: 1024 });
  expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(PNG);
});

it('resumes after a cut and hears what it missed', async () => {
  const { art, ann } = await start();
  const heard = new Promise<string>((resolve) => {
    client.on('interactionCreate', ({ id }) => resolve(id));
  });
  discord.gateway.cut();
  await discord.until(() => discord.gateway.connections.length === 0);
  const { id } = ann.slash(art, 'paint');
  await discord.gateway.resumed();
  expect(await heard).toBe(id);
});

/** Once discord.js itself is through with a resume. */
const shardResumed = (): Promise<unknown> => new Promise((resolve) => client.once('shardResume', resolve));

it('resumes when the gateway asks it to reconnect', async () => {
  await start();
  const back = shardResumed();
  discord.gateway.reconnect();
  await back;
});

it('leaves a zombie connection and resumes', async () => {
  await start({ heartbeatIntervalMs: 300 });
  const back = shardResumed();
  discord.gateway.freeze();
  await back;
});

it('identifies again when its session is invalidated', async () => {
  await start();
  const ready = new Promise((resolve) => client.once('shardReady', resolve));
  discord.gateway.invalidate();
  await ready;
  await discord.gateway.identified(2);
});

it('waits out a 429 and tries again', async () => {
  const { art } = await start();
  const channel = await client.channels.fetch(art.id);
  const storm = discord.faults.next({
    method: 'POST',
    times: 2,
    answer: { kind: 'rate-limit', retryAfterMs: 20 },
  });
  if (channel?.isSendable()) await channel.send('hello');
  expect([storm.met, discord.messages().map(({ text }) => text)]).toEqual([2, ['hello']]);
});

it('keeps within the buckets that the headers tell, so that nothing is answered 429', async () => {
  const { art } = await start();
  const channel = await client.channels.fetch(art.id);
  if (channel?.isSendable())
    await Promise.all(['1', '2', '3', '4', '5'].map((content) => channel.send(content)));
  expect(discord.requests.all.filter(({ status }) => status === 429)).toEqual([]);
});

it('raises DiscordAPIError with code and status', async () => {
  const { art } = await start();
  const channel = client.channels.cache.get(art.id);
  art.overwrite('bot', { deny: ['SendMessages'] });
  const failed = channel?.isSendable() ? channel.send('x') : Promise.resolve();
  await expect(failed).rejects.toMatchObject({ code: 50013, status: 403 });
});

it('reads modals with files and options with attachments', async () => {
  const { art, ann } = await start();
  const upload = { type: 18, label: 'Picture', component: { type: 19, custom_id: 'file' } } as const;
  answer(async (interaction) => {
    if (interaction.isChatInputCommand())
      await interaction.showModal({ title: 'Style', custom_id: 'm', components: [upload] });
    if (interaction.isModalSubmit())
      await interaction.reply(
        interaction.fields
          .getUploadedFiles('file', true)
          .map(({ name }) => name)
          .join(),
      );
  });
  const modal = await ann.slash(art, 'paint').modal();
  const message = await ann.submit(modal, { Picture: png('dog.png') }).message();
  expect(message.text).toBe('dog.png');
});
