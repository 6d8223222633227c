/** The arithmetic of tiles: every position is in one core, and every core is as far from its window's inner edges as it must be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defineNetwork,
  IMAGENET_INPUT,
  layersUpTo,
  NETWORKS,
} from '../../../../src/engine/networks/networks.js';
import {
  cover,
  cutAtPoolings,
  endsInPooling,
  grid,
  pooled,
  reachOf,
} from '../../../../src/engine/runtimes/tiling/grid.js';

const axis = fc.record({
  length: fc.integer({ min: 1, max: 700 }),
  side: fc.integer({ min: 1, max: 300 }),
  step: fc.constantFrom(1, 2),
  halo: fc.integer({ min: 0, max: 12 }),
});

describe('windows along an axis', () => {
  it('have cores that are a partition', () => {
    fc.assert(
      fc.property(axis, ({ length, side, step, halo }) => {
        const { spans } = cover(length, side, step, halo * step);
        expect(spans[0].from).toBe(0);
        expect(spans.at(-1)!.to).toBe(length);
        spans.forEach(({ from, to }, i) => {
          expect(to).toBeGreaterThan(from);
          if (i > 0) expect(from).toBe(spans[i - 1].to);
        });
      }),
    );
  });

  it('lie within the picture, and hold their core with a halo where they end inside it', () => {
    fc.assert(
      fc.property(axis, ({ length, side, step, halo }) => {
        const { size, spans } = cover(length, side, step, halo * step);
        for (const { start, from, to } of spans) {
          const end = start + size;
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(length);
          if (start > 0) expect(from - start).toBeGreaterThanOrEqual(halo * step);
          if (end < length) expect(end - to).toBeGreaterThanOrEqual(halo * step);
        }
      }),
    );
  });

  it('begin and divide at multiples of the step, so that no pooling cell is cut', () => {
    fc.assert(
      fc.property(axis, ({ length, side, step, halo }) => {
        for (const { start, to } of cover(length, side, step, halo * step).spans) {
          expect(start % step).toBe(0);
          if (to < length) expect(to % step).toBe(0);
        }
      }),
    );
  });

  it('are not longer than asked, unless nothing shorter has a core', () => {
    fc.assert(
      fc.property(axis, ({ length, side, step, halo }) => {
        const { size } = cover(length, side, step, halo * step);
        expect(size).toBeLessThanOrEqual(Math.max(side, 2 * halo * step + 2 * step));
      }),
    );
  });
});

describe('a grid of tiles', () => {
  it('counts every position in exactly one core, before and behind the pooling', () => {
    const side = fc.integer({ min: 2, max: 60 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 64, max: 900 }), (width, height, area) => {
        const count = new Uint8Array(width * height);
        const behind = new Uint8Array(Math.floor(width / 2) * Math.floor(height / 2));
        for (const { core } of grid({ width, height }, area, 2, 4).tiles) {
          mark(count, width, core);
          mark(behind, Math.floor(width / 2), pooled(core));
        }
        expect(count.every((times) => times === 1)).toBe(true);
        expect(behind.every((times) => times === 1)).toBe(true);
      }),
    );
  });

  it('keeps about to the area, and is one tile where that is enough', () => {
    const { window, tiles } = grid({ width: 1000, height: 700 }, 10_000, 2, 4);
    expect(window.width * window.height).toBeLessThanOrEqual(10_000);
    expect(window.width * window.height).toBeGreaterThan(8000);
    expect(tiles.length).toBeGreaterThan(70);
    expect(grid({ width: 101, height: 99 }, 10_000, 2, 4)).toEqual({
      window: { width: 101, height: 99 },
      tiles: [
        { window: { x: 0, y: 0, width: 101, height: 99 }, core: { x: 0, y: 0, width: 101, height: 99 } },
      ],
    });
  });

  it('spends the area of a narrow picture on its length', () => {
    expect(grid({ width: 2000, height: 20 }, 10_000, 2, 4).window).toMatchObject({ height: 20 });
    expect(grid({ width: 20, height: 2000 }, 10_000, 2, 4).tiles.length).toBeLessThan(6);
  });
});

describe('blocks', () => {
  it('are the layers between poolings, up to the last one that is needed', () => {
    const names = cutAtPoolings(layersUpTo(NETWORKS.compact, ['conv4_2'])).map((block) =>
      block.map((layer) => (layer.kind === 'pool' ? 'pool' : layer.name)),
    );
    expect(names).toEqual([
      ['conv1_1', 'conv1_2', 'pool'],
      ['conv2_1', 'conv2_2', 'pool'],
      ['conv3_1', 'conv3_2', 'conv3_3', 'pool'],
      ['conv4_1', 'conv4_2'],
    ]);
  });

  it('reach one position further with each convolution, and twice as far backward', () => {
    const { layers } = defineNetwork('any', [[1, 1], [1, 1, 1], [1]], {
      pool: 'average',
      input: IMAGENET_INPUT,
    });
    const blocks = cutAtPoolings(layers);
    expect(blocks.map(endsInPooling)).toEqual([true, true, false]);
    expect(blocks.map((block) => reachOf(block, 'average'))).toEqual([
      { step: 2, forward: 2, backward: 4 },
      { step: 2, forward: 4, backward: 6 },
      { step: 1, forward: 1, backward: 2 },
    ]);
    // Max pooling chooses among a whole cell, of which one value may be wrong.
    expect(reachOf(blocks[1], 'max')).toEqual({ step: 2, forward: 4, backward: 8 });
  });
});

function mark(count: Uint8Array, stride: number, { x, y, width, height }: ReturnType<typeof pooled>): void {
  for (let row = y; row < y + height; row += 1) {
    for (let column = x; column < x + width; column += 1) count[row * stride + column] += 1;
  }
}
