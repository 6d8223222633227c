import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../../../src/bots/chat-adapter.js';
import { Channel, idOf } from '../../../../src/bots/web/server/channel.js';
import type { WireNews } from '../../../../src/bots/web/wire.js';
import { memoryKeyValueStore } from '../../../support/local-key-value.js';

const ann = { id: 'a1', name: 'Amber Fox' };
const view = (title: string, rest: Partial<MessageView> = {}): MessageView => ({
  tone: 'running',
  command: '/stylize',
  title,
  lines: [],
  pictures: [],
  actions: [],
  ...rest,
});
const withPreview = (byte: number): MessageView =>
  view('', {
    pictures: [
      {
        role: 'preview',
        source: { picture: { bytes: Uint8Array.of(byte), mime: 'image/jpeg', width: 1, height: 1 } },
        label: '',
        alt: '',
      },
    ],
  });

/** A reader as the page is one: it applies the news to what it has. */
class Reader {
  cursor: string | undefined;
  readonly shown = new Map<string, string>();

  read(channel: Channel): WireNews {
    const { cursor, news } = channel.since(this.cursor);
    this.cursor = cursor;
    if (news.reset) this.shown.clear();
    for (const id of news.removed) this.shown.delete(id);
    for (const { id, view } of news.messages) this.shown.set(id, view.title);
    return news;
  }
}

describe('Channel', () => {
  it('tells of a message beside it its author alone, also after a restart', async () => {
    const store = memoryKeyValueStore();
    const channel = new Channel(store);
    const reference = channel.post(ann, view('strengths', { job: 'j1' }), true);
    const seen = (of: Channel, reader?: string) => of.since(undefined, reader).news.messages;
    expect(seen(channel, 'a1')).toMatchObject([{ id: idOf(reference), aside: true }]);
    expect(seen(channel, 'b2')).toEqual([]);
    expect(seen(channel)).toEqual([]);
    const restarted = new Channel(store);
    expect(seen(restarted, 'b2')).toEqual([]);
    await restarted.edit(restarted.unended()[0]!.reference, view('strengths', { job: 'j1', tone: 'done' }));
    expect(seen(restarted, 'a1')).toMatchObject([{ aside: true, view: { tone: 'done' } }]);
  });

  it('keeps few of those beside it, whatever is in it', async () => {
    const channel = new Channel();
    channel.post(ann, view('picture', { tone: 'done' }));
    for (let count = 0; count < 30; count++) {
      const reference = channel.post(ann, view(`${count}`), true);
      await channel.edit(reference, view(`${count}`, { tone: 'done' }));
    }
    const titles = channel.since(undefined, 'a1').news.messages.map(({ view }) => view.title);
    expect(titles).toHaveLength(21);
    expect([titles[0], titles.at(-1)]).toEqual(['picture', '29']);
  });

  it('keeps each message whose job is under way, however many, and of ended ones the latest 200', async () => {
    const channel = new Channel();
    const titles = Array.from({ length: 230 }, (_, index) => `${index}`);
    const references = titles.map((title) => channel.post(ann, view(title)));
    const shown = () => channel.since(undefined).news.messages.map(({ view }) => view.title);
    expect(shown()).toEqual(titles);
    for (const [index, reference] of references.entries())
      await channel.edit(reference, view(titles[index]!, { tone: 'done' }));
    expect(shown()).toEqual(titles.slice(30));
  });

  it('gives a new reader everything and an old one only what has changed', async () => {
    const channel = new Channel(memoryKeyValueStore());
    const [one, two] = [channel.post(ann, view('one')), channel.post(ann, view('two'))];
    const [first, second] = [idOf(one), idOf(two)];
    const reader = new Reader();
    expect(reader.read(channel)).toMatchObject({ reset: true, messages: [{ id: first }, { id: second }] });
    expect(reader.read(channel)).toEqual({ reset: false, messages: [], removed: [] });
    await channel.edit(one, view('one, edited'));
    expect(reader.read(channel)).toMatchObject({
      reset: false,
      messages: [{ id: first, view: { title: 'one, edited' } }],
    });
    await channel.remove(two);
    expect(reader.read(channel)).toEqual({ reset: false, messages: [], removed: [second] });
  });

  it('starts over for a cursor of another run, and for nonsense', () => {
    const [before, channel] = [new Channel(memoryKeyValueStore()), new Channel(memoryKeyValueStore())];
    before.post(ann, view('one'));
    const { cursor } = before.since(undefined);
    for (const odd of [cursor, 'x', '-1', `${channel.since(undefined).cursor}9`]) {
      expect(channel.since(odd).news.reset).toBe(true);
    }
  });

  it('refuses to edit a message that is gone', async () => {
    const channel = new Channel(memoryKeyValueStore());
    const id = channel.post(ann, view('one'));
    await channel.remove(id);
    await expect(channel.edit(id, view('two'))).rejects.toMatchObject({ code: 'gone' });
  });

  it('finds its messages again after a restart: those with a job, without previews, and not removed ones', async () => {
    const kept = memoryKeyValueStore();
    const before = new Channel(kept);
    const posts = ['done', 'going', 'lost', 'deleted'].map((title) => before.post(ann, view(title)));
    const [done, going, lost, deleted] = posts as [string, string, string, string];
    await before.edit(done, view('done', { tone: 'done', job: '1' }));
    await before.edit(going, { ...withPreview(1), title: 'going', job: '2' });
    await before.edit(deleted, view('deleted', { job: '3' }));
    await before.remove(deleted);
    const channel = new Channel(kept);
    const { messages } = channel.since(undefined).news;
    expect(messages.map(({ id, view }) => [id, view.title, view.pictures])).toEqual([
      [idOf(done), 'done', []],
      [idOf(going), 'going', []],
    ]);
    expect(messages.map(({ id }) => id)).not.toContain(idOf(lost));
    expect(messages.every(({ author }) => author.name === ann.name)).toBe(true);
  });

  it('forgets what has ended before its pictures go, and only that', async () => {
    const kept = memoryKeyValueStore();
    const channel = new Channel(kept);
    await channel.edit(channel.post(ann, view('')), view('done', { tone: 'done', job: '1' }));
    await channel.edit(channel.post(ann, view('')), view('going', { job: '2' }));
    channel.forgetBefore(Date.now() + 1);
    for (const reader of [channel, new Channel(kept)]) {
      expect(reader.since(undefined).news.messages.map(({ view }) => view.title)).toEqual(['going']);
    }
  });

  it('brings a message of before a restart back with its first edit', async () => {
    const [before, channel] = [new Channel(memoryKeyValueStore()), new Channel(memoryKeyValueStore())];
    const delivery = before.post(ann, view('waiting'));
    const [message] = before.since(undefined).news.messages;
    await channel.edit(delivery, view('done'));
    await channel.edit(delivery, view('done again'));
    expect(channel.since(undefined).news.messages).toEqual([{ ...message, view: view('done again') }]);
  });

  it('keeps the latest 200 messages that have ended, and all that have not', async () => {
    const channel = new Channel(memoryKeyValueStore());
    const open = Array.from({ length: 300 }, (_, i) => channel.post(ann, view(`open ${i}`)));
    for (let i = 0; i < 300; i++) channel.post(ann, view(String(i), { tone: 'done' }));
    const titles = () => channel.since(undefined).news.messages.map(({ view }) => view.title);
    expect(titles()).toHaveLength(500);
    expect(titles()[300]).toBe('100');
    for (const reference of open) await channel.edit(reference, view('ended', { tone: 'done' }));
    expect(titles()).toHaveLength(200);
  });

  it('takes an edit of a message that it dropped by itself, not of one that was deleted', async () => {
    const channel = new Channel(memoryKeyValueStore());
    const [dropped, deleted] = [channel.post(ann, view('x', { tone: 'done' })), channel.post(ann, view('y'))];
    for (let i = 0; i < 200; i++) channel.post(ann, view(String(i), { tone: 'done' }));
    await channel.remove(deleted);
    await channel.edit(dropped, view('again'));
    expect(channel.since(undefined).news.messages.map(({ id }) => id)).toContain(idOf(dropped));
    await expect(channel.edit(deleted, view('again'))).rejects.toMatchObject({ code: 'gone' });
  });

  it('gives each preview an address of its own, and an unchanged one the same', async () => {
    const channel = new Channel(memoryKeyValueStore());
    const id = channel.post(ann, view('one'));
    const url = () => channel.since(undefined).news.messages[0]?.view.pictures[0]?.url;
    const preview = withPreview(1);
    await channel.edit(id, preview);
    const first = url();
    await channel.edit(id, { ...preview, title: 'further' });
    expect(url()).toBe(first);
    await channel.edit(id, withPreview(2));
    expect(url()).not.toBe(first);
  });

  it('lets every reader arrive at the same messages, however seldom it reads', async () => {
    const act = fc.record({ what: fc.constantFrom('post', 'edit', 'remove', 'read'), which: fc.nat(400) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 600, size: 'max' }), async (acts) => {
        const channel = new Channel(memoryKeyValueStore());
        const reader = new Reader();
        const ids: string[] = [];
        for (const [at, { what, which }] of acts.entries()) {
          const id = ids[which % Math.max(1, ids.length)];
          if (what === 'post') ids.push(channel.post(ann, view(`${at}`, { tone: 'done' })));
          else if (what === 'read') reader.read(channel);
          else if (id && what === 'edit') await channel.edit(id, view(`${at}`)).catch(() => {});
          else if (id) await channel.remove(id);
        }
        reader.read(channel);
        const all = new Reader();
        all.read(channel);
        expect([...reader.shown].sort()).toEqual([...all.shown].sort());
      }),
      { numRuns: 30 },
    );
  });
});
