/**
 * The command's text is the one truth of the composer: the gallery and the options write into it, and read from it. Pure.
 */
import { SETTINGS, type Settings } from '../../../domain/request.js';
import { type OptionName, parseCommand, readOption } from '../../commands/command-text.js';
import { readWords } from '../../commands/plain-words.js';
import type { WireStyle } from '../wire.js';

const STYLIZE = /^\/styli[sz]e(?=\s|$)/i;

export function isStylize(text: string): boolean {
  return STYLIZE.test(text.trim());
}

/** The words of the preset and the option words of a /stylize. */
export function split(text: string): { preset: string; options: string[] } {
  const words = text.trim().replace(STYLIZE, '').split(/\s+/).filter(Boolean);
  const options = words.filter((word) => readOption(word));
  return { preset: words.filter((word) => !readOption(word)).join(' '), options };
}

/** The same command with this preset instead; with '' without one. */
export function withPreset(text: string, preset: string): string {
  return join(preset, isStylize(text) ? split(text).options : []);
}

/** The same command with this option; undefined leaves it out. */
export function withOption(text: string, name: OptionName, value: string | undefined): string {
  const { preset, options } = isStylize(text) ? split(text) : { preset: '', options: [] };
  const others = options.filter((word) => readOption(word)?.name !== name);
  const at = options.findIndex((word) => readOption(word)?.name === name);
  if (value !== undefined) others.splice(at < 0 ? others.length : at, 0, `${name}=${value}`);
  return join(preset, others);
}

/** The style that the server takes for these words. */
export function styleMeant(styles: readonly WireStyle[], words: string): WireStyle | undefined {
  return readWords(words, styles).preset;
}

/** The strength of what a command paints, %: as it says, else as the preset has it. */
export function strengthOf(command: string, styles: readonly WireStyle[]): number {
  const parsed = parseCommand(command);
  if (!parsed.ok || parsed.value.name !== 'stylize') return SETTINGS.strength.default;
  const { preset, options } = parsed.value;
  return options.strength ?? styleMeant(styles, preset)?.settings.strength ?? SETTINGS.strength.default;
}

/** What a command paints of the photo. */
export function partOf(command: string): Settings['where'] {
  const parsed = parseCommand(command);
  const options = parsed.ok && parsed.value.name === 'stylize' ? parsed.value.options : {};
  return options.where ?? SETTINGS.where.default;
}

function join(preset: string, options: string[]): string {
  return ['/stylize', preset, ...options].filter(Boolean).join(' ');
}
