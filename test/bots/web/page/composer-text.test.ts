import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../../src/bots/commands/command-text.js';
import { split, styleMeant, withOption, withPreset } from '../../../../src/bots/web/page/composer-text.js';
import { suggest } from '../../../../src/bots/web/page/suggestions.js';
import { PRESETS } from '../../../support/requests.js';

const styles = PRESETS.map((preset) => ({ ...preset, thumbnail: `/api/styles/${preset.id}/thumbnail` }));

describe('the text of the composer', () => {
  it.each([
    ['', 'starry-night', '/stylize starry-night'],
    ['/stylize', 'starry-night', '/stylize starry-night'],
    ['/stylize great wave strength=70', 'starry-night', '/stylize starry-night strength=70'],
    ['/stylize strength=70 great wave size=9', '', '/stylize strength=70 size=9'],
    ['/queue', 'starry-night', '/stylize starry-night'],
  ])('%j with the preset %j is %j', (text, preset, expected) => {
    expect(withPreset(text, preset)).toBe(expected);
  });

  it.each([
    ['/stylize starry-night', '70', '/stylize starry-night strength=70'],
    ['/stylize strength=20 starry-night size=512', '70', '/stylize starry-night strength=70 size=512'],
    ['/stylize STRENGTH:20', undefined, '/stylize'],
    ['', '5', '/stylize strength=5'],
  ])('%j with strength %s is %j', (text, value, expected) => {
    expect(withOption(text, 'strength', value)).toBe(expected);
  });

  it('keeps everything else, whatever was typed', () => {
    const words = fc.array(fc.constantFrom('starry', 'seed=1', 'size:256', 'odd=', 'power=9', 'étude'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(words, (words) => {
        const before = split(`/stylize ${words.join(' ')}`);
        const after = split(withOption(`/stylize ${words.join(' ')}`, 'strength', '70'));
        expect(after).toEqual({ preset: before.preset, options: [...before.options, 'strength=70'] });
      }),
    );
  });

  it('knows the style that the server takes for its words', () => {
    expect(styleMeant(styles, 'great wave')?.id).toBe('great-wave');
    expect(styleMeant(styles, 'something blue, softer')?.id).toBe('starry-night');
    expect(styleMeant(styles, 'mona lisa')).toBeUndefined();
    expect(styleMeant(styles, '')).toBeUndefined();
  });
});

describe('suggestions', () => {
  const labels = (text: string) => suggest(text, styles).map(({ label }) => label);

  it.each([
    ['/', ['/stylize', '/tryout', '/styles', '/queue', '/jobs', '/cancel', '/help']],
    ['/sty', ['/stylize', '/styles']],
    ['/stylize ', ['The Starry Night', 'The Great Wave']],
    ['/stylize', ['The Starry Night', 'The Great Wave']],
    ['/stylize great-wave ', []],
    ['/stylize hok', ['The Great Wave']],
    ['/stylize starry-night s', ['size=', 'strength=', 'styleScale=']],
    ['/stylize quality=', ['draft', 'standard', 'fine', 'paper']],
    ['/stylize quality=f', ['fine']],
    ['/stylize power=', []],
    ['hello', []],
  ])('after %j are %j', (text, expected) => {
    expect(labels(text).filter((label) => !text.endsWith(' s') || label.endsWith('='))).toEqual(expected);
  });

  it('lead to commands that are understood, once they are complete', () => {
    const start = fc.constantFrom(
      '/',
      '/sty',
      '/stylize ',
      '/stylize gr',
      '/stylize quality=',
      '/stylize starry-night keepColours=',
    );
    fc.assert(
      fc.property(start, fc.nat(), (text, which) => {
        const suggestions = suggest(text, styles);
        const { text: taken } = suggestions[which % suggestions.length]!;
        expect(parseCommand(taken)).toMatchObject({ ok: true });
      }),
    );
  });
});
