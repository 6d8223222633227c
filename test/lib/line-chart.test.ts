import { describe, expect, it } from 'vitest';
import { lineChart } from '../../src/lib/line-chart.js';

const SIZE = { width: 400, height: 200 };

/** The points of each line, [x, y], as drawn. */
const linesOf = (svg: string) =>
  [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, points]) =>
    points!.split(' ').map((point) => point.split(',').map(Number)),
  );
const wordsOf = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, words]) => words);

describe('a line chart', () => {
  it('goes from the first x to the last, and each factor of ten takes the same height', () => {
    const svg = lineChart([1, 51, 101, 201], [{ name: 'total', values: [1000, 100, 10, 1] }], SIZE);
    const [points] = linesOf(svg) as [number[][]];
    const [xs, ys] = [points.map(([x]) => x!), points.map(([, y]) => y!)];
    expect((xs[1]! - xs[0]!) / (xs[3]! - xs[0]!)).toBeCloseTo(0.25, 2);
    const heights = ys.slice(1).map((y, i) => y - ys[i]!);
    for (const height of heights) expect(height).toBeCloseTo(heights[0]!, 0);
    expect(heights[0]).toBeGreaterThan(30);
    expect(wordsOf(svg)).toEqual(
      expect.arrayContaining(['1000', '100', '10', '1', 'step 1', '201', 'total']),
    );
  });

  it('has room for letters that are as wide as high, and says where it begins in any words', () => {
    const lines = ['合計', '画風'].map((name) => ({ name, values: [4, 2] }));
    const svg = lineChart([1, 2], lines, { ...SIZE, font: 10, step: (x) => `ステップ${x}` });
    expect(wordsOf(svg)).toContain('ステップ1');
    const [first, second] = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>(?:合計|画風)</g)].map(([, x]) =>
      Number(x),
    );
    expect(second! - first!).toBe(54);
  });

  it('leaves out what is not above zero, and lines of nothing else', () => {
    const svg = lineChart(
      [1, 2, 3],
      [
        { name: 'total', values: [4, 0, 2] },
        { name: 'content', values: [0, 0, 0] },
      ],
      SIZE,
    );
    expect(linesOf(svg).map((line) => line.length)).toEqual([2]);
    expect(wordsOf(svg)).not.toContain('content');
    const without = lineChart(
      [1, 2],
      [
        { name: 'style', values: [0, 0] },
        { name: 'content', values: [2, 1] },
      ],
      SIZE,
    );
    expect(without).toMatch(/<polyline class="line-1"/);
  });

  it.each([
    ['one point', [1], [5]],
    ['a level line', [1, 2, 3], [7, 7, 7]],
    ['nothing above zero', [1, 2], [0, 0]],
    ['twelve decades', [1, 2], [1e9, 1e-3]],
  ])('is finite and inside its frame with %s', (_, x, values) => {
    const svg = lineChart(x, [{ name: 'total', values }], SIZE);
    expect(svg).not.toMatch(/NaN|Infinity/);
    for (const [px, py] of linesOf(svg).flat()) {
      expect(px).toBeGreaterThanOrEqual(0);
      expect(px).toBeLessThanOrEqual(SIZE.width);
      expect(py).toBeGreaterThanOrEqual(0);
      expect(py).toBeLessThanOrEqual(SIZE.height);
    }
    expect(wordsOf(svg).length).toBeLessThanOrEqual(9);
  });
});
