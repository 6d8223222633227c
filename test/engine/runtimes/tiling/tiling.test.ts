/** How a picture is cut for the memory at hand. What the cut computes is tested in onnx/tiled.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layersUpTo, NETWORKS } from '../../../../src/engine/networks/networks.js';
import {
  type Task,
  type Tiling,
  tilingOf,
  wayToDescribe,
  wayToEvaluate,
} from '../../../../src/engine/runtimes/tiling/tiling.js';

const MB = 2 ** 20;

const taskOf = (width: number, height: number, rest: Partial<Task> = {}): Task => ({
  layers: NETWORKS.compact.layers,
  pool: NETWORKS.compact.pool,
  width,
  height,
  keepsGraphs: false,
  ...rest,
});

/** Positions computed in all windows, forward and backward, over those of the blocks' inputs. */
function excess({ head }: Tiling): number {
  const covered = head.reduce((sum, { forward, backward }) => {
    const windows = [forward, backward].map(
      ({ window, tiles }) => tiles.length * window.width * window.height,
    );
    return sum + windows[0] + windows[1];
  }, 0);
  return covered / (2 * head.reduce((sum, { input }) => sum + input.width * input.height, 0));
}

const anyTask = fc.record({
  width: fc.integer({ min: 96, max: 4128 }),
  height: fc.integer({ min: 96, max: 4128 }),
  keepsGraphs: fc.boolean(),
});

describe('a way to evaluate', () => {
  it('is untiled where there is memory enough', () => {
    expect(wayToEvaluate(taskOf(512, 512), Number.POSITIVE_INFINITY).tiling).toBeUndefined();
    const { bytes } = wayToEvaluate(taskOf(512, 512), Number.POSITIVE_INFINITY);
    expect(wayToEvaluate(taskOf(512, 512), bytes).tiling).toBeUndefined();
    expect(wayToEvaluate(taskOf(512, 512), bytes - 1).tiling).toBeDefined();
  });

  it('keeps within the limit if that is possible', () => {
    fc.assert(
      fc.property(anyTask, fc.integer({ min: 50, max: 8000 }), ({ width, height, keepsGraphs }, mb) => {
        const task = taskOf(width, height, { keepsGraphs });
        const least = wayToEvaluate(task, 0).bytes;
        const { bytes } = wayToEvaluate(task, mb * MB);
        expect(bytes).toBeLessThanOrEqual(Math.max(least, mb * MB));
      }),
      { numRuns: 40, examples: [[{ width: 836, height: 96, keepsGraphs: true }, 50]] },
    );
  });

  it('tiles less and in larger tiles, the more memory there is', () => {
    const ways = [150, 300, 600, 900].map((mb) => wayToEvaluate(taskOf(1056, 1056), mb * MB).tiling!);
    const blocks = ways.map(({ head }) => head.length);
    expect(blocks).toEqual([...blocks].sort((a, b) => b - a));
    expect(blocks[0]).toBeGreaterThan(blocks.at(-1)!);
    for (const tiling of ways) expect(excess(tiling)).toBeLessThan(1.3);
  });

  it('grows with the picture far more slowly in tiles than untiled', () => {
    const [small, large] = [taskOf(1056, 1056), taskOf(2112, 2112)];
    const untiled = (task: Task) => wayToEvaluate(task, Number.POSITIVE_INFINITY).bytes;
    expect(untiled(large)).toBeCloseTo(4 * untiled(small), -3);
    expect(wayToEvaluate(large, 0).bytes).toBeLessThan(untiled(large) / 8);
  });

  it('has smaller tiles where the graphs of all blocks are kept', () => {
    const areaOf = (keepsGraphs: boolean) => {
      const { window } = wayToEvaluate(taskOf(2080, 2080, { keepsGraphs }), 1000 * MB).tiling!.head[0]
        .backward;
      return window.width * window.height;
    };
    expect(areaOf(true)).toBeLessThan(areaOf(false));
  });
});

describe('a way to describe', () => {
  it('is untiled where there is memory enough, else all in tiles, within the limit', () => {
    expect(wayToDescribe(taskOf(700, 700), Number.POSITIVE_INFINITY).tiling).toBeUndefined();
    const { tiling, bytes } = wayToDescribe(taskOf(2048, 2048), 500 * MB);
    expect(tiling).toMatchObject({ tail: [] });
    expect(tiling!.head.length).toBe(5);
    expect(bytes).toBeLessThanOrEqual(500 * MB);
  });
});

describe('a tiling', () => {
  it('hands each block what the one before it pools', () => {
    const { head, tail } = tilingOf(taskOf(203, 157), 3, () => 900);
    expect(head.map(({ input }) => input)).toEqual([
      { channels: 3, width: 203, height: 157 },
      { channels: 32, width: 101, height: 78 },
      { channels: 48, width: 50, height: 39 },
    ]);
    expect(head.at(-1)!.output).toEqual({ channels: 64, width: 25, height: 19 });
    expect(tail.map((layer) => (layer.kind === 'pool' ? 'pool' : layer.name))).toEqual([
      'conv4_1',
      'conv4_2',
      'conv4_3',
      'pool',
      'conv5_1',
    ]);
  });

  it('ends with the layer that is needed last', () => {
    const { head, tail } = tilingOf(
      taskOf(203, 157, { layers: layersUpTo(NETWORKS.compact, ['conv4_2']) }),
      9,
      () => 900,
    );
    expect(head.length).toBe(4);
    expect(head.at(-1)!.output).toBeUndefined();
    expect(tail).toEqual([]);
  });
});
