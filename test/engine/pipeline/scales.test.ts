import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planScales } from '../../../src/engine/pipeline/scales.js';

describe('planScales', () => {
  it('goes from the first side to the final size in steps of about 1.41', () => {
    const scales = planScales({ width: 512, height: 384 }, { firstSide: 96, steps: [5, 4, 3, 2, 1] });
    expect(scales.map(({ width }) => width)).toEqual([91, 128, 181, 256, 362, 512]);
    expect(scales.map(({ steps }) => steps)).toEqual([5, 4, 3, 2, 1, 1]);
    expect(scales.at(-1)).toMatchObject({ width: 512, height: 384 });
  });

  it('paints a small picture in one scale, with the steps of the first', () => {
    expect(planScales({ width: 64, height: 64 }, { firstSide: 96, steps: [9, 1] })).toEqual([
      { width: 64, height: 64, steps: 9 },
    ]);
  });

  it('has one scale where no first side is given', () => {
    expect(planScales({ width: 800, height: 600 }, { steps: [500] })).toHaveLength(1);
  });

  it('keeps the aspect, ends at the size, grows, and never gets too narrow for the network', () => {
    const side = fc.integer({ min: 64, max: 2048 });
    fc.assert(
      fc.property(
        side,
        fc.double({ min: 0.125, max: 1, noNaN: true }),
        fc.boolean(),
        (longer, aspect, portrait) => {
          const shorter = Math.max(1, Math.round(longer * aspect));
          const size = portrait ? { width: shorter, height: longer } : { width: longer, height: shorter };
          const scales = planScales(size, { firstSide: 96, steps: [4, 3, 2, 1] });
          expect(scales.at(-1)).toMatchObject(size);
          for (const [index, scale] of scales.entries()) {
            if (index > 0) {
              const ratio =
                Math.max(scale.width, scale.height) /
                Math.max(scales[index - 1].width, scales[index - 1].height);
              expect(ratio).toBeGreaterThan(1.3);
              expect(ratio).toBeLessThan(1.5);
            }
            expect(Math.abs(scale.width * size.height - scale.height * size.width)).toBeLessThanOrEqual(
              longer,
            );
          }
          if (scales.length > 1)
            expect(Math.min(scales[0].width, scales[0].height)).toBeGreaterThanOrEqual(26);
        },
      ),
    );
  });
});
