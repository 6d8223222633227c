import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cut,
  escaped,
  fitted,
  formatted,
  inSlack,
  pieces,
  plain,
} from '../../../../src/bots/slack/views/text.js';

describe('words for Slack', () => {
  it('have no control characters of Slack’s left in them', () => {
    expect(escaped('<!channel> & <@U1> a > b')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt; a &gt; b');
  });

  it('stay within a limit after escaping, whatever is in them', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '&', '<', '🎨', ' '), maxLength: 400 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 200 }), (text, most) => {
        expect(fitted(text, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('are cut between characters, with a mark', () => {
    expect(cut('🎨🎨🎨', 5)).toBe('🎨🎨…');
    expect(cut('short', 5)).toBe('short');
  });

  it('are never empty: Slack refuses an empty text', () => {
    expect(plain('').text).toHaveLength(1);
  });

  it('in formatted texts keep Slack from making links of its own', () => {
    expect(formatted('see #general')).toMatchObject({ type: 'mrkdwn', verbatim: true });
  });

  it('name the commands as they are typed here', () => {
    expect(inSlack('name one of the /styles, or type /help; /stylize help, http://a/help')).toBe(
      'name one of the /stylize styles, or type /stylize help; /stylize help, http://a/help',
    );
  });

  it('of many lines come in few pieces that each fit a section', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `${index} ${'&'.repeat(40)}`);
    const texts = pieces(lines);
    expect(texts.join('\n').split('\n')).toEqual(lines);
    for (const text of texts) expect(escaped(text).length).toBeLessThanOrEqual(3000);
    expect(pieces(['a', 'b'])).toEqual(['a\nb']);
  });
});
