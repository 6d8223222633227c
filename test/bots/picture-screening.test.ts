import { beforeEach, describe, expect, it } from 'vitest';
import { COMMUNITY_DEFAULTS, type CommunitySettings } from '../../src/bots/community.js';
import { Refusals } from '../../src/bots/last-refusals.js';
import { PictureScreening, type ScreeningContext } from '../../src/bots/picture-screening.js';
import type { SafetyRating } from '../../src/domain/screening.js';
import { localSharedStore } from '../../src/queue/storage/shared-key-value.js';
import { memoryKeyValueStore } from '../support/local-key-value.js';
import { requestOf } from '../support/requests.js';

const DAY = 24 * 60 * 60_000;
const EXPLICIT: CommunitySettings = { ...COMMUNITY_DEFAULTS, screening: 'explicit' };
const HERE: ScreeningContext = { user: 'u:ann', community: 'c', channels: ['thread', 'wall'] };

const bytes = (text: string) => new TextEncoder().encode(text);
const rated = (porn: number): SafetyRating => ({ drawing: 0, hentai: 0, neutral: 1 - porn, porn, sexy: 0 });

let now: number;
let looks: string[];
let store: ReturnType<typeof memoryKeyValueStore>;
let refusals: Refusals;
let screening: PictureScreening;

/** Pictures whose text holds 'bad' are refused; those with a bar have several frames. */
beforeEach(() => {
  now = 0;
  looks = [];
  store = memoryKeyValueStore();
  refusals = new Refusals(localSharedStore(store), { now: () => now });
  screening = new PictureScreening({
    pictures: {
      takeIn: async (picture) => ({ bytes: picture, mime: 'image/jpeg', width: 1, height: 1 }),
      rate: async (picture) => {
        const text = new TextDecoder().decode(picture);
        looks.push(text);
        if (text === 'unreadable') throw new Error('no classifier');
        return text.split('|').map((frame) => rated(frame.includes('bad') ? 0.9 : 0.01));
      },
    },
    blobs: { get: async (key) => bytes(key) },
    refusals,
  });
});

describe('PictureScreening', () => {
  it('takes in what passes, and looks at each picture once', async () => {
    const intake = screening.intake(HERE, EXPLICIT);
    for (let time = 0; time < 2; time++) await intake.takeIn(bytes('cat'));
    expect(looks).toEqual(['cat']);
    await screening.intake(HERE, COMMUNITY_DEFAULTS).takeIn(bytes('bad'));
    await screening.intake({ ...HERE, isForAdults: true }, EXPLICIT).takeIn(bytes('bad'));
    expect(looks).toEqual(['cat']);
  });

  it('refuses a moving picture for one of its frames', async () => {
    const taken = screening.intake(HERE, EXPLICIT).takeIn(bytes('cat|bad|cat'));
    await expect(taken).rejects.toMatchObject({ code: 'unsafe_picture' });
    expect(await refusals.last('c')).toEqual([
      { at: 0, user: 'u:ann', channel: 'thread', part: 'sent', class: 'porn', percent: 90 },
    ]);
  });

  it('lets nothing pass where it does not work', async () => {
    const taken = screening.intake(HERE, EXPLICIT).takeIn(bytes('unreadable'));
    await expect(taken).rejects.toMatchObject({ code: 'screening_failed', fault: 'internal' });
  });

  it('looks at every picture of an earlier request but presets, and says what its result has to pass', async () => {
    const preset = { picture: 'bad preset', weight: 1, label: 'Mosaic', preset: 'mosaic' };
    const request = { ...requestOf(), content: 'photo', styles: [preset], mask: 'mask', initial: 'start' };
    const screened = await screening.request(HERE, EXPLICIT, request);
    expect(screened.screening).toEqual({ level: 'explicit', threshold: 0.7 });
    expect(looks).toEqual(['photo', 'start', 'mask']);
    const own = { picture: 'bad style', weight: 1, label: 'wall.png' };
    const withOwn = screening.request(HERE, EXPLICIT, { ...request, styles: [preset, own] });
    await expect(withOwn).rejects.toMatchObject({ code: 'unsafe_picture' });
    expect((await screening.request(HERE, COMMUNITY_DEFAULTS, screened)).screening).toBeUndefined();
  });
});

describe('the last refusals', () => {
  const found = { user: 'u:ann', part: 'painted', class: 'sexy', percent: 80 } as const;

  it('are few, newest first, and forgotten after 30 days', async () => {
    for (; now < 60; now++) await refusals.add('c', found);
    expect((await refusals.last('c')).map(({ at }) => at)).toEqual(
      Array.from({ length: 50 }, (_, i) => 59 - i),
    );
    now = 30 * DAY + 57;
    expect((await refusals.last('c')).map(({ at }) => at)).toEqual([59, 58]);
    expect(await refusals.last('other')).toEqual([]);
    await refusals.forgetOld();
    expect(store.get('c')).toHaveLength(2);
    now += DAY;
    await refusals.forgetOld();
    expect(store.get('c')).toBeUndefined();
  });

  it('name a job once, however often its end is told', async () => {
    for (let time = 0; time < 2; time++) await refusals.add('c', found, 'job-1');
    expect(await refusals.last('c')).toHaveLength(1);
  });
});
