/** How views look on Discord, and what is sent for them: pure parts, without a Discord. */
import { readFile } from 'node:fs/promises';
import {
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  type APIStringSelectComponent,
  ComponentType,
} from 'discord.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIALOGS, type MessageView } from '../../../../src/bots/chat-adapter.js';
import { PERMISSIONS } from '../../../../src/bots/discord/connection/packets.js';
import { compose, mediaOf, named } from '../../../../src/bots/discord/delivery/compose.js';
import {
  type DiscordMessageReference,
  decodeReference,
  encodeReference,
  linkTo,
} from '../../../../src/bots/discord/delivery/message-reference.js';
import { asciiName } from '../../../../src/bots/discord/files/message-pictures.js';
import { customId, readCustomId } from '../../../../src/bots/discord/views/custom-id.js';
import { card } from '../../../../src/bots/discord/views/job-message.js';
import { bar, plain } from '../../../../src/bots/discord/views/text.js';
import { advance, type Progress, present } from '../../../../src/bots/messages/job-view.js';
import type { JobEvent, Picture } from '../../../../src/domain/event.js';
import { ENGLISH } from '../../../../src/words/english.js';
import { DONE, requestOf, STARTED, step } from '../../../support/requests.js';

const PREVIEW: Picture = { bytes: new Uint8Array(3), mime: 'image/jpeg', width: 8, height: 8 };
/** ms since the epoch: a whole second. */
const NOW = 1_795_780_000_000;
const JOB = '01234567-89ab-cdef-0123-456789abcdef';

function viewAfter(...events: JobEvent[]): MessageView {
  const progress: Progress = { job: { id: JOB, request: requestOf() }, command: '/stylize starry-night' };
  return present(
    ENGLISH,
    events.reduce((before, event) => advance(before, event, NOW), progress),
    DIALOGS,
  );
}
const WAITING = viewAfter({ type: 'queued', position: 2, secondsToStart: 30 });
const RUNNING = viewAfter(STARTED, step(4), { type: 'preview', step: 4, picture: PREVIEW });
const FINISHED = viewAfter(STARTED, step(10), DONE);

const shown = (view: MessageView, options = {}) =>
  card(view, { url: ({ role }) => `attachment://${role}.jpg`, ...options });
const insideOf = ([only]: APIMessageTopLevelComponent[]) => (only as APIContainerComponent).components;
const textOf = (view: MessageView, options = {}) => {
  const [words] = insideOf(shown(view, options));
  if (words && 'accessory' in words) return words.components[0]!.content;
  return words && 'content' in words ? words.content : '';
};

describe('a card', () => {
  it('shows the place in line beside the photo, and the style below', () => {
    expect(textOf(WAITING)).toBe('### 2nd in line\nStarts <t:1795780030:R>.');
    expect([...mediaOf(shown(WAITING))].map(({ url }) => url)).toEqual([
      'attachment://photo.jpg',
      'attachment://style.jpg',
    ]);
  });

  it('shows bar, percent and the time at which it is done, and the preview large', () => {
    expect(textOf(RUNNING)).toBe('### Painting');
    const bar = insideOf(shown(RUNNING)).find((part) => 'content' in part);
    expect(bar).toMatchObject({ content: '`██████░░░░░░░░░░` **40 %**\n-# done <t:1795780020:R>' });
    expect([...mediaOf(shown(RUNNING))].map(({ url }) => url)).toEqual([
      'attachment://photo.jpg',
      'attachment://style.jpg',
      'attachment://preview.jpg',
    ]);
    const large = insideOf(shown(RUNNING)).filter((part) => 'items' in part);
    expect([...mediaOf(large)].map(({ url }) => url)).toEqual(['attachment://preview.jpg']);
  });

  it('shows the finished picture alone, with an alternative text', () => {
    const gallery = insideOf(shown(FINISHED)).find((part) => 'items' in part);
    expect(gallery).toMatchObject({
      items: [
        {
          media: { url: 'attachment://result.jpg' },
          description: 'Red panda in the style of The Starry Night',
        },
      ],
    });
  });

  it('has its buttons in a row of at most five, the rest in a menu, each with its job', () => {
    const rows = insideOf(shown(FINISHED)).filter((part) => part.type === ComponentType.ActionRow);
    expect(rows.map(({ components }) => components.length)).toEqual([5, 1]);
    const ids = rows.flatMap(({ components }) =>
      components.map((component) => 'custom_id' in component && component.custom_id),
    );
    expect(ids).toEqual(
      ['again', 'other-style', 'share', 'compare', 'try', 'menu'].map((verb) => `${verb}:${JOB}`),
    );
    const [menu] = rows[1]!.components as APIStringSelectComponent[];
    expect(menu!.options.map(({ value }) => value)).toEqual([
      'stronger',
      'softer',
      'strengths',
      'try-styles',
      'larger',
      'download',
      'delete',
    ]);
  });

  it('leaves out dialogs that lead nowhere where it is', () => {
    expect(JSON.stringify(shown(FINISHED, { without: ['share'] }))).not.toContain('share:');
  });

  it('has a colour of its own for each state', () => {
    const colours = [WAITING, RUNNING, FINISHED, viewAfter({ type: 'cancelled' })].map(
      (view) => (shown(view)[0] as APIContainerComponent).accent_color,
    );
    expect(new Set(colours).size).toBe(4);
  });

  it('keeps names of files from becoming mentions, links, headings or spoilers', () => {
    const names = [
      '<@123> @everyone',
      '# big',
      '**bold** ||dark|| `code`',
      '[here](https://evil.example)',
      '1. one',
    ];
    for (const name of names) {
      const words = textOf({ ...WAITING, title: name, lines: [name] });
      expect(words).not.toMatch(/(^|[^\\])(<@|@everyone|\*\*|\|\||`|\[)|https:\/\/|\n# |\n1\./);
    }
    expect(plain('Made by <@1> with <@1> and <@2>', '<@1>')).toBe('Made by <@1> with <@1> and \\<\\@2>');
  });
});

describe('a progress bar', () => {
  it('is always as wide', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), (fraction) => {
        expect([...bar(fraction)]).toHaveLength(18);
      }),
    );
    expect(bar(0)).toBe(`\`${'░'.repeat(16)}\``);
    expect(bar(1)).toBe(`\`${'█'.repeat(16)}\``);
  });
});

describe('what is sent for a view', () => {
  const load = async ({ role }: { role: string }) => ({
    name: `${role}.jpg`,
    bytes: new Uint8Array(1),
    mime: 'image/jpeg',
    alt: role,
  });
  /** As Discord answers: ids stand in the components alone. */
  const answerTo = (components: APIMessageTopLevelComponent[]) => {
    let id = 100;
    const hosted = ({ url }: { url: string }) => ({
      url: `https://cdn.example/attachments/1/2/${url.slice('attachment://'.length)}?ex=1`,
      attachment_id: String(id++),
    });
    const copy: typeof components = JSON.parse(JSON.stringify(components), (key, value) =>
      key === 'media' ? hosted(value) : value,
    );
    return { components: copy };
  };

  it('uploads a picture once, and lists it from then on as one that stays', async () => {
    const first = await compose(WAITING, [], load, {});
    expect(first.message.files.map(({ name }) => name)).toEqual(['photo.jpg', 'style.jpg']);
    const known = named(first.shown, answerTo(first.message.components));
    const second = await compose(RUNNING, known, load, {});
    expect(second.message.files.map(({ name }) => name)).toEqual(['preview.jpg']);
    expect(second.message.kept).toEqual([
      { id: '100', name: 'photo.jpg' },
      { id: '101', name: 'style.jpg' },
    ]);
  });

  it('sends a preview again only when there is a newer one, and drops the older', async () => {
    const first = await compose(RUNNING, [], load, {});
    const known = named(first.shown, answerTo(first.message.components));
    const same = await compose(RUNNING, known, load, {});
    expect(same.message.files).toEqual([]);
    const newer = viewAfter(STARTED, step(8), { type: 'preview', step: 8, picture: { ...PREVIEW } });
    const { message } = await compose(newer, known, load, {});
    expect(message.files.map(({ name }) => name)).toEqual(['preview.jpg']);
    expect(message.kept.map(({ id }) => id)).toEqual(['100', '101']);
  });

  it('keeps nothing but the result in the end', async () => {
    const first = await compose(RUNNING, [], load, {});
    const known = named(first.shown, answerTo(first.message.components));
    const { message } = await compose(FINISHED, known, load, {});
    expect(message).toMatchObject({ kept: [], files: [{ name: 'result.jpg' }] });
  });

  it('names files as attachment:// can', () => {
    expect(asciiName('müde-katze.png', 'image/webp')).toBe('mude-katze.webp');
    expect(asciiName('猫.png', 'image/png')).toBe('picture.png');
  });
});

describe('a custom id', () => {
  it('says what and for which job, and nothing else is read as one', () => {
    expect(readCustomId(customId('other-style', JOB))).toEqual({ verb: 'other-style', argument: JOB });
    for (const id of ['', ':', 'again', 'explode:1', 'toString:1']) expect(readCustomId(id)).toBeUndefined();
  });

  it('never has more than 100 characters', () => {
    expect(customId('styles', 'x'.repeat(200))).toHaveLength(100);
  });
});

describe('a handle', () => {
  const handle: DiscordMessageReference = {
    app: '1',
    token: 'secret',
    at: 5,
    ref: '@original',
    channel: '2',
    message: '3',
    guild: '4',
    user: '5',
    limit: 10,
    stays: true,
    isMember: true,
  };

  it('comes back from its text', () => {
    expect(decodeReference(encodeReference(handle))).toEqual(handle);
  });

  it('leads to the message, unless only its requester was shown it', () => {
    expect(linkTo(handle)).toBe('https://discord.com/channels/4/2/3');
    expect(linkTo({ ...handle, guild: undefined })).toBe('https://discord.com/channels/@me/2/3');
    expect(linkTo({ ...handle, isPrivate: true })).toBeUndefined();
  });
});

describe('the invitation', () => {
  it('asks for the six permissions that docs/how-to/discord.md names, and for no more', async () => {
    // View Channels, Send Messages, Send Messages in Threads, Attach Files, Embed Links, Read Message History.
    expect(PERMISSIONS).toBe(
      (1n << 10n) | (1n << 11n) | (1n << 38n) | (1n << 15n) | (1n << 14n) | (1n << 16n),
    );
    expect(await readFile('docs/how-to/discord.md', 'utf8')).toContain(`permissions=${PERMISSIONS}&`);
  });
});
