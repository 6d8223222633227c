/** The pictures of a task, decoded once, and as the network sees them at each scale. */
import { AtelierError, toAtelierError } from '../../domain/errors.js';
import type { Settings } from '../../domain/request.js';
import { type Said, said } from '../../words/said.js';
import type { EngineTask } from '../engine.js';
import { blendStatistics, type ColourStatistics, colourStatistics, recolour } from '../guidance/recolour.js';
import { type DecodedPicture, decodePicture } from '../images/decode.js';
import { bytesToPlanes, fitSize, isGrey, planesToBytes, type Size } from '../images/pixels.js';
import { toPlanes } from '../images/scale.js';
import type { Planes } from '../runtimes/runtime.js';
import { type Face, findFaces } from '../vision/faces.js';
import { canLook, type VisionOptions } from '../vision/vision-model.js';
import { canvasSize, type Framed, mirrorPad } from './canvas.js';
import { keepsFaces } from './kept-faces.js';
import type { Plan } from './plan.js';
import { recipeOf } from './recipes.js';

export interface Inputs {
  content: DecodedPicture;
  styles: { picture: DecodedPicture; weight: number }[];
  initial?: DecodedPicture;
  /** Of the style pictures, blended by weight; undefined where the photo keeps its own. */
  colours?: ColourStatistics;
  /** None of the pictures has a colour: descent still makes some of its own, seen as fringes. */
  isGrey: boolean;
  /** In the photo, where they are to be kept. */
  faces: readonly Face[];
  /** What the requester is told: something could not be done, and the picture is painted without it. */
  note?: Said;
}

export interface InputOptions extends VisionOptions {
  /** The photo where it is decoded already. */
  given?: DecodedPicture | undefined;
  /** What faces are looked for in, where the given photo is only a part of it; of the same size. */
  whole?: DecodedPicture | undefined;
  /** Told why faces could not be looked for. Default: stderr. */
  onLog?: ((line: string) => void) | undefined;
}

/** Longest side that a style picture is ever looked at, px: bounds the memory of large scales. */
const MAX_STYLE_SIDE = 1536;
/** A style picture is at least so large on its longer side, px: a few cells. */
const LEAST_STYLE_SIDE = 32;

/** The style pictures that count: mode content looks at none. */
function stylesSeen({ styles, settings }: Pick<EngineTask, 'styles' | 'settings'>): EngineTask['styles'] {
  return settings.mode === 'content' ? [] : styles;
}

/** Ids of the presets among them. */
export function presetsOf(task: Pick<EngineTask, 'styles' | 'settings'>): string[] {
  return stylesSeen(task).flatMap(({ preset }) => preset ?? []);
}

/** Decodes and checks what the task needs. Throws picture_*, missing_style, invalid_input. */
export async function loadInputs(
  { content, styles, initial, settings }: EngineTask,
  { given, whole = given, onLog = console.error, ...vision }: InputOptions = {},
): Promise<Inputs> {
  if (settings.mode !== 'content' && styles.length === 0) {
    throw new AtelierError('missing_style', said('refusals.noStyle'));
  }
  if (settings.init === 'picture' && !initial) {
    throw new AtelierError('invalid_input', said('refusals.noStart'));
  }
  const pictures = stylesSeen({ styles, settings });
  const decoded = await Promise.all(
    pictures.map(async ({ picture, weight }) => ({
      picture: await decodePicture(picture, { longestSide: MAX_STYLE_SIDE }),
      weight,
    })),
  );
  const photo = given ?? (await decodePicture(content, { longestSide: settings.size }));
  const start = initial && (await decodePicture(initial, { longestSide: settings.size }));
  const all = [photo, ...decoded.map(({ picture }) => picture), ...(start ? [start] : [])];
  return {
    content: photo,
    isGrey: all.every(({ rgb }) => isGrey(rgb)),
    ...(keepsFaces(settings) ? await facesToKeep(content, whole ?? photo, vision, onLog) : { faces: [] }),
    ...(recipeOf(settings).guided ? coloursFor(settings, photo, decoded) : { styles: decoded }),
    ...(start && { initial: start }),
  };
}

/** Every picture is asked to keep faces: none fails because the model that finds them is gone. */
async function facesToKeep(
  bytes: Uint8Array,
  photo: DecodedPicture,
  vision: VisionOptions,
  onLog: (line: string) => void,
): Promise<Pick<Inputs, 'faces' | 'note'>> {
  try {
    return { faces: await facesIn(bytes, photo, vision) };
  } catch (error) {
    const { code, message } = toAtelierError(error);
    if (code !== 'model_missing' && code !== 'model_corrupt') throw error;
    onLog(`faces are not looked for: ${message}`);
    return { faces: [], note: said('refusals.note.faces') };
  }
}

/** Of photos that are still in use: the cells of a contact sheet are all painted from the same bytes. */
const seen = new WeakMap<Uint8Array, { side: number; faces: Promise<Face[]> }>();

async function facesIn(bytes: Uint8Array, photo: DecodedPicture, vision: VisionOptions): Promise<Face[]> {
  const side = Math.max(photo.width, photo.height);
  const before = seen.get(bytes);
  if (before?.side === side) return before.faces;
  const faces = (await canLook()) ? findFaces(photo, vision) : Promise.resolve([]);
  seen.set(bytes, { side, faces });
  return faces;
}

/**
 * Photo and styles brought to the same colours: the photo takes the styles', or the styles take the photo's where that is to keep its
 * own (Gatys, Bethge, Hertzmann, Shechtman 2016, "Preserving Color in Neural Artistic Style Transfer", section 3.1).
 */
function coloursFor(
  { keepColours }: Settings,
  photo: DecodedPicture,
  styles: Inputs['styles'],
): Pick<Inputs, 'styles' | 'colours'> {
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  if (!keepColours) {
    const statistics = styles.map(({ picture, weight }) => {
      return { ...colourStatistics(bytesToPlanes(picture.rgb)), weight: weight / total };
    });
    return { styles, colours: blendStatistics(statistics) };
  }
  const colours = colourStatistics(bytesToPlanes(photo.rgb));
  return {
    styles: styles.map(({ picture, weight }) => {
      const rgb = planesToBytes(recolour(bytesToPlanes(picture.rgb), colours));
      return { picture: { ...picture, rgb }, weight };
    }),
  };
}

/** A picture on the canvas of a scale: [3, height + 2 margin, width + 2 margin]. */
export async function onCanvas(picture: DecodedPicture, size: Framed): Promise<Float32Array> {
  const planes = await toPlanes(picture, size.width, size.height);
  return mirrorPad(planes, size);
}

/**
 * How large a style picture is looked at: never enlarged, so that at sizes beyond it strokes keep theirs. The first implementation of
 * the paper brings it to the photo's size.
 */
export function styleSize({ width, height }: Size, { settings, scales }: Plan, scale: number): Size {
  const size = { width: scales[scale].width, height: scales[scale].height };
  if (settings.quality === 'paper' && settings.normalisation === 'keras') return size;
  const natural = Math.min(Math.max(width, height), MAX_STYLE_SIDE);
  const side = Math.max(size.width, size.height) * settings.styleScale;
  return fitSize(width, height, Math.max(LEAST_STYLE_SIDE, Math.round(Math.min(side, natural))));
}

/** A style picture on its canvas. */
export async function styleAt(picture: DecodedPicture, plan: Plan, scale: number): Promise<Planes> {
  const framed = styleFrame(picture, plan, scale);
  return { ...canvasSize(framed), data: await onCanvas(picture, framed) };
}

/** Size of a style picture's canvas. */
export function styleCanvas(picture: Size, plan: Plan, scale: number): Size {
  return canvasSize(styleFrame(picture, plan, scale));
}

function styleFrame(picture: Size, plan: Plan, scale: number): Framed {
  const { margin, unit } = plan.scales[scale]!;
  return { ...styleSize(picture, plan, scale), margin, unit };
}

/** The photo on the canvas of a scale, with as much of the styles' colours as the strength says. */
export async function photoAt({ content, colours }: Inputs, plan: Plan, scale: number): Promise<Planes> {
  const framed = plan.scales[scale]!;
  const planes = await toPlanes(content, framed.width, framed.height);
  const share = colours ? plan.profile.recoloured : 0;
  const recoloured = share > 0 ? recolour(planes, colours!, share) : planes;
  return { ...canvasSize(framed), data: mirrorPad(recoloured, framed) };
}
