/**
 * The style pictures of a run at one scale, one below the other in one grid of cells, so that everything behind sees a single
 * style picture. What is copied from is taken from here, never computed again.
 */
import { areaOf, type Size } from '../images/pixels.js';
import { copyRect, emptyMap, type FeatureMap } from '../runtimes/tiling/feature-map.js';
import type { Rect } from '../runtimes/tiling/grid.js';
import type { Cells } from './cells.js';

/** One style picture on its canvas: its described cells and what may be copied, by layer name (or 'pixels'). */
export interface DescribedStyle {
  cells: Cells;
  maps: ReadonlyMap<string, FeatureMap>;
  /** Share of the result that is to come from it; shares sum to 1. */
  share: number;
}

/** Where a style picture's cells are in the grid. */
export interface Region extends Rect {
  share: number;
}

/** The grid alone. */
export interface AtlasGrid extends Size {
  regions: readonly Region[];
}

export interface Atlas extends AtlasGrid {
  cells: Cells;
  maps: ReadonlyMap<string, FeatureMap>;
}

export function layOut(styles: readonly DescribedStyle[]): Atlas {
  const width = Math.max(...styles.map(({ cells }) => cells.width));
  const regions: Region[] = [];
  let height = 0;
  for (const { cells, share } of styles) {
    regions.push({ x: 0, y: height, width: cells.width, height: cells.height, share });
    height += cells.height;
  }
  if (styles.length === 1) return { width, height, cells: styles[0].cells, maps: styles[0].maps, regions };
  const maps = new Map<string, FeatureMap>();
  for (const [name, first] of styles[0].maps) {
    const scale = first.width / styles[0].cells.width;
    const all = emptyMap(first.channels, { width: width * scale, height: height * scale });
    styles.forEach((style, i) => {
      const map = style.maps.get(name)!;
      copyRect(map, { x: 0, y: 0, ...map }, all, { x: 0, y: regions[i].y * scale });
    });
    maps.set(name, all);
  }
  return { width, height, cells: stackCells(styles, { width, height }, regions), maps, regions };
}

function stackCells(styles: readonly DescribedStyle[], size: Size, regions: readonly Region[]): Cells {
  const { dimensions } = styles[0].cells;
  const data = new Float32Array(areaOf(size) * dimensions);
  styles.forEach(({ cells }, i) => {
    const row = cells.width * dimensions;
    for (let y = 0; y < cells.height; y += 1) {
      data.set(cells.data.subarray(y * row, (y + 1) * row), (regions[i].y + y) * size.width * dimensions);
    }
  });
  return { ...size, dimensions, data };
}

/** Index of the region that a cell is in. */
export function regionOf({ width, regions }: AtlasGrid, cell: number): number {
  const y = Math.floor(cell / width);
  return regions.length === 1 ? 0 : regions.findLastIndex((region) => region.y <= y);
}

/**
 * -Infinity for cells that are not to be copied, 0 for the others: those outside of every region, and `edge` cells along a picture's
 * border, where the network has seen the end of its canvas.
 */
export function barredCells({ width, height, regions }: AtlasGrid, edge: number): Float32Array {
  const bias = new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY);
  for (const region of regions) {
    for (let y = region.y + edge; y < region.y + region.height - edge; y += 1) {
      bias.fill(0, y * width + edge, y * width + region.width - edge);
    }
  }
  return bias;
}
