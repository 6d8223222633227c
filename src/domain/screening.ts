/**
 * Screening of pictures, where a community wants it: what a classifier thinks a picture shows is turned into yes or no. The classes are
 * nsfwjs' (engine/vision/safety.ts). A refusal carries what was found as values of its words, so that it crosses processes with them.
 */
import { type Said, said } from '../words/said.js';
import { AtelierError, type ErrorValue } from './errors.js';

export const SAFETY_CLASSES = ['drawing', 'hentai', 'neutral', 'porn', 'sexy'] as const;
export type SafetyClass = (typeof SAFETY_CLASSES)[number];

/** How probable each class is, 0..1; together 1. */
export type SafetyRating = Readonly<Record<SafetyClass, number>>;

/** `explicit` refuses pornography, photographed or drawn; `strict` also what is only suggestive: underwear, swimwear. */
export const SCREENING_LEVELS = ['off', 'explicit', 'strict'] as const;
export type ScreeningLevel = (typeof SCREENING_LEVELS)[number];

/** What communities begin with: `auto` screens where many meet, and not in the local chat and in direct messages. */
export const SCREENING_DEFAULTS = ['auto', ...SCREENING_LEVELS] as const;
export type ScreeningDefault = (typeof SCREENING_DEFAULTS)[number];

const COUNTED = {
  explicit: ['porn', 'hentai'],
  strict: ['porn', 'hentai', 'sexy'],
} as const satisfies Record<Exclude<ScreeningLevel, 'off'>, readonly SafetyClass[]>;

export type RefusedClass = (typeof COUNTED)['strict'][number];

/** What a picture has to pass. */
export interface Screening {
  level: Exclude<ScreeningLevel, 'off'>;
  /** Refused from this probability of the counted classes together, 0..1. */
  threshold: number;
}

/** Whose picture was refused: one that somebody has sent, or what was painted of it. */
export type ScreenedPart = 'sent' | 'painted';

/** Why a picture was refused. */
export interface Finding {
  part: ScreenedPart;
  /** The most probable of the counted classes. */
  class: RefusedClass;
  /** Probability of the counted classes together, in whole per cent. */
  percent: number;
}

/** Undefined for a picture that passes. */
export function findingIn(
  rating: SafetyRating,
  { level, threshold }: Screening,
): Omit<Finding, 'part'> | undefined {
  const counted: readonly RefusedClass[] = COUNTED[level];
  const score = counted.reduce((sum, name) => sum + rating[name], 0);
  if (score < threshold) return undefined;
  const most = counted.reduce((a, b) => (rating[b] > rating[a] ? b : a));
  return { class: most, percent: Math.round(100 * score) };
}

/** Throws unsafe_picture. */
export function assertSafe(part: ScreenedPart, rating: SafetyRating, screening: Screening): void {
  const finding = findingIn(rating, screening);
  if (finding === undefined) return;
  const what = said(`refusals.unsafe.${finding.class}`);
  const values = { what, percent: said('amounts.percent', { number: finding.percent }) };
  throw new AtelierError('unsafe_picture', said(`refusals.unsafe.${part}`, values));
}

/** What a refusal by `assertSafe` has found, also when it was wrapped in other words; undefined for every other error. */
export function findingOf({ code, said: words }: ErrorValue): Finding | undefined {
  if (code !== 'unsafe_picture' || words === undefined) return undefined;
  const inner = words.key === 'refusals.ofPicture' ? (words.values?.why as Said) : words;
  const part = last(inner.key);
  const { what, percent } = inner.values as { what: Said; percent: Said };
  return {
    part: part as ScreenedPart,
    class: last(what.key) as RefusedClass,
    percent: percent.values!.number as number,
  };
}

/** The screening does not work: nothing passes. The cause says why, for the operator. */
export function screeningFailed(cause: unknown): AtelierError {
  return new AtelierError('screening_failed', said('refusals.screeningFailed'), { cause });
}

function last(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
