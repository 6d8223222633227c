import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COMMANDS,
  formatStylize,
  OPTIONS,
  type OptionName,
  optionHelp,
  parseCommand,
} from '../../../src/bots/commands/command-text.js';
import { SETTINGS } from '../../../src/domain/request.js';
import { ENGLISH } from '../../../src/words/english.js';
import { optionsArbitrary } from '../../support/options.js';

const stylize = (preset: string, options: object) => ({
  ok: true,
  value: { name: 'stylize', preset, options },
});

describe('parseCommand', () => {
  it.each([
    ['/stylize', stylize('', {})],
    ['  /STYLIZE  starry   night ', stylize('starry night', {})],
    ['/stylise great-wave', stylize('great-wave', {})],
    ['/stylize starry night strength=70 size=768', stylize('starry night', { strength: 70, size: 768 })],
    ['/stylize strength:70 starry night', stylize('starry night', { strength: 70 })],
    ['/stylize strength=70% size=512px', stylize('', { strength: 70, size: 512 })],
    ['/stylize keep-colours=yes KEEPCOLOURS', stylize('KEEPCOLOURS', { keepColours: true })],
    ['/stylize “The Starry Night” quality=fine', stylize('The Starry Night', { quality: 'fine' })],
    ['/stylize blend=0.3', stylize('', { blend: 0.3 })],
    [
      '/tryout size=512',
      { ok: true, value: { name: 'stylize', preset: '', options: { size: 512 }, isTryout: true } },
    ],
    ['/styles van gogh', { ok: true, value: { name: 'styles', words: 'van gogh' } }],
    ['/queue', { ok: true, value: { name: 'queue' } }],
    ['/cancel', { ok: true, value: { name: 'cancel' } }],
    ['/help', { ok: true, value: { name: 'help' } }],
  ])('reads %j', (text, expected) => {
    expect(parseCommand(text)).toEqual(expected);
  });

  it.each([
    ['', 'empty', '/stylize'],
    ['hello there', 'not_a_command', '/stylize'],
    ['/paint', 'unknown_command', '/stylize, /tryout, /styles, /queue, /jobs, /cancel, /help'],
    ['/stylize power=9', 'unknown_option', 'strength'],
    ['/stylize strength=101', 'invalid_option', 'strength must be a number from 0 to 100 %; got "101"'],
    ['/stylize strength=', 'invalid_option', 'strength must be'],
    ['/stylize quality=best', 'invalid_option', 'one of draft, standard, fine, paper'],
    ['/stylize seed=1 seed=2', 'repeated_option', 'seed is given twice'],
    ['/stylize init=picture', 'invalid_option', 'one of auto, content, white, noise'],
  ])('refuses %j with %s', (text, code, words) => {
    expect(parseCommand(text)).toMatchObject({ ok: false, code, message: expect.stringContaining(words) });
  });

  it('never throws, and never returns an option out of its bounds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        const parsed = parseCommand(`/stylize ${text}`);
        if (!parsed.ok || parsed.value.name !== 'stylize') return;
        for (const [name, value] of Object.entries(parsed.value.options)) {
          const field = OPTIONS[name as OptionName];
          if (field.kind === 'number') expect(value as number).toBeGreaterThanOrEqual(field.min);
        }
      }),
    );
  });

  it('reads back what formatStylize writes', () => {
    const options = optionsArbitrary(OPTIONS);
    const preset = fc.constantFrom('', 'starry-night', 'the great wave');
    fc.assert(
      fc.property(preset, options, (preset, options) => {
        expect(parseCommand(formatStylize(preset, options))).toEqual(stylize(preset, options));
      }),
    );
  });
});

describe('help', () => {
  it('says something about every option and every command', () => {
    const help = optionHelp(ENGLISH).join('\n');
    for (const [name, field] of Object.entries(SETTINGS)) expect(help).toContain(`${name}: ${field.meaning}`);
    const usages = COMMANDS.map((name) => ENGLISH.t(`answers.usage.${name}`));
    expect(usages.map((usage) => usage.split(' ')[0])).toEqual(COMMANDS.map((name) => `/${name}`));
  });
});
