import type { types } from '@slack/bolt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../../simulators/slack/blocks/blocks.js';
import type { Json } from '../../../../simulators/slack/index.js';
import { loadPresets } from '../../../../src/app/presets.js';
import type { MessageView } from '../../../../src/bots/chat-adapter.js';
import { helpNote, stylesNote } from '../../../../src/bots/messages/answers.js';
import { advance, type Progress, present, shared } from '../../../../src/bots/messages/job-view.js';
import { SLACK_DIALOGS } from '../../../../src/bots/slack/delivery/adapter.js';
import { decodeChoice, decodePress, encodePress } from '../../../../src/bots/slack/views/action-ids.js';
import { barLine, blocksOf, mainPicture, textOf } from '../../../../src/bots/slack/views/job-message.js';
import type { JobEvent } from '../../../../src/domain/event.js';
import { ENGLISH } from '../../../../src/words/english.js';
import { DONE, requestOf, STARTED, step } from '../../../support/requests.js';

const preview = { bytes: Uint8Array.of(1), mime: 'image/jpeg', width: 8, height: 8 };

function viewAfter(...events: JobEvent[]): MessageView {
  let progress: Progress = { job: { id: 'job-1', request: requestOf() }, command: '/stylize starry-night' };
  for (const event of events) progress = advance(progress, event, 0);
  return present(ENGLISH, progress, SLACK_DIALOGS);
}

const job = { id: 'job-1', request: requestOf() } as Parameters<typeof shared>[1];
const VIEWS: [string, MessageView][] = [
  ['waiting', viewAfter({ type: 'queued', position: 4, secondsToStart: 40 })],
  ['set up', viewAfter(STARTED)],
  ['painted', viewAfter(STARTED, step(5), { type: 'preview', step: 5, picture: preview })],
  ['done', viewAfter(STARTED, DONE)],
  [
    'failed',
    viewAfter({ type: 'failed', error: { code: 'out_of_memory', message: 'it was <too> large & more' } }),
  ],
  ['cancelled', viewAfter({ type: 'cancelled' })],
  ['shared', shared(ENGLISH, job, DONE, '<@U1>', SLACK_DIALOGS)],
  ['help', helpNote(ENGLISH)],
];

/** What Slack would say against them. */
const complaints = (blocks: unknown) => checkBlocks(blocks as Json, 'message');

describe('a view as blocks', () => {
  it.each(VIEWS)('is within Slack’s limits: %s', (_, view) => {
    expect(complaints(blocksOf(view, { user: 'U1', id: 'message:1' }))).toEqual([]);
    expect(textOf(view, { user: 'U1' })).not.toBe('');
  });

  it('is within Slack’s limits whatever people have called their files', () => {
    const names = fc.string({
      unit: fc.constantFrom('a', '&', '<', '>', '*', '`', '🎨'),
      minLength: 1,
      maxLength: 500,
    });
    fc.assert(
      fc.property(names, names, (photo, style) => {
        const request = requestOf(
          {},
          { contentLabel: photo, styles: [{ picture: 's', weight: 1, label: style }] },
        );
        for (const event of [DONE, { type: 'queued', position: 2 } as const]) {
          const progress = advance({ job: { id: 'j', request }, command: '' }, event, 0);
          const blocks = blocksOf(present(ENGLISH, progress, SLACK_DIALOGS), { user: 'U1' });
          expect(complaints(blocks)).toEqual([]);
          expect(JSON.stringify(blocks).replaceAll('<@U1>', '')).not.toMatch(/[<>]/);
        }
      }),
    );
  });

  it('of all styles fits into one message', async () => {
    expect(complaints(blocksOf(stylesNote(ENGLISH, '', await loadPresets()), { user: 'U1' }))).toEqual([]);
  });

  it('has bar, percent, step and time left, and what is painted', () => {
    const [, view] = VIEWS[2]!;
    const shown = { picture: { url: 'https://a.example/1.jpg' }, id: 'preview:1' };
    const blocks = blocksOf(view, { user: 'U1', shown });
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'image', 'context', 'actions']);
    expect(JSON.stringify(blocks)).toContain('▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱  *50 %*  ·  ');
    expect(blocks[2]).toMatchObject({ image_url: 'https://a.example/1.jpg', block_id: 'preview:1' });
    expect(mainPicture(view)?.role).toBe('preview');
  });

  it('fills its bar evenly', () => {
    const parts = { text: '', left: '' };
    expect(barLine({ ...parts, fraction: 0 })).toMatch(/^▱{16} /);
    expect(barLine({ ...parts, fraction: 1 })).toMatch(/^▰{16} /);
  });

  it('has buttons and a menu, which say job and requester, and asks before it deletes', () => {
    const blocks = blocksOf(viewAfter(DONE), { user: 'U1' });
    const row = blocks.find(({ type }) => type === 'actions') as types.ActionsBlock;
    const elements = row.elements as (types.Button | types.StaticSelect)[];
    expect(elements.map(({ action_id }) => action_id)).toEqual([
      ...['again', 'other-style', 'share', 'compare', 'try'].map((name) => `job:${name}`),
      'job-menu',
      'job:delete',
    ]);
    const press = { job: 'job-1', user: 'U1' };
    for (const element of elements)
      if (element.type === 'button') expect(decodePress(String(element.value))).toEqual(press);
      else
        expect(element.options?.map(({ value }) => decodeChoice(value!))).toEqual(
          ['stronger', 'softer', 'strengths', 'try-styles', 'larger'].map((action) => ({ action, press })),
        );
    expect(elements.at(-1)).toMatchObject({ style: 'danger', confirm: { style: 'danger' } });
  });

  it('names the requester, once, and mentions nobody else', () => {
    const context = JSON.stringify(blocksOf(viewAfter(DONE), { user: 'U1' }));
    expect(context.match(/<@U1>/g)).toHaveLength(1);
    expect(
      JSON.stringify(blocksOf(shared(ENGLISH, job, DONE, '<@U1>', []), { user: 'U1' })).match(/<@U1>/g),
    ).toHaveLength(1);
    expect(JSON.stringify(blocksOf(shared(ENGLISH, job, DONE, '<@U2>', []), { user: 'U1' }))).not.toContain(
      '<@U2>',
    );
  });

  it('says in a notification what the state is', () => {
    expect(textOf(VIEWS[0]![1], { user: 'U1' })).toBe(
      'Red panda in the style of The Starry Night: 4th in line: Starts in about 40 s.',
    );
    expect(textOf(VIEWS[2]![1], { user: 'U1' })).toBe(
      'Red panda in the style of The Starry Night: Painting: 50 %, about 20 s left',
    );
  });

  it('has no buttons without a job', () => {
    expect(JSON.stringify(blocksOf(helpNote(ENGLISH), { user: 'U1' }))).not.toContain('button');
  });
});

describe('a button’s value', () => {
  it('comes back as it went', () => {
    expect(decodePress(encodePress({ job: 'a b', user: 'U1' }))).toEqual({ job: 'a b', user: 'U1' });
  });
});
