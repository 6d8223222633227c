import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type ChatAdapter,
  DIALOGS,
  type MessageView,
  type RequestContext,
} from '../../src/bots/chat-adapter.js';
import type { Attachment } from '../../src/bots/media/attachments.js';
import { PlatformError } from '../../src/bots/platform-error.js';
import { Session } from '../../src/bots/session.js';
import { AtelierError } from '../../src/domain/errors.js';
import { DONE, PRESETS, requestOf, STARTED, step } from '../support/requests.js';
import { ScriptedQueue } from '../support/scripted-queue.js';

/** A chat in memory: every view that each message has had. */
class MemoryChat implements ChatAdapter {
  readonly name = 'memory';
  readonly interval = 0;
  readonly dialogs = DIALOGS;
  readonly messages = new Map<string, MessageView[]>();
  /** Messages that were ever posted. */
  posts = 0;

  person(user: string): RequestContext {
    return {
      via: this.name,
      user,
      community: 'memory',
      post: async (view) => {
        this.posts++;
        const handle = `message-${this.messages.size + 1}`;
        this.messages.set(handle, [view]);
        return handle;
      },
    };
  }

  async edit(handle: string, view: MessageView): Promise<void> {
    const views = this.messages.get(handle);
    if (!views) throw new PlatformError('gone', 'gone');
    views.push(view);
  }

  async remove(handle: string): Promise<void> {
    this.messages.delete(handle);
  }

  last(handle: string): MessageView {
    return this.messages.get(handle)!.at(-1)!;
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);
const photo: Attachment = { name: 'red-panda.jpg', bytes: bytes('photo') };
const style: Attachment = { name: 'wall.png', bytes: bytes('style') };
/** All here is in memory: what is under way has ended when the event loop turns. */
const settled = () => setImmediate();

let queue: ScriptedQueue;
let chat: MemoryChat;
let session: Session;
let ann: RequestContext;
let bob: RequestContext;

beforeEach(() => {
  queue = new ScriptedQueue();
  chat = new MemoryChat();
  session = makeSession();
  [ann, bob] = [chat.person('memory:ann'), chat.person('memory:bob')];
});

function makeSession(
  onError: (error: unknown) => void = (error) => {
    throw error;
  },
  presets = PRESETS,
): Session {
  const made = new Session({
    queue,
    presets,
    presetPicture: async ({ id }) => bytes(id),
    blobs: {
      put: async (content) => `blob of ${new TextDecoder().decode(content)}`,
      get: async (key) => bytes(key.slice('blob of '.length)),
    },
    pictures: {
      takeIn: async (content) => {
        if (new TextDecoder().decode(content) === 'bad')
          throw new AtelierError('picture_unreadable', 'it is damaged; save it again');
        return { bytes: content, mime: 'image/jpeg', width: 640, height: 480 };
      },
      rate: async () => {
        throw new Error('nobody screens here');
      },
    },
    random: () => 0.5,
    onError,
  });
  made.connect(chat);
  return made;
}

describe('a /stylize', () => {
  it('becomes a request with the preset’s tuning, and the options before it', async () => {
    await session.say(ann, '/stylize starry night seed=7', [photo]);
    expect(queue.jobs[0]).toMatchObject({ user: 'memory:ann', community: 'memory' });
    expect(queue.jobs[0]?.request).toEqual({
      ...requestOf({ strength: 60, seed: 7 }),
      content: 'blob of photo',
      styles: [
        { picture: 'blob of starry-night', weight: 1, label: 'The Starry Night', preset: 'starry-night' },
      ],
    });
    await session.say(bob, '/stylize starry-night strength=20', [photo]);
    expect(queue.jobs[1]?.request.settings.strength).toBe(20);
  });

  it.each(['as a japanese print, softer', '/stylize as a japanese print, softer'])(
    'can be said in plain words: %s',
    async (text) => {
      await session.say(ann, text, [photo]);
      const { styles, settings } = queue.jobs[0]!.request;
      expect([styles[0]?.preset, settings.strength]).toEqual(['great-wave', 30]);
    },
  );

  it('blends a preset and a picture by their shares', async () => {
    await session.say(ann, '/stylize great wave blend=0.3', [photo, style]);
    expect(queue.jobs[0]?.request.styles.map(({ label, weight }) => [label, weight])).toEqual([
      ['The Great Wave', 0.7],
      ['wall.png', 0.3],
    ]);
    expect(chat.last('message-1').command).toBe('/stylize great-wave blend=0.3');
  });

  it('shows a message at once, with the photo’s shape and without buttons, and edits that one only', async () => {
    await session.say(ann, '/stylize starry-night', [photo]);
    expect(chat.messages.get('message-1')?.[0]).toMatchObject({
      title: 'In line',
      frame: { width: 640, height: 480 },
      actions: [],
    });
    await settled();
    expect(chat.last('message-1').title).toBe('Next in line');
    queue.emit('job-1', STARTED);
    queue.emit('job-1', step(5));
    await settled();
    expect(chat.last('message-1')).toMatchObject({ title: 'Painting', job: 'job-1' });
    queue.emit('job-1', DONE);
    await settled();
    expect(chat.last('message-1').tone).toBe('done');
    expect(chat.messages.size).toBe(1);
    expect(queue.listeners('job-1')).toBe(0);
  });

  it.each<[string, string, Attachment[], string, RegExp]>([
    ['no photo', '/stylize starry-night', [], 'missing_content', /attach one/],
    ['no style', '/stylize mode=style', [photo], 'missing_style', /\/styles/],
    ['no such preset', '/stylize stary nigth', [photo], 'unknown_preset', /The Starry Night/],
    ['a sentence that asks for nothing', 'hello there', [], 'invalid_input', /name a style .* \/help/],
    ['a bad option', '/stylize size=9', [photo, style], 'invalid_input', /from 64 to 4096 px/],
    ['a blend of one', '/stylize starry-night blend=0.5', [photo], 'invalid_input', /second style/],
    [
      'a damaged style',
      '/stylize',
      [photo, { name: 'x.png', bytes: bytes('bad') }],
      'picture_unreadable',
      /^"x\.png": it is damaged/,
    ],
    ['pictures with /queue', '/queue', [photo], 'invalid_input', /\/stylize/],
  ])('is refused before anything is posted: %s', async (_, text, attachments, code, words) => {
    const refused = session.say(ann, text, attachments);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
    expect(chat.messages.size).toBe(0);
    expect(queue.jobs).toEqual([]);
  });

  it('with a photo alone becomes a sheet of presets to choose from, and a number the whole picture', async () => {
    await session.say(ann, '/stylize size=320', [photo]);
    const { sheet, styles, settings } = queue.jobs[0]!.request;
    expect(styles).toEqual([]);
    expect(sheet?.map(({ title, settings }) => [title, settings.strength])).toEqual([
      ['The Starry Night', 60],
      ['The Great Wave', 50],
    ]);
    queue.emit('job-1', DONE);
    await settled();
    expect(chat.last('message-1')).toMatchObject({
      title: 'Red panda in 2 styles',
      lines: ['Press a number to paint that one in full.', '1\u00a0The Starry Night · 2\u00a0The Great Wave'],
    });
    expect(chat.last('message-1').actions.map(({ action }) => action)).toEqual([
      'pick-1',
      'pick-2',
      'try-styles',
      'delete',
    ]);
    await session.press(ann, 'job-1', 'pick-2');
    const { sheet: none, ...full } = queue.jobs[1]!.request;
    expect(none).toBeUndefined();
    expect(full.styles).toMatchObject([{ preset: 'great-wave', weight: 1 }]);
    expect(full.settings).toEqual({ ...settings, size: 320, strength: 50 });
    expect(chat.last('message-2').command).toBe('/stylize great-wave size=320');
    await expect(session.press(ann, 'job-1', 'pick-3')).rejects.toMatchObject({ code: 'not_found' });
    await expect(session.press(bob, 'job-1', 'pick-1')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('turns the page of its styles, and begins again after the last', async () => {
    const presets = Array.from({ length: 12 }, (_, index) => ({ ...PRESETS[0]!, id: `style-${index}` }));
    session = makeSession(undefined, presets);
    await session.say(ann, '/stylize', [photo]);
    const shown = (job: number) => queue.jobs[job]!.request.sheet?.map(({ styles }) => styles[0]!.preset);
    queue.emit('job-1', DONE);
    await session.press(ann, 'job-1', 'try-styles');
    queue.emit('job-2', DONE);
    await session.press(ann, 'job-2', 'try-styles');
    expect([shown(0)?.length, shown(1), shown(2)]).toEqual([
      9,
      ['style-9', 'style-10', 'style-11'],
      shown(0),
    ]);
  });

  it('takes its message back when the queue refuses the job', async () => {
    queue.refusal = new AtelierError('queue_full', 'the queue is full; try again in a minute');
    await expect(session.say(ann, '/stylize starry-night', [photo])).rejects.toMatchObject({
      code: 'queue_full',
    });
    expect(chat.messages.size).toBe(0);
  });

  it('cancels the job when its message is deleted on the platform', async () => {
    await session.say(ann, '/stylize starry-night', [photo]);
    await settled();
    await chat.remove('message-1');
    queue.emit('job-1', STARTED);
    await settled();
    expect(queue.cancelled).toEqual(['job-1']);
  });
});

describe('buttons', () => {
  beforeEach(async () => {
    await session.say(ann, '/stylize starry-night', [photo]);
  });

  it('let only the requester cancel or delete', async () => {
    for (const action of ['cancel', 'delete'] as const) {
      await expect(session.press(bob, 'job-1', action)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await session.press(ann, 'job-1', 'cancel');
    await settled();
    expect(chat.last('message-1').tone).toBe('cancelled');
  });

  it('delete the message for good, also while it is being painted', async () => {
    queue.emit('job-1', STARTED);
    await session.press(ann, 'job-1', 'delete');
    await settled();
    expect(chat.messages.size).toBe(0);
    expect(queue.cancelled).toEqual(['job-1']);
  });

  it.each([
    ['again', { seed: 2 ** 31 }],
    ['stronger', { strength: 75 }],
    ['softer', { strength: 45 }],
    ['larger', { size: 1152 }],
  ] as const)('%s makes a new message with one thing changed, for the requester', async (action, change) => {
    queue.emit('job-1', DONE);
    await session.press(ann, 'job-1', action);
    expect(queue.jobs[1]?.user).toBe('memory:ann');
    expect(queue.jobs[1]?.request.settings).toEqual({ ...queue.jobs[0]?.request.settings, ...change });
    expect(chat.messages.size).toBe(2);
    const [[name, value]] = Object.entries(change) as [[string, number]];
    expect(chat.last('message-2').command).toBe(`/stylize starry-night ${name}=${value}`);
  });

  it('five strengths make a sheet of the same style, of which one is painted in full', async () => {
    queue.emit('job-1', DONE);
    await session.press(ann, 'job-1', 'strengths');
    const { sheet, ...request } = queue.jobs[1]!.request;
    expect(request).toEqual(queue.jobs[0]!.request);
    expect(sheet?.map(({ settings }) => settings)).toEqual(
      [10, 30, 50, 70, 90].map((strength) => ({ strength })),
    );
    queue.emit('job-2', DONE);
    await session.press(ann, 'job-2', 'pick-4');
    expect(queue.jobs[2]?.request).toEqual({ ...request, settings: { ...request.settings, strength: 70 } });
  });

  it('repeat the same request after a failure', async () => {
    queue.emit('job-1', { type: 'failed', error: { code: 'engine_crashed', message: 'it crashed' } });
    await session.press(ann, 'job-1', 'again');
    expect(queue.jobs[1]?.request).toEqual(queue.jobs[0]?.request);
  });

  it.each(['again', 'stronger', 'cancel', 'delete'] as const)('%s is not for others', async (action) => {
    queue.emit('job-1', DONE);
    await expect(session.press(bob, 'job-1', action)).rejects.toMatchObject({ code: 'forbidden' });
    expect(queue.jobs).toHaveLength(1);
    expect(chat.messages.size).toBe(1);
  });

  it('let those who look after the place cancel and delete, but not change', async () => {
    const moderator: RequestContext = { ...bob, moderates: true };
    await expect(session.press(moderator, 'job-1', 'softer')).rejects.toMatchObject({ code: 'forbidden' });
    await session.press(moderator, 'job-1', 'delete');
    expect(queue.cancelled).toEqual(['job-1']);
    expect(chat.messages.size).toBe(0);
  });

  it('take another style, with the settings tuned for it, and keep the other options', async () => {
    await session.restyle(ann, 'job-1', { preset: 'great wave' });
    const [before, after] = queue.jobs;
    expect(after?.request).toMatchObject({
      content: before?.request.content,
      styles: [{ label: 'The Great Wave', preset: 'great-wave', weight: 1 }],
      settings: { size: before?.request.settings.size, seed: before?.request.settings.seed },
    });
    await session.restyle(ann, 'job-1', style);
    expect(queue.jobs[2]?.request.styles).toEqual([
      { picture: 'blob of style', weight: 1, label: 'wall.png' },
    ]);
    await session.restyle(ann, 'job-1', { preset: 'a japanese print, softer' });
    expect(queue.jobs[3]?.request).toMatchObject({
      styles: [{ preset: 'great-wave' }],
      settings: { strength: 30 },
    });
    await expect(session.restyle(bob, 'job-1', style)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(session.restyle(ann, 'job-1', { preset: 'mona lisa' })).rejects.toMatchObject({
      code: 'unknown_preset',
    });
  });

  it('lend the style to a photo of somebody else', async () => {
    await session.tryStyle(bob, 'job-1', { name: 'bob.jpg', bytes: bytes('bob') });
    expect(queue.jobs[1]).toMatchObject({
      user: 'memory:bob',
      request: { content: 'blob of bob', contentLabel: 'bob.jpg', styles: queue.jobs[0]?.request.styles },
    });
  });

  it('share a finished picture of one’s own, and compare anybody’s', async () => {
    await expect(session.sharable(ann, 'job-1')).rejects.toMatchObject({ code: 'not_found' });
    queue.emit('job-1', DONE);
    expect((await session.sharable(ann, 'job-1')).result).toEqual(DONE);
    expect((await session.finished('job-1')).result).toEqual(DONE);
    await expect(session.sharable(bob, 'job-1')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('say so when the job is not known any more', async () => {
    await expect(session.press(ann, 'job-9', 'again')).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('survives a queue whose subscribe throws: the job is accepted, and the error is told', async () => {
  const errors: unknown[] = [];
  const broken = new Error('a stored job is damaged');
  queue.subscribe = () => {
    throw broken;
  };
  const told = makeSession((error) => void errors.push(error));
  expect(await told.say(ann, '/stylize starry-night', [photo])).toMatchObject({ kind: 'job' });
  await told.recover();
  await settled();
  expect(errors).toEqual([broken, broken]);
});

it('posts no message for a job that is refused', async () => {
  queue.refusal = new AtelierError('queue_full', 'the queue is full');
  await expect(session.say(ann, '/stylize starry-night', [photo])).rejects.toBe(queue.refusal);
  expect(chat.posts).toBe(0);
});

describe('after a restart', () => {
  it('resumes in the same message', async () => {
    await session.say(ann, '/stylize starry-night', [photo]);
    await settled();
    await session.close();
    expect(queue.listeners('job-1')).toBe(0);
    const { delivery } = queue.jobs[0]!;
    expect(JSON.parse(delivery)).toEqual({ via: 'memory', handle: 'message-1', language: 'en' });

    await makeSession().recover();
    queue.emit('job-1', STARTED);
    queue.emit('job-1', DONE);
    await settled();
    expect(chat.last('message-1')).toMatchObject({ tone: 'done', command: '/stylize starry-night' });
    expect(chat.messages.size).toBe(1);
  });

  it('delivers the end of a job that ended meanwhile', async () => {
    await session.say(ann, '/stylize starry-night', [photo]);
    await session.close();
    queue.emit('job-1', DONE);
    await makeSession().recover();
    await settled();
    expect(chat.last('message-1').tone).toBe('done');
    expect(queue.listeners('job-1')).toBe(0);
    expect(queue.shown).toEqual(['job-1']);
    expect(await queue.recover()).toEqual([]);
  });
});

describe('questions', () => {
  const ask = async (context: RequestContext, text: string) => {
    const reply = await session.say(context, text);
    if (reply.kind !== 'note') throw new Error('expected a note');
    return reply.view;
  };

  it('/help names every command', async () => {
    expect((await ask(ann, '/help')).lines.join('\n')).toMatch(/\/stylize[\s\S]*\/queue[\s\S]*strength: /);
  });

  it('/styles finds by artist', async () => {
    expect((await ask(ann, '/styles hokusai')).lines).toEqual([
      '• great-wave: The Great Wave, Katsushika Hokusai, 1889',
    ]);
    expect((await ask(ann, '/styles warhol')).title).toContain('No style matches');
  });

  it('/queue and /cancel are about one’s own pictures only', async () => {
    await session.say(ann, '/stylize starry-night', [photo]);
    await session.say(bob, '/stylize great-wave', [photo]);
    expect((await ask(bob, '/queue')).lines).toEqual([
      '• Red panda in the style of The Great Wave: 2nd in line, starts in about 40 s',
      '2 pictures wait to be painted.',
    ]);
    expect((await ask(bob, '/cancel')).title).toBe('Stopped');
    expect(queue.cancelled).toEqual(['job-2']);
    expect((await ask(bob, '/cancel')).title).toBe('You have nothing to stop');
    expect((await ask(bob, '/queue')).lines).toEqual([
      'One picture waits to be painted.',
      'Type /stylize to change that.',
    ]);
  });

  it('/jobs lists one’s own, newest first, with what became of them', async () => {
    await session.say(ann, '/stylize starry-night', [photo]);
    await session.say(bob, '/stylize great-wave', [photo]);
    await session.say(ann, '/stylize great-wave', [photo]);
    queue.emit('job-1', { type: 'cancelled' });
    queue.jobs[0]!.finishedAt = Date.now() - 5 * 60_000;
    expect((await ask(ann, '/jobs')).lines).toEqual([
      '• Red panda in the style of The Great Wave: in line',
      expect.stringMatching(/^• Red panda in the style of The Starry Night: stopped, [56] min ago$/),
    ]);
    expect((await ask(chat.person('memory:eve'), '/jobs')).title).toBe('You have no pictures yet');
  });
});
