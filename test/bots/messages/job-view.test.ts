import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type Progress, present } from '../../../src/bots/messages/job-view.js';
import { fileName, sentence, title } from '../../../src/bots/messages/wording.js';
import { ERROR_CODES, type ErrorCode } from '../../../src/domain/errors.js';
import type { JobEvent, Picture } from '../../../src/domain/event.js';
import { SETTINGS } from '../../../src/domain/request.js';
import { ENGLISH } from '../../../src/words/english.js';
import { DONE, requestOf, STARTED, step } from '../../support/requests.js';

const fresh = (settings = {}): Progress => ({
  job: { id: 'job-1', request: requestOf(settings) },
  command: '/stylize starry-night',
});
/** ms since the epoch. */
const NOW = 1_795_780_000_000;
const told = (...events: JobEvent[]) =>
  events.reduce((progress, event) => advance(progress, event, NOW), fresh());
const preview: Picture = { bytes: new Uint8Array(3), mime: 'image/jpeg', width: 8, height: 8 };
const actionsOf = (progress: Progress) => present(ENGLISH, progress).actions.map(({ action }) => action);

describe('present', () => {
  it('tells the place in line and when it starts', () => {
    expect(present(ENGLISH, told({ type: 'queued', position: 3, secondsToStart: 42 }))).toMatchObject({
      tone: 'waiting',
      title: '3rd in line',
      lines: ['Starts in about 45 s.'],
    });
    expect(present(ENGLISH, told({ type: 'queued', position: 1 }))).toMatchObject({
      title: 'Next in line',
      lines: [],
    });
    expect(actionsOf(fresh())).toEqual(['cancel']);
  });

  it('shows bar, percent, time left and the latest preview while it is painted', () => {
    const view = present(
      ENGLISH,
      told({ type: 'queued', position: 1 }, STARTED, step(4), {
        type: 'preview',
        step: 4,
        picture: preview,
      }),
    );
    expect(view).toMatchObject({
      tone: 'running',
      title: 'Painting',
      bar: { fraction: 0.4, text: '40 %', left: 'about 20 s left' },
      frame: { width: 512, height: 288 },
    });
    expect(view.pictures.map(({ role }) => role)).toEqual(['photo', 'style', 'preview']);
    expect(view.pictures[2]?.source).toEqual({ picture: preview });
  });

  it('tells how many frames a moving picture has and how long they take, and which one it is at', () => {
    const moving = {
      job: { id: 'job-1', request: requestOf({}, { frames: 24 }) },
      command: '/stylize mosaic',
    };
    expect(present(ENGLISH, moving).lines).toEqual(['A moving picture of 24 frames.']);
    const known = { ...moving, expected: 170 };
    const line = 'A moving picture of 24 frames: about 3 min to paint.';
    const queued = advance(known, { type: 'queued', position: 1, secondsToStart: 20 }, NOW);
    expect(present(ENGLISH, queued).lines).toEqual(['Starts in about 20 s.', line]);
    const started = advance(known, { ...STARTED, frames: 24 }, NOW);
    expect(present(ENGLISH, started)).toMatchObject({ title: 'Setting up the canvas', lines: [line] });
    const under = advance(started, { ...step(4), frame: 7, frames: 24 }, NOW);
    expect(present(ENGLISH, under)).toMatchObject({ title: 'Painting frame 7 of 24', lines: [] });
    const still = { ...moving.job, request: requestOf({ motion: 'still' }, { frames: 24 }) };
    expect(present(ENGLISH, { ...known, job: still }).lines).toEqual([]);
  });

  it('starts the bar again when the engine does, and keeps the preview', () => {
    const view = present(
      ENGLISH,
      told(STARTED, step(9), { type: 'preview', step: 8, picture: preview }, STARTED),
    );
    expect(view.bar).toEqual({ fraction: 0, text: '0 %', left: '' });
    expect(view.pictures.some(({ role }) => role === 'preview')).toBe(true);
  });

  it('tells that the GPU has failed, and resumes from where it was', () => {
    const note = 'The GPU failed, so it continues on the CPU: slower, and nothing is lost.';
    const view = present(ENGLISH, told(STARTED, step(4), { ...STARTED, note: { key: 'refusals.note.cpu' } }));
    expect(view).toMatchObject({ title: 'Painting', lines: [note], bar: { fraction: 0.4 } });
    expect(
      present(ENGLISH, told(STARTED, step(4), { ...STARTED, note: { key: 'refusals.note.cpu' } }, step(5))),
    ).toMatchObject({
      lines: [note],
    });
  });

  it('says when it is expected to start and to be done, for clients where times tick', () => {
    const queued = { type: 'queued', position: 2, secondsToStart: 30 } as const;
    expect(present(ENGLISH, told(queued))).toMatchObject({
      lines: ['Starts in about 30 s.'],
      ticks: [{ text: 'Starts in about 30 s.', ticking: 'Starts {time}.', at: NOW + 30_000 }],
    });
    expect(present(ENGLISH, told({ type: 'queued', position: 2 })).ticks).toBeUndefined();
    expect(present(ENGLISH, told(queued, STARTED)).ticks).toBeUndefined();
    const { bar, ticks } = present(ENGLISH, told(queued, STARTED, step(4)));
    expect(bar).toEqual({ fraction: 0.4, text: '40 %', left: 'about 20 s left' });
    expect(ticks).toEqual([{ text: 'about 20 s left', ticking: 'done {time}', at: NOW + 20_000 }]);
    expect(present(ENGLISH, told(queued, STARTED, step(10), DONE)).ticks).toBeUndefined();
  });

  it('ends with the picture, its facts and the buttons that lead on', () => {
    const view = present(ENGLISH, told(STARTED, step(10), DONE));
    expect(view).toMatchObject({
      tone: 'done',
      title: 'Red panda in the style of The Starry Night',
      lines: ['512 × 288 px · standard · strength 50 % · seed 0 · painted in 31 s'],
      fileName: 'red-panda-in-the-style-of-the-starry-night.png',
    });
    expect(view.bar).toBeUndefined();
    expect(view.pictures.find(({ role }) => role === 'result')?.source).toEqual({ blob: DONE.picture });
    expect(view.actions).toEqual([
      { action: 'again', label: 'Again', own: true },
      { action: 'stronger', label: 'Stronger', own: true, menu: true },
      { action: 'softer', label: 'Softer', own: true, menu: true },
      { action: 'strengths', label: 'Five strengths to choose from', own: true, menu: true },
      { action: 'try-styles', label: 'Nine styles to choose from', own: true, menu: true },
      { action: 'larger', label: 'Larger', own: true, menu: true },
      { action: 'delete', label: 'Delete', own: true, menu: true },
    ]);
  });

  it('offers no button that would change nothing', () => {
    expect(actionsOf(advance(fresh({ strength: 100 }), DONE, NOW))).not.toContain('stronger');
    expect(actionsOf(advance(fresh({ strength: 0 }), DONE, NOW))).not.toContain('softer');
    expect(actionsOf(advance(fresh({ size: SETTINGS.size.max }), DONE, NOW))).not.toContain('larger');
  });

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])('says what to do about %s', (code) => {
    const view = present(
      ENGLISH,
      told({ type: 'failed', error: { code, message: 'it went wrong; do this' } }),
    );
    expect(view.tone).toBe('failed');
    expect(view.lines[0]).toBe('It went wrong; do this.');
    const ours = ERROR_CODES[code] === 'internal';
    expect(view.lines.join(' ').includes('our fault')).toBe(ours);
    expect(view.actions.map(({ action }) => action)).toEqual(
      ERROR_CODES[code] === 'user' ? ['delete'] : ['again', 'delete'],
    );
  });

  it('makes a whole view of any course of events', () => {
    const event = fc.oneof(
      fc.record({ type: fc.constant('queued' as const), position: fc.nat() }),
      fc.constant(STARTED),
      fc
        .record({ progress: fc.double({ noNaN: true }), secondsLeft: fc.double() })
        .map((odd) => ({ ...step(1), ...odd })),
      fc.constant(DONE),
      fc.constant({ type: 'cancelled' as const }),
      fc.record({
        type: fc.constant('failed' as const),
        error: fc.constant({ code: 'internal' as const, message: '' }),
      }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const view = present(ENGLISH, told(...events));
        expect(view.title).not.toBe('');
        if (view.bar) expect(view.bar.fraction >= 0 && view.bar.fraction <= 1).toBe(true);
        expect(JSON.stringify(view)).not.toMatch(/NaN|undefined|Infinity/);
      }),
    );
  });
});

describe('words', () => {
  it('names what a request makes', () => {
    const blend = requestOf(
      {},
      { styles: [{ picture: '', weight: 1, label: 'my-wall.png' }, ...requestOf().styles] },
    );
    const titled = (contentLabel: string) =>
      title(ENGLISH, requestOf({ mode: 'content' }, { contentLabel, styles: [] }));
    const nameless = [
      'IMG_2041.JPG',
      'image0.jpg',
      'Screenshot 2026-11-27 at 10.21.04.png',
      '20261127_101500.jpg',
    ];
    const hashes = [
      '9f86d081884c7d65.png',
      '3f2504e0-4f89-41d3-9a0c-0305e82c3301.jpeg',
      'PXL_20261127_101500123.jpg',
    ];
    expect([...nameless, ...hashes].map(titled)).toEqual(Array(7).fill('Photo'));
    expect(['my-image.png', 'facade.jpg', 'img of cat.png'].map(titled)).toEqual([
      'My image',
      'Facade',
      'Img of cat',
    ]);
    expect(title(ENGLISH, blend)).toBe('Red panda in the style of My wall and The Starry Night');
    expect(title(ENGLISH, requestOf({ mode: 'style' }))).toBe('A texture of The Starry Night');
    expect(title(ENGLISH, requestOf({ mode: 'content' }, { styles: [] }))).toBe('Red panda');
  });

  it('makes file names without anything that a file system could take amiss', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (contentLabel) => {
        expect(fileName(ENGLISH, requestOf({}, { contentLabel }), 'image/jpeg')).toMatch(
          /^[\p{L}\p{N}-]{1,80}\.jpg$/u,
        );
      }),
    );
  });

  it('makes sentences', () => {
    expect(sentence('size must be 3; got 4')).toBe('Size must be 3; got 4.');
    expect(sentence('Done.')).toBe('Done.');
  });
});
