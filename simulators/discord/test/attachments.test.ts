/** Files of messages: adding, keeping, removing (developers/reference#uploading-files, #editing-message-attachments), and their sizes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMessage } from '../index.js';
import { formErrors, PNG, type Studio, studio } from './support.js';

const V2 = 1 << 15;

let place: Studio;
beforeEach(async () => {
  place = await studio();
});
afterEach(() => place.discord.close());

const gallery = (...names: string[]) => ({
  type: 12,
  items: names.map((name) => ({ media: { url: `attachment://${name}` } })),
});
const names = (message: FakeMessage): string[] => message.attachments.map(({ filename }) => filename);

describe('an edit', () => {
  const withFiles = async (): Promise<{
    message: FakeMessage;
    edit: (body: unknown, files?: Record<string, Uint8Array>) => ReturnType<Studio['api']['patch']>;
  }> => {
    const { api, replied } = place;
    const { interaction, message } = await replied({ content: 'x' }, { 'a.png': PNG, 'b.png': PNG });
    return { message, edit: (body, files) => api.editReply(interaction, body, files) };
  };

  it('keeps the files when it says nothing of them', async () => {
    const { message, edit } = await withFiles();
    await edit({ content: 'y' });
    expect(names(message)).toEqual(['a.png', 'b.png']);
  });

  it('keeps those that the list names and removes the others', async () => {
    const { message, edit } = await withFiles();
    await edit({ attachments: [{ id: message.attachments[1]!.attachmentId }] });
    expect(names(message)).toEqual(['b.png']);
    await edit({ attachments: [] });
    expect(names(message)).toEqual([]);
  });

  it('adds files to those that the list keeps', async () => {
    const { message, edit } = await withFiles();
    await edit(
      { attachments: [{ id: message.attachments[0]!.attachmentId }, { id: '0', description: 'new' }] },
      { 'c.png': PNG },
    );
    expect(names(message)).toEqual(['a.png', 'c.png']);
    expect(message.attachments[1]!.description).toBe('new');
  });

  // discord-api-docs#5170: in v10, files without a list replace
  it('replaces all files when it brings files and no list', async () => {
    const { message, edit } = await withFiles();
    await edit({}, { 'c.png': PNG });
    expect(names(message)).toEqual(['c.png']);
  });

  it('refuses an id that is neither a file of the request nor of the message', async () => {
    const { edit } = await withFiles();
    expect(formErrors((await edit({ attachments: [{ id: '123' }] })).body)).toEqual([
      'attachments.0.id:ATTACHMENT_NOT_FOUND',
    ]);
  });

  it('refuses the eleventh file', async () => {
    const { edit } = await withFiles();
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`${n}.png`, PNG]));
    expect((await edit({}, many)).body.code).toBe(30015);
  });

  it('takes removed files off the CDN, and those of deleted messages', async () => {
    const { message, edit } = await withFiles();
    const [first, second] = message.attachments.map(({ url }) => url);
    await edit({ attachments: [{ id: message.attachments[1]!.attachmentId }] });
    expect((await fetch(first!)).status).toBe(404);
    expect((await fetch(second!)).status).toBe(200);
    message.delete();
    expect((await fetch(second!)).status).toBe(404);
  });
});

describe('attachment://', () => {
  // discord-api-docs#8277, #8279: "attachments used in embeds and components are not included in the attachments array"
  it('shows files in components, which the attachments array then leaves out', async () => {
    const { message } = await place.replied({ flags: V2, components: [gallery('a.png')] }, { 'a.png': PNG });
    const [shown] = message.payload.components as unknown as {
      items: { media: Record<string, unknown> }[];
    }[];
    expect(message.payload.attachments).toEqual([]);
    expect(shown!.items[0]!.media).toMatchObject({
      attachment_id: message.attachments[0]!.attachmentId,
      width: 16,
    });
    expect((await fetch(message.pictures[0]!.url)).status).toBe(200);
  });

  it('blurs a picture in a component only where the component says so, whatever its file is called', async () => {
    const name = 'SPOILER_a.png';
    const plain = await place.replied({ flags: V2, components: [gallery(name)] }, { [name]: PNG });
    const [item] = gallery(name).items;
    const hidden = { type: 12, items: [{ ...item, spoiler: true }] };
    const blurred = await place.replied({ flags: V2, components: [hidden] }, { [name]: PNG });
    const spoilers = [plain, blurred].map(({ message }) => message.pictures.map(({ spoiler }) => spoiler));
    expect(spoilers).toEqual([[false], [true]]);
  });

  it('shows files in embeds, and loses a picture that is not there without an error', async () => {
    const { message } = await place.replied(
      {
        embeds: [
          { image: { url: 'attachment://a.png' } },
          { title: 'x', image: { url: 'attachment://b.png' } },
        ],
      },
      { 'a.png': PNG },
    );
    expect([message.payload.attachments, message.pictures.length, message.payload.embeds[1]!.image]).toEqual([
      [],
      1,
      undefined,
    ]);
  });

  it('refuses components that name a file which is not there', async () => {
    const { api, ann, art } = place;
    const answer = await api.respond(
      ann.slash(art, 'queue'),
      4,
      { flags: V2, components: [gallery('b.png')] },
      { 'a.png': PNG },
    );
    expect(formErrors(answer.body)).toEqual([
      'data.components.0.items.0.media:UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
    ]);
  });

  it('finds files under their safe name: no spaces, no accents', async () => {
    const send = (name: string) =>
      place.api.post(
        `/channels/${place.art.id}/messages`,
        { flags: V2, components: [gallery(name)] },
        { 'mé chat.png': PNG },
      );
    expect((await send('mé chat.png')).status).toBe(400);
    expect((await send('m_chat.png')).status).toBe(200);
  });

  it('finds a file that stays only if the list gives its id and its name', async () => {
    const { api, replied } = place;
    const { interaction, message } = await replied(
      { flags: V2, components: [gallery('a.png')] },
      { 'a.png': PNG },
    );
    const id = message.attachments[0]!.attachmentId;
    const edit = (attachments?: unknown[]) =>
      api.editReply(interaction, { components: [gallery('a.png')], attachments });
    expect((await edit([{ id }])).status).toBe(400);
    expect((await edit()).status).toBe(400);
    expect((await edit([{ id, filename: 'a.png' }])).status).toBe(200);
    expect(message.attachments[0]!.attachmentId).toBe(id);
  });

  it('refuses to remove a file that the components still show', async () => {
    const { api, replied } = place;
    const { interaction } = await replied({ flags: V2, components: [gallery('a.png')] }, { 'a.png': PNG });
    expect((await api.editReply(interaction, { attachments: [] })).status).toBe(400);
  });

  it('does not show plain files of a Components V2 message', async () => {
    const { message } = await place.replied(
      { flags: V2, components: [{ type: 10, content: 'x' }] },
      { 'a.png': PNG },
    );
    expect([message.pictures.length, message.attachments.length]).toEqual([0, 1]);
  });
});

// "The file upload size limit applies to each file in a request"; 413 with 40005: discord-api-docs#8572
describe('sizes', () => {
  it('refuses a file over the limit of the guild, on the channel’s route and for interactions', async () => {
    const { api, discord, ann } = place;
    const guild = discord.guild({ uploadLimitBytes: 100 });
    guild.join(ann);
    const art = guild.channel('art');
    const data = { 'a.png': new Uint8Array(101) };
    const direct = await api.post(`/channels/${art.id}/messages`, {}, data);
    expect([direct.status, direct.body]).toEqual([413, { message: 'Request entity too large', code: 40005 }]);
    const interaction = ann.slash(art, 'queue');
    expect(interaction.payload.attachment_size_limit).toBe(100);
    expect((await api.respond(interaction, 4, {}, data)).body.code).toBe(40005);
    expect((await api.respond(interaction, 4, {}, { 'a.png': new Uint8Array(100) })).status).toBe(204);
  });

  it('allows more in boosted guilds', () => {
    const { ann, discord } = place;
    const limits = ([0, 1, 2, 3] as const).map((boostTier) => {
      const guild = discord.guild({ boostTier });
      guild.join(ann);
      return ann.slash(guild.channel('art'), 'queue').payload.attachment_size_limit / 1024 / 1024;
    });
    expect(limits).toEqual([20, 20, 50, 100]);
  });
});
