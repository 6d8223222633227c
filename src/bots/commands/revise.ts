/** What the buttons below a picture ask for: the same request with one thing changed. Pure. */
import { mostSize } from '../../domain/motion.js';
import { MAX_SEED, SETTINGS, type Settings, type StyleRequest } from '../../domain/request.js';
import type { Action, CellPick } from '../chat-adapter.js';

/** The actions that make a new job. */
export type Revision = Exclude<Action, 'cancel' | 'delete' | 'try-styles' | 'strengths' | CellPick>;

/** One press of Stronger or Softer, %: empirical, the smallest step that is plainly seen at 512 px. */
const STRENGTH_STEP = 15;
/** One press of Larger: two presses lead from 768 to 1728 px. */
const SIZE_STEP = 1.5;

/**
 * `finished`: of a finished picture, Again is a variation, so it needs another seed; of one that was stopped or that
 * failed, Again is the same request. `random` is uniform in [0, 1).
 */
export function revise(
  request: StyleRequest,
  revision: Revision,
  finished: boolean,
  random: () => number,
): StyleRequest {
  const { settings } = request;
  const change: Record<Revision, () => Partial<Settings>> = {
    again: () => (finished ? { seed: Math.floor(random() * (MAX_SEED + 1)) } : {}),
    stronger: () => ({ strength: Math.min(SETTINGS.strength.max, settings.strength + STRENGTH_STEP) }),
    softer: () => ({ strength: Math.max(SETTINGS.strength.min, settings.strength - STRENGTH_STEP) }),
    larger: () => ({ size: Math.min(mostSize(request), Math.round(settings.size * SIZE_STEP)) }),
  };
  return { ...request, settings: { ...settings, ...change[revision]() } };
}
