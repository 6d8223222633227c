import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPresets } from '../../../src/app/presets.js';
import { formatStylize, OPTIONS, parseCommand } from '../../../src/bots/commands/command-text.js';
import {
  asCommand,
  changeIn,
  commandIn,
  readWords,
  understood,
} from '../../../src/bots/commands/plain-words.js';
import { wordsFor } from '../../../src/words/catalogues.js';
import { LANGUAGES } from '../../../src/words/languages.js';
import { optionsArbitrary } from '../../support/options.js';

const presets = await loadPresets();

describe('a sentence', () => {
  it.each([
    ['make it look like van gogh', '/stylize starry-night'],
    ['as a mosaic, softer, keep my colours', '/stylize mosaic strength=30 keepColours=true'],
    ['Could you please paint this like Klimt?', '/stylize the-kiss'],
    ['turn my photo into a stained glass window', '/stylize stained-glass'],
    ['in the style of the great wave', '/stylize great-wave'],
    ['gogh, the church', '/stylize church-at-auvers'],
    // Mood, movement, period, country, subject.
    ['something swirling', '/stylize starry-night'],
    ['japanese', '/stylize great-wave'],
    ['Dutch art', '/stylize starry-night'],
    ['impressionism', '/stylize moulin-de-la-galette'],
    ['french impressionism', '/stylize moulin-de-la-galette'],
    ['post-impressionism', '/stylize starry-night'],
    ['cubist', '/stylize composition-viii'],
    ['a portrait of the renaissance', '/stylize spring'],
    ['something medieval', '/stylize lady-and-the-unicorn'],
    ['a winter landscape', '/stylize inokashira-shrine'],
    // Strength.
    ['a hint of klimt', '/stylize the-kiss strength=20'],
    ['softer hokusai', '/stylize great-wave strength=30'],
    ['hokusai, but not too strong', '/stylize great-wave strength=30'],
    ['less subtle, hokusai', '/stylize great-wave strength=70'],
    ['kandinsky, much stronger', '/stylize composition-viii strength=70'],
    ['a bold kandinsky', '/stylize composition-viii strength=85'],
    // A word that finds a preset by itself is a name.
    ['bold', '/stylize linocut'],
    ['flat colour', '/stylize arearea'],
    // Sizes: of the picture, of the strokes.
    ['a small mosaic', '/stylize mosaic size=512'],
    ['large, like kandinsky', '/stylize composition-viii size=1024'],
    ['huge klimt with large strokes', '/stylize the-kiss size=1536 styleScale=1.6'],
    ['fine brush strokes, monochrome engraving', '/stylize engraving styleScale=0.7'],
    // Quality.
    ['mosaic, draft, tiny', '/stylize mosaic size=256 quality=draft'],
    ['like monet or renoir, best quality please', '/stylize moulin-de-la-galette quality=fine'],
    // Colours.
    ['klimt with the original colors', '/stylize the-kiss keepColours=true'],
    ['keep the colours of my photo, linocut', '/stylize linocut keepColours=true'],
    ["don't keep my colours, klimt", '/stylize the-kiss keepColours=false'],
    // Parts of the photo.
    ['only the background, like van gogh', '/stylize starry-night where=background'],
    ['paint just the cat as a mosaic', '/stylize mosaic where=subject'],
    ['a stained glass background', '/stylize stained-glass where=background'],
    ['hokusai, but leave the background as it is', '/stylize great-wave where=subject'],
    ['klimt, keep the people as they are', '/stylize the-kiss where=background'],
    ['the portrait of the renaissance', '/stylize spring'],
    ['just the kiss', '/stylize the-kiss'],
    // A style that is mentioned among other words, in any language.
    ['please paint my cat like the starry night but not so strong', '/stylize starry-night strength=30'],
    ['my dog as the great wave, for grandma', '/stylize great-wave'],
    ['die Sternennacht, The Starry Night, von van Gogh', '/stylize starry-night'],
    ['mach es wie van gogh', '/stylize starry-night'],
    ['comme Klimt', '/stylize the-kiss'],
    ['al estilo de Renoir', '/stylize moulin-de-la-galette'],
    ['Terrasse du café le soir, café terrace', '/stylize cafe-terrace'],
    // The usual wishes in the other languages of Atelier.
    [
      'wie van Gogh, aber sanfter, behalte meine Farben',
      '/stylize starry-night strength=30 keepColours=true',
    ],
    ['nur den Hintergrund, wie Klimt, größer', '/stylize the-kiss size=1024 where=background'],
    ['nur die Katze wie Hokusai, nicht so stark', '/stylize great-wave strength=30 where=subject'],
    [
      'comme Renoir, plus doux, garde mes couleurs',
      '/stylize moulin-de-la-galette strength=30 keepColours=true',
    ],
    ['seulement l’arrière-plan, comme Gauguin, plus fort', '/stylize arearea strength=70 where=background'],
    ['solo el fondo, como Kandinsky, más suave', '/stylize composition-viii strength=30 where=background'],
    ['como Klimt, mantén los colores, más grande', '/stylize the-kiss size=1024 keepColours=true'],
    // Numbers.
    ['mosaic, 2000 px', '/stylize mosaic size=2000'],
    ['mosaic strength 30', '/stylize mosaic strength=30'],
    ['van gogh at 80 %, size 512', '/stylize starry-night size=512 strength=80'],
    ['strength of 40%, klimt', '/stylize the-kiss strength=40'],
    // What would be lost, or is meant the other way round, is no guess.
    ['mosaic, 9000 px', '/stylize mosaic 9000 px'],
    ['not like hokusai', '/stylize not hokusai'],
    ['van gogh and banksy mixed', '/stylize van gogh banksy mixed'],
    // What is given by name goes before what is said.
    ['mosaic, softer, strength=80 seed=7', '/stylize mosaic strength=80 seed=7'],
    ['mosaic power=9', '/stylize mosaic power=9'],
    ['softer', '/stylize strength=30'],
    ['in the style of somebody', '/stylize somebody'],
    ['help', '/help'],
    ['styles night', '/styles night'],
  ])('"%s" with a photo is %s', (text, command) => {
    expect(commandIn(text, presets, 1)).toBe(command);
  });

  it('every style is understood by its title in a sentence', () => {
    for (const { id, title } of presets) {
      expect(commandIn(`in the style of ${title}, please`, presets, 1)).toBe(`/stylize ${id}`);
    }
  });

  it('strengths lie on both sides of every preset’s own', () => {
    for (const { id, settings } of presets) {
      expect(readWords(`softer ${id}`, presets).options.strength).toBeLessThan(settings.strength);
      expect(readWords(`stronger ${id}`, presets).options.strength).toBeGreaterThan(settings.strength);
    }
  });

  it('never throws, and asks only for what the options allow', () => {
    const words = fc.constantFrom(
      'not',
      'too',
      'bold',
      'soft',
      'keep',
      'my',
      'colours',
      'large',
      'strokes',
      'gogh',
      '-',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 8 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (text) => {
        const { preset, options } = readWords(text, presets);
        expect(parseCommand(formatStylize(preset?.id ?? '', options))).toMatchObject({
          ok: true,
          value: { options },
        });
      }),
    );
  });
});

describe('a command', () => {
  it('comes out of its own text as it went in', () => {
    const preset = fc.constantFrom('', ...presets.map(({ id }) => id));
    fc.assert(
      fc.property(preset, optionsArbitrary(OPTIONS), (preset, options) => {
        const command = formatStylize(preset, options);
        expect(commandIn(command, presets, 1)).toBe(command);
      }),
    );
  });

  it('stays as it was typed, and so does what asks for nothing', () => {
    for (const text of ['/stylize Starry  night', '/paint', '', 'hello there'])
      expect(asCommand(text, presets, 0)).toBe(text);
  });

  it('with plain words names the preset and the options that they ask for', () => {
    const typed = { name: 'stylize', preset: 'softer van gogh in my colours', options: { seed: 3 } } as const;
    expect(understood(typed, presets)).toEqual({
      name: 'stylize',
      preset: 'starry-night',
      options: { strength: 30, keepColours: true, seed: 3 },
    });
  });

  it('whose words mention two styles is refused with both', () => {
    const words = 'the background in mosaic and the subject like van gogh';
    expect(() => understood({ name: 'stylize', preset: words, options: {} }, presets)).toThrow(
      /^"mosaic subject van gogh" fits several presets; choose one of Roman Mosaic, The Starry Night$/,
    );
  });

  it('is not made of what people say to each other about a finished picture', () => {
    expect(changeIn('this reminds me of van gogh', presets).preset).toBeUndefined();
    for (const text of ['Stark!', 'qué grande', 'très fort', 'that was quick'])
      expect(changeIn(text, presets)).toEqual({ preset: undefined, options: {} });
    expect(changeIn('etwas stärker', presets).options).toEqual({ strength: 70 });
    expect(commandIn('who was van gogh', presets, 0)).toBe('');
  });

  it('whose words name nothing is refused with near names only', () => {
    const refusal = (preset: string) => () => understood({ name: 'stylize', preset, options: {} }, presets);
    expect(refusal('in the style of van gouh')).toThrow(
      /^there is no preset "van gouh"; nearest by name: The Starry Night, /,
    );
    expect(refusal('softer cubizm')).toThrow(
      /^there is no preset "cubizm"; nearest by name: Composition VIII$/,
    );
    expect(refusal('mona lisa')).toThrow(
      /^there is no preset "mona lisa", and none with a name near it; look through/,
    );
  });
});

it('what the bot gives as an example is understood, in whatever language it says so', () => {
  for (const language of LANGUAGES) {
    const { t } = wordsFor(language);
    const texts = [
      t('answers.attachPhoto'),
      t('answers.helpSentences'),
      t('slack.ask.mention', { bot: 'b' }),
    ];
    for (const text of texts) {
      const [, example = ''] = /[“„«"「](?:@b )?\s*(.+?)\s*[”“»"」]/u.exec(text) ?? [];
      expect({ text, read: commandIn(example, presets, 1) }).toEqual({
        text,
        read: expect.stringMatching(
          /^\/stylize (?:starry-night(?: strength=30 keepColours=true)?|great-wave)$/,
        ),
      });
    }
  }
});
