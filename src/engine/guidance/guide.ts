/**
 * Neighbour guidance: the targets of one scale. The features of photo and style are matched cell by cell, and
 * the style's own features are laid out after the photo as targets; the Gram matrices of the style and the features of the photo at
 * CONTENT_LAYER stay what they are in the paper. (Chen & Schmidt 2016; Li & Wand 2016; Kolkin et al. 2022. docs/measurements/recipes.md says what
 * is the paper's and what is added.)
 */
import { areaOf, type Size } from '../images/pixels.js';
import { CONTENT_LAYER, mapShape } from '../networks/networks.js';
import type { Description, Layers, Planes, Runtime } from '../runtimes/runtime.js';
import type { FeatureMap } from '../runtimes/tiling/feature-map.js';
import { assemble, overlapsOf } from './assembly.js';
import { type Atlas, type DescribedStyle, layOut } from './atlas.js';
import {
  CELL_WEIGHTS,
  describeCells,
  type GridFeatures,
  MATCHED_LAYERS,
  mixFeatures,
  onGrid,
} from './cells.js';
import { giveBack, type KeptFeatures, type KeptPlace, keepFeatures } from './kept-places.js';
import { type MatchField, matchCells } from './matching.js';
import { blendGrams, type StyleOnCanvas } from './style-grams.js';

/** The layers whose features are laid out as targets. conv1_1 would take 60 % of their memory and shows no difference (docs/measurements/recipes.md). */
export const GUIDED_LAYERS = ['conv2_1', 'conv3_1', 'conv4_1'] as const;
/** The layers that are laid out, and the style's own pixels. */
const LAID_OUT = [...GUIDED_LAYERS, 'pixels'] as const;
/** The paper's style layers but for conv5_1, whose Gram matrix brings rings and eyes with a small network. */
export const GRAM_LAYERS = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1'] as const;

/** The layers of a guided objective. */
export const GUIDED_TERMS: Layers = { features: [...GUIDED_LAYERS, CONTENT_LAYER], grams: GRAM_LAYERS };

/** Cells beyond which they are made twice as large: their vectors would take more than 130 MB. */
const MOST_CELLS = 80_000;
const LEAST_CELL = 4;

/** Side of a cell of a canvas, px: 4, 8 or 16. */
export function cellOf({ width, height }: Size): number {
  let cell = LEAST_CELL;
  while (cell < 16 && (width / cell) * (height / cell) > MOST_CELLS) cell *= 2;
  return cell;
}

export interface ScaleSources {
  /** The photo on its canvas, sides multiples of 16. */
  photo: () => Promise<Planes>;
  /** The style pictures on theirs. */
  styles: readonly StyleOnCanvas[];
  /** Where the photo's own features have a share in the targets. */
  kept: readonly KeptPlace[];
}

export interface MatchRequest {
  /** The picture as it is, on the canvas, and its share in what is matched; undefined before there is one. */
  picture?: { planes: Planes; share: number } | undefined;
  before: MatchField | undefined;
  seed: number;
}

/** What was laid out. */
export interface Guidance {
  field: MatchField;
  /** Features by the order of GUIDED_LAYERS. */
  guided: Float32Array[];
  /** Features of the photo at CONTENT_LAYER. */
  content: Float32Array;
  /** Gram matrices of the styles by the order of GRAM_LAYERS, blended by their shares. */
  grams: Float32Array[];
  /** The styles' own pixels laid out, [3, H, W]. */
  pixels: Float32Array;
}

interface DescribedPhoto {
  cells: GridFeatures;
  /** Features at CONTENT_LAYER. */
  content: Float32Array;
  /** Of GUIDED_LAYERS and the colours, where the photo has a share in the targets. */
  kept: Map<string, KeptFeatures>;
}

interface DescribedStyles {
  atlas: Atlas;
  grams: Float32Array[];
}

/** Pixels of style pictures whose description is kept between two passes: 80 MB of it. */
const MOST_KEPT = 2 ** 19;

/** Guides one scale, and keeps the descriptions of its pictures between passes. */
export class ScaleGuide {
  readonly #canvas: Size;
  readonly #sources: ScaleSources;
  readonly #cell: number;
  readonly #margin: number;
  #photo: DescribedPhoto | undefined;
  #styles: DescribedStyles | undefined;

  /** @param margin of the canvas, px */
  constructor(canvas: Size, margin: number, sources: ScaleSources) {
    this.#margin = margin;
    this.#canvas = canvas;
    this.#sources = sources;
    this.#cell = cellOf(canvas);
  }

  async match(runtime: Runtime, memoryLimit: number, request: MatchRequest): Promise<Guidance> {
    const { picture, before, seed } = request;
    const photo = await this.#describedPhoto(runtime, memoryLimit);
    const grid = this.#gridOf(this.#canvas);
    let seen = photo.cells;
    if (picture && picture.share > 0) {
      const own = await describe(
        runtime,
        picture.planes,
        { features: MATCHED_LAYERS, grams: [] },
        memoryLimit,
      );
      seen = mixFeatures(seen, onGrid([...own.maps, coloursOf(picture.planes)], grid), picture.share);
    }
    const styles = await this.#describedStyles(runtime, memoryLimit);
    const field = await matchCells(runtime, describeCells(seen, grid, CELL_WEIGHTS), styles.atlas, {
      before,
      cell: this.#cell,
      margin: Math.floor(this.#margin / this.#cell),
      seed,
    });
    return guidanceBy(field, photo, styles);
  }

  /** The same targets again from a field that is known. */
  async follow(runtime: Runtime, memoryLimit: number, field: MatchField): Promise<Guidance> {
    const photo = await this.#describedPhoto(runtime, memoryLimit);
    return guidanceBy(field, photo, await this.#describedStyles(runtime, memoryLimit));
  }

  async #describedPhoto(runtime: Runtime, memoryLimit: number): Promise<DescribedPhoto> {
    this.#photo ??= await this.#describePhoto(runtime, memoryLimit);
    return this.#photo;
  }

  async #describePhoto(runtime: Runtime, memoryLimit: number): Promise<DescribedPhoto> {
    const layers = { features: [...MATCHED_LAYERS, CONTENT_LAYER], grams: [] };
    const planes = await this.#sources.photo();
    const { maps } = await describe(runtime, planes, layers, memoryLimit);
    const content = maps.pop()!.data;
    const colours = coloursOf(planes);
    const named = new Map<string, FeatureMap>(MATCHED_LAYERS.map((name, i) => [name, maps[i]!]));
    named.set('pixels', colours);
    const kept = new Map(
      LAID_OUT.map((name) => [name, keepFeatures(named.get(name)!, planes, this.#sources.kept)]),
    );
    return { cells: onGrid([...maps, colours], this.#gridOf(this.#canvas)), content, kept };
  }

  /** Kept for the next pass where it is small: nothing of it changes. */
  async #describedStyles(runtime: Runtime, memoryLimit: number): Promise<DescribedStyles> {
    const described = this.#styles ?? (await this.#describeStyles(runtime, memoryLimit));
    if (areaOf(described.atlas) * this.#cell ** 2 <= MOST_KEPT) this.#styles = described;
    return described;
  }

  async #describeStyles(runtime: Runtime, memoryLimit: number): Promise<DescribedStyles> {
    const features = [...new Set<string>([...GUIDED_LAYERS, ...MATCHED_LAYERS])];
    const styles: (DescribedStyle & { grams: Float32Array[] })[] = [];
    for (const { load, share } of this.#sources.styles) {
      const planes = await load();
      const { maps: described, grams } = await describe(
        runtime,
        planes,
        { features, grams: GRAM_LAYERS },
        memoryLimit,
      );
      const named = new Map<string, FeatureMap>(described.map((map, i) => [features[i]!, map]));
      const grid = this.#gridOf(planes);
      const colours = coloursOf(planes);
      const matched = [...MATCHED_LAYERS.map((name) => named.get(name)!), colours];
      const cells = describeCells(onGrid(matched, grid), grid, CELL_WEIGHTS);
      named.set('pixels', colours);
      const maps = new Map<string, FeatureMap>(LAID_OUT.map((name) => [name, named.get(name)!]));
      styles.push({ cells, maps, share, grams });
    }
    return {
      atlas: layOut(styles),
      grams: blendGrams(styles),
    };
  }

  #gridOf({ width, height }: Size): Size {
    return { width: width / this.#cell, height: height / this.#cell };
  }
}

/** The style laid out by a field. */
function guidanceBy(
  field: MatchField,
  { content, kept }: DescribedPhoto,
  { atlas, grams }: DescribedStyles,
): Guidance {
  const overlaps = overlapsOf(field, atlas);
  const laidOut = (name: string) => {
    const map = atlas.maps.get(name)!;
    return giveBack(assemble(map, overlaps, map.width / atlas.width), kept.get(name)!).data;
  };
  return { field, guided: GUIDED_LAYERS.map(laidOut), pixels: laidOut('pixels'), content, grams };
}

function coloursOf(planes: Planes): FeatureMap {
  return { channels: 3, ...planes };
}

async function describe(
  runtime: Runtime,
  planes: Planes,
  layers: Layers,
  memoryLimit: number,
): Promise<{ maps: FeatureMap[]; grams: Float32Array[] }> {
  const { features, grams }: Description = await runtime.describe(planes, layers, memoryLimit);
  const maps = features.map((data, i) => {
    return { ...mapShape(runtime.network, layers.features[i], planes), data };
  });
  return { maps, grams };
}
