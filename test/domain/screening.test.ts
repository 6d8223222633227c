import { describe, expect, it } from 'vitest';
import { AtelierError, errorFromValue, errorToValue } from '../../src/domain/errors.js';
import { assertSafe, findingIn, findingOf, type SafetyRating } from '../../src/domain/screening.js';
import { wordsFor } from '../../src/words/catalogues.js';
import { said } from '../../src/words/said.js';

const BEACH: SafetyRating = { drawing: 0.02, hentai: 0.03, neutral: 0.35, porn: 0.1, sexy: 0.5 };

function refusal(): AtelierError {
  try {
    assertSafe('painted', BEACH, { level: 'strict', threshold: 0.6 });
  } catch (error) {
    return error as AtelierError;
  }
  throw new Error('it passes');
}

describe('screening', () => {
  it('counts what is suggestive only where it is strict', () => {
    expect(findingIn(BEACH, { level: 'explicit', threshold: 0.6 })).toBeUndefined();
    expect(findingIn(BEACH, { level: 'strict', threshold: 0.6 })).toEqual({ class: 'sexy', percent: 63 });
    expect(findingIn(BEACH, { level: 'strict', threshold: 0.7 })).toBeUndefined();
    expect(findingIn(BEACH, { level: 'explicit', threshold: 0.1 })).toEqual({ class: 'porn', percent: 13 });
  });

  it('says what it has found in words, and as values for a list', () => {
    const value = errorToValue(errorFromValue(errorToValue(refusal())));
    expect(value.code).toBe('unsafe_picture');
    expect(wordsFor('de').say(value.said!)).toMatch(
      /hält das Gemalte für ein freizügiges Bild \(zu 63\s% sicher\)/,
    );
    expect(findingOf(value)).toEqual({ part: 'painted', class: 'sexy', percent: 63 });
    const named = said('refusals.ofPicture', { name: 'beach.jpg', why: value.said! });
    expect(findingOf(errorToValue(new AtelierError('unsafe_picture', named)))).toEqual(findingOf(value));
    expect(
      findingOf(errorToValue(new AtelierError('forbidden', said('refusals.noPrivate')))),
    ).toBeUndefined();
  });
});
