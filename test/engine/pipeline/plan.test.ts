import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planScales } from '../../../src/engine/pipeline/plan.js';

describe('planScales', () => {
  it('doubles from about the first side to the final size', () => {
    const scales = planScales({ width: 1024, height: 768 }, 128);
    expect(scales.map(({ width }) => width)).toEqual([128, 256, 512, 1024]);
    expect(scales.map(({ height }) => height)).toEqual([96, 192, 384, 768]);
  });

  it('begins at the scale whose ratio to the first side is the smallest', () => {
    const first = (side: number) => planScales({ width: 512, height: 512 }, side)[0].width;
    expect([90, 91, 128, 181, 182, 256].map(first)).toEqual([64, 128, 128, 128, 256, 256]);
  });

  it('paints a small picture in one scale', () => {
    expect(planScales({ width: 64, height: 64 }, 96)).toEqual([{ width: 64, height: 64 }]);
  });

  it('has one scale where the first side is endless', () => {
    expect(planScales({ width: 800, height: 600 }, Number.POSITIVE_INFINITY)).toEqual([
      { width: 800, height: 600 },
    ]);
  });

  it('keeps the aspect, ends at the size, doubles, and never gets too narrow for the network', () => {
    const side = fc.integer({ min: 64, max: 2048 });
    fc.assert(
      fc.property(
        side,
        fc.double({ min: 0.125, max: 1, noNaN: true }),
        fc.boolean(),
        fc.integer({ min: 64, max: 512 }),
        (longer, aspect, portrait, firstSide) => {
          const shorter = Math.max(1, Math.round(longer * aspect));
          const size = portrait ? { width: shorter, height: longer } : { width: longer, height: shorter };
          const scales = planScales(size, firstSide);
          expect(scales.at(-1)).toEqual(size);
          const sides = scales.map(({ width, height }) => Math.max(width, height));
          for (const [index, scale] of scales.entries()) {
            if (index > 0) {
              expect(sides[index] / sides[index - 1]).toBeGreaterThan(1.95);
              expect(sides[index] / sides[index - 1]).toBeLessThan(2.05);
            }
            expect(Math.abs(scale.width * size.height - scale.height * size.width)).toBeLessThanOrEqual(
              longer,
            );
          }
          if (scales.length === 1) return;
          expect(sides[0]).toBeGreaterThan(firstSide / 1.45);
          expect(Math.min(scales[0].width, scales[0].height)).toBeGreaterThanOrEqual(22);
        },
      ),
    );
  });
});
