/** Moving pictures: what a request with one comes to, and the limits of it. Pure. */
import { integer, type ValuesOf } from './field.js';
import { SETTINGS, type StyleRequest } from './request.js';

/** Settings of the program (docs/reference/settings.md). */
export const MOTION_LIMITS = {
  motionFrames: integer({
    meaning:
      'most frames of a moving picture that are painted; a longer one keeps its length and loses frames; 1 paints stills only',
    min: 1,
    max: 240,
    default: 60,
  }),
  motionSize: integer({
    meaning: 'longer side of a painted moving picture where no size is asked for',
    unit: 'px',
    min: 64,
    max: 768,
    default: 384,
  }),
} as const;

export type MotionLimits = ValuesOf<typeof MOTION_LIMITS>;

/** Longer side of a moving picture, px: the largest that is painted, and that is kept of what was sent. */
export const MOST_MOVING_SIDE = 768;

/** Frames that a request has painted; 1: a still. */
export function framesOf({ frames = 1, settings, sheet }: Moving): number {
  return settings.motion === 'keep' && settings.mode !== 'style' && !sheet ? frames : 1;
}

/** Longer side of the largest picture that a request can become, px. */
export function mostSize(request: Moving): number {
  return framesOf(request) > 1 ? MOST_MOVING_SIDE : SETTINGS.size.max;
}

/** The part of a request that says whether it moves. */
type Moving = {
  settings: Partial<Pick<StyleRequest['settings'], 'motion' | 'mode'>>;
} & Partial<Pick<StyleRequest, 'frames'>> & { sheet?: readonly unknown[] };
