/**
 * The requests that Atelier takes. Each option is declared once, here; the command line, the chat commands, the web form and
 * docs/reference/options.md derive from these declarations; what it means is said in src/words, in every language.
 */
import { options as meanings } from '../words/en/options.js';
import { choice, flag, integer, number, type ValuesOf } from './field.js';
import type { Screening } from './screening.js';

export const QUALITIES = ['draft', 'standard', 'fine', 'paper'] as const;
export type Quality = (typeof QUALITIES)[number];

export const NETWORKS = ['compact', 'vgg16', 'vgg19'] as const;
export type NetworkName = (typeof NETWORKS)[number];
/** `auto` is decided by the engine when a run begins (networks/network-choice.ts). */
export const NETWORK_CHOICES = ['auto', ...NETWORKS] as const;
export type NetworkChoice = (typeof NETWORK_CHOICES)[number];

/**
 * Generation of the recipes (pipeline/recipes.ts): a change by which the same request gives another picture takes the next one,
 * so that earlier pictures are not offered as the answer to it.
 */
export const RECIPE_VERSION = 8;

/** Largest seed: seeds are unsigned 32-bit integers. */
export const MAX_SEED = 2 ** 32 - 1;

export const SETTINGS = {
  size: integer({
    meaning: meanings.size,
    unit: 'px',
    min: 64,
    max: 4096,
    default: 768,
  }),
  quality: choice(QUALITIES, {
    meaning: meanings.quality,
    default: 'standard',
  }),
  strength: number({
    meaning: meanings.strength,
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
  }),
  styleScale: number({
    meaning: meanings.styleScale,
    unit: 'times',
    min: 0.25,
    max: 4,
    default: 1,
  }),
  keepColours: flag({
    meaning: meanings.keepColours,
    default: false,
  }),
  where: choice(['all', 'subject', 'background'], {
    meaning: meanings.where,
    default: 'all',
  }),
  faces: choice(['keep', 'paint'], {
    meaning: meanings.faces,
    default: 'keep',
  }),
  seed: integer({
    meaning: meanings.seed,
    min: 0,
    max: MAX_SEED,
    default: 0,
  }),
  mode: choice(['transfer', 'content', 'style'], {
    meaning: meanings.mode,
    default: 'transfer',
  }),
  init: choice(['auto', 'content', 'white', 'noise', 'picture'], {
    meaning: meanings.init,
    default: 'auto',
  }),
  motion: choice(['keep', 'still'], {
    meaning: meanings.motion,
    default: 'keep',
  }),
  network: choice(NETWORK_CHOICES, {
    meaning: meanings.network,
    default: 'auto',
  }),
  ratio: number({
    meaning: meanings.ratio,
    min: 1e-6,
    max: 1,
    default: 1e-2,
  }),
  normalisation: choice(['paper', 'keras'], {
    meaning: meanings.normalisation,
    default: 'paper',
  }),
} as const;

/** One value for every option in SETTINGS. */
export type Settings = ValuesOf<typeof SETTINGS>;

/** A picture by the key of its bytes in the blob store (SHA-256, hex). */
export type BlobKey = string;

/** One style: a picture and its share of the blend. */
export interface StyleSource {
  picture: BlobKey;
  /** Relative weight, > 0; the weights of a request are normalised to sum 1. */
  weight: number;
  /** For people: a preset's title, or the name of the file. */
  label: string;
  /** Preset id, when it came from one. */
  preset?: string;
  /** Sent as a spoiler. */
  spoiler?: boolean;
}

/** One small picture of a contact sheet: what is its own. The rest is the request's. */
export interface SheetCell {
  /** For people: a preset's title, or what else makes this cell differ. */
  title: string;
  styles: StyleSource[];
  settings: Partial<Settings>;
}

/** A whole request as a plain, storable value. */
export interface StyleRequest {
  content: BlobKey;
  /** Name of the photo's file, for people. */
  contentLabel: string;
  /** The photo was sent as a spoiler. */
  contentSpoiler?: boolean;
  /** Present where the photo is a moving picture: how many frames it has. */
  frames?: number;
  styles: StyleSource[];
  /** The picture that `init: 'picture'` starts from. */
  initial?: BlobKey;
  /** Where the subject is, for settings.where: light. Left out, it is looked for. */
  mask?: BlobKey;
  settings: Settings;
  /** Present: a contact sheet is wanted in place of one picture (sheet.ts); settings are those of the full picture. */
  sheet?: SheetCell[];
  /** What the community has its pictures pass, as it stood when this was asked for; absent: nothing. */
  screening?: Screening;
}

/** Whether one of its pictures was sent as a spoiler: so is then everything that is painted of them. */
export function isSpoiler({ contentSpoiler = false, styles }: StyleRequest): boolean {
  return contentSpoiler || styles.some(({ spoiler }) => spoiler);
}
