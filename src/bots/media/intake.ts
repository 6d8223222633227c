/**
 * From a command and its pictures to a StyleRequest: presets looked up, pictures taken in and stored, defaults filled in.
 * Everything that can be refused is refused here, before a job exists.
 */
import { AtelierError } from '../../domain/errors.js';
import { defaultsOf } from '../../domain/field.js';
import { MOST_MOVING_SIDE, MOTION_LIMITS, type MotionLimits, mostSize } from '../../domain/motion.js';
import { findPreset, type Preset } from '../../domain/preset.js';
import { SETTINGS, type Settings, type StyleRequest, type StyleSource } from '../../domain/request.js';
import { said } from '../../words/said.js';
import { BLEND, formatStylize, type StylizeCommand } from '../commands/command-text.js';
import { understood } from '../commands/plain-words.js';
import { type Assigned, type Attachment, assertBytes, assign, cleanName, inItsName } from './attachments.js';
import type { KeptPicture, PictureTools } from './picture-tools.js';
import { type PresetPorts, sheetOfStyles, styleOf } from './sheets.js';

export interface IntakePorts extends PresetPorts {
  pictures: Pick<PictureTools, 'takeIn'>;
  /** Of moving pictures. Default: those of the settings' defaults. */
  motion?: MotionLimits;
}

export interface Prepared {
  request: StyleRequest;
  /** Size of the photo as it is seen; absent for a contact sheet, which has another shape. */
  frame?: { width: number; height: number };
}

/** What a command comes to, before any picture is looked at. */
interface Plan<T extends Pick<Attachment, 'slot' | 'name'>> extends Assigned<T> {
  preset?: Preset | undefined;
  settings: Settings;
  /** Of each style, the preset first. */
  weights: number[];
  /** Without a style there is something to choose from. */
  isOpen: boolean;
}

/** Throws an AtelierError that says what is missing or too much. */
export function plan<T extends Pick<Attachment, 'slot' | 'name'>>(
  presets: readonly Preset[],
  { preset: words, options, isTryout = false }: StylizeCommand,
  attachments: readonly T[],
): Plan<T> {
  const { blend, ...given } = options;
  const preset = words === '' ? undefined : findPreset(presets, words);
  const settings = settingsOf(preset, given);
  const assigned = assign(attachments, { preset: preset !== undefined, mode: settings.mode });
  const count = assigned.styles.length + (preset ? 1 : 0);
  if (isTryout && count > 0) throw new AtelierError('invalid_input', said('refusals.tryoutAlone'));
  if (blend !== undefined && count < 2) {
    throw new AtelierError('invalid_input', said('refusals.blendNeedsTwo'));
  }
  if (blend !== undefined && settings.where !== 'all')
    throw new AtelierError('invalid_input', said('refusals.blendNeedsWhole'));
  if (assigned.mask && settings.where === 'all')
    throw new AtelierError('invalid_input', 'a mask goes with where=subject or where=background');
  const weights = count < 2 ? [1] : [1 - (blend ?? BLEND.default), blend ?? BLEND.default];
  return { ...assigned, preset, settings, weights, isOpen: count === 0 && settings.mode === 'transfer' };
}

/** Throws an AtelierError that says what is missing or wrong, and for which picture. */
export async function prepare(
  { presets, presetPicture, blobs, pictures, motion = defaultsOf(MOTION_LIMITS) }: IntakePorts,
  command: StylizeCommand,
  attachments: readonly Attachment[],
): Promise<Prepared> {
  for (const { name, bytes } of attachments) assertBytes(name, bytes.byteLength);
  const { preset, weights, isOpen, ...planned } = plan(presets, command, attachments);
  const { photo: sent, styles: sentStyles, settings: asked } = planned;
  const [photo, ...styles] = await Promise.all([
    takeIn(pictures, sent, framesWanted(asked, motion)),
    ...sentStyles.map((style) => takeIn(pictures, style)),
  ]);
  // A moving picture is painted small, unless a size was asked for.
  const isSized = command.options.size !== undefined;
  const settings = photo.frames && !isSized ? { ...asked, size: motion.motionSize } : asked;
  const mask = planned.mask && (await takeIn(pictures, planned.mask));
  const sources = [
    ...(preset ? [{ bytes: await presetPicture(preset), label: preset.title, preset: preset.id }] : []),
    ...styles.map(({ bytes, label, spoiler }) => ({ bytes, label, ...(spoiler && { spoiler }) })),
  ];
  const stored = await Promise.all(
    sources.map(async ({ bytes, ...rest }, index): Promise<StyleSource> => {
      return { ...rest, picture: await blobs.put(bytes), weight: weights[index]! };
    }),
  );
  const content = await blobs.put(photo.bytes);
  // A style that has no share in the blend is no style of the request: its weight has to be above zero.
  const shared = stored.filter(({ weight }) => weight > 0);
  const request: StyleRequest = {
    content,
    contentLabel: photo.label,
    ...(photo.spoiler && { contentSpoiler: true }),
    ...(photo.frames && { frames: photo.frames }),
    styles: shared,
    ...(mask && { mask: await blobs.put(mask.bytes) }),
    settings,
  };
  assertMovingSize(request);
  // Without a style there is something to choose from.
  if (isOpen) return { request: await sheetOfStyles({ presets, presetPicture, blobs }, request) };
  return { request, frame: frameOf(photo) };
}

/** The same request in one other style: a preset by plain words, with its own settings and what the words ask for, or a picture. */
export async function withStyle(
  { presets, presetPicture, blobs, pictures }: IntakePorts,
  { sheet: _, ...single }: StyleRequest,
  style: { preset: string } | Attachment,
): Promise<StyleRequest> {
  if ('preset' in style) {
    const words = understood({ name: 'stylize', preset: style.preset, options: {} }, presets);
    const { blend: _, ...said } = words.options;
    const preset = findPreset(presets, words.preset);
    return {
      ...single,
      styles: [await styleOf({ presetPicture, blobs }, preset)],
      settings: { ...single.settings, ...preset.settings, ...said },
    };
  }
  const { bytes, label, spoiler } = await takeIn(pictures, style);
  const own = { picture: await blobs.put(bytes), weight: 1, label, ...(spoiler && { spoiler }) };
  return { ...single, styles: [own] };
}

/** The same styles and settings on another photo. */
export async function withPhoto(
  { blobs, pictures, motion = defaultsOf(MOTION_LIMITS) }: IntakePorts,
  { initial: _, mask: __, contentSpoiler: ___, frames: ____, ...request }: StyleRequest,
  photo: Attachment,
): Promise<Prepared> {
  const { settings } = request;
  const taken = await takeIn(pictures, photo, framesWanted(settings, motion));
  const init = settings.init === 'picture' ? 'auto' : settings.init;
  const size = taken.frames ? Math.min(settings.size, motion.motionSize) : settings.size;
  return {
    request: {
      ...request,
      content: await blobs.put(taken.bytes),
      contentLabel: taken.label,
      ...(taken.spoiler && { contentSpoiler: true }),
      ...(taken.frames && { frames: taken.frames }),
      settings: { ...settings, init, size },
    },
    frame: frameOf(taken),
  };
}

/** The command that asks for this request again, in its shortest form: what the preset and the defaults say is left out. */
export function commandFor({ settings, styles }: StyleRequest, presets: readonly Preset[]): string {
  const id = styles.find(({ preset }) => preset !== undefined)?.preset;
  const preset = presets.find((preset) => preset.id === id);
  const usual = settingsOf(preset, {});
  const names = Object.keys(SETTINGS) as (keyof Settings)[];
  const changed = names.filter((name) => settings[name] !== usual[name]);
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  const blend = styles.length === 2 ? Number((styles[1]!.weight / total).toFixed(3)) : BLEND.default;
  return formatStylize(id ?? '', {
    ...Object.fromEntries(changed.map((name) => [name, settings[name]])),
    ...(blend === BLEND.default ? {} : { blend }),
  });
}

function settingsOf(preset: Preset | undefined, given: Partial<Settings>): Settings {
  return { ...defaultsOf(SETTINGS), ...preset?.settings, ...given };
}

type Taken = KeptPicture & Pick<Attachment, 'spoiler'> & { label: string };

/** Frames that are taken in of a photo at most. */
function framesWanted({ motion, mode }: Settings, { motionFrames }: MotionLimits): number {
  return motion === 'keep' && mode !== 'style' ? motionFrames : 1;
}

/** Throws invalid_input for a moving picture that would take hours. */
export function assertMovingSize(request: StyleRequest): void {
  if (request.settings.size <= mostSize(request) || request.sheet) return;
  throw new AtelierError('invalid_input', said('refusals.movingTooLarge', { limit: MOST_MOVING_SIDE }));
}

async function takeIn(
  pictures: IntakePorts['pictures'],
  { bytes, name, spoiler }: Attachment,
  mostFrames = 1,
): Promise<Taken> {
  const label = cleanName(name);
  const taken = await pictures.takeIn(bytes, mostFrames).catch((error) => {
    throw inItsName(label, error);
  });
  return { ...taken, label, ...(spoiler && { spoiler }) };
}

function frameOf({ width, height }: KeptPicture): NonNullable<Prepared['frame']> {
  return { width, height };
}
