/** Requests and events to test with. */
import type { DoneEvent, Losses, StartedEvent, StepEvent } from '../../src/domain/event.js';
import { defaultsOf } from '../../src/domain/field.js';
import type { Preset } from '../../src/domain/preset.js';
import { SETTINGS, type Settings, type StyleRequest } from '../../src/domain/request.js';

export const LOSSES: Losses = { content: 1, style: 2, tv: 0.5, total: 3.5 };

export function requestOf(settings: Partial<Settings> = {}, rest: Partial<StyleRequest> = {}): StyleRequest {
  return {
    content: 'c'.repeat(64),
    contentLabel: 'red-panda.jpg',
    styles: [{ picture: 's'.repeat(64), weight: 1, label: 'The Starry Night', preset: 'starry-night' }],
    settings: { ...defaultsOf(SETTINGS), ...settings },
    ...rest,
  };
}

export const STARTED: StartedEvent = {
  type: 'started',
  width: 512,
  height: 288,
  steps: 10,
  network: 'compact',
  runtime: 'onnx',
};

export const DONE: DoneEvent = {
  type: 'done',
  picture: 'd'.repeat(64),
  mime: 'image/png',
  width: 512,
  height: 288,
  seconds: 31.2,
  steps: 10,
  losses: LOSSES,
};

export function step(step: number, secondsLeft = 20): StepEvent {
  return { type: 'step', step, steps: 10, progress: step / 10, secondsLeft, losses: LOSSES };
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'starry-night',
    title: 'The Starry Night',
    artist: 'Vincent van Gogh',
    strength: 60,
    keywords: ['Dutch', 'oil'],
  },
  {
    id: 'great-wave',
    title: 'The Great Wave',
    artist: 'Katsushika Hokusai',
    strength: 50,
    keywords: ['Japanese', 'print'],
  },
].map(({ strength, ...preset }) => ({
  ...preset,
  year: '1889',
  source: 'a museum',
  licence: 'Public domain',
  picture: `${preset.id}.jpg`,
  moods: ['blue', 'night'],
  settings: { strength, styleScale: 1 },
}));
