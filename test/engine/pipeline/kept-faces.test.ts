import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS } from '../../../src/domain/request.js';
import { NETWORKS } from '../../../src/engine/networks/networks.js';
import { keepsFaces, keptFaces, shareOfFace } from '../../../src/engine/pipeline/kept-faces.js';
import { planRun } from '../../../src/engine/pipeline/plan.js';

describe('kept faces', () => {
  it('keep the more of the photo the smaller they are', () => {
    expect(shareOfFace(600)).toBe(0);
    expect(shareOfFace(1000)).toBe(0);
    expect(shareOfFace(20)).toBe(1);
    expect(shareOfFace(8)).toBe(1);
    const shares = Array.from({ length: 580 }, (_, i) => shareOfFace(20 + i));
    for (const [i, share] of shares.slice(1).entries()) expect(share).toBeLessThan(shares[i]!);
  });

  it('are measured at each scale, and lie on its canvas', () => {
    const settings = { ...defaultsOf(SETTINGS), size: 512 };
    // The photo is smaller than the picture that is asked for.
    const content = { width: 256, height: 128, rgb: new Uint8Array() };
    const plan = planRun(settings, content, NETWORKS.compact);
    const face = { x: 64, y: 32, width: 30, height: 30, score: 3 };
    const places = plan.scales.map((_, scale) => keptFaces({ faces: [face], content }, plan, scale)[0]!);
    for (const [scale, { margin, width, height }] of plan.scales.entries()) {
      const { x, y, share, radiusX } = places[scale]!;
      expect(share).toBeCloseTo(plan.profile.faces * shareOfFace((60 * width) / 512), 6);
      expect(x).toBeCloseTo(margin + width / 4, 6);
      expect(y).toBeLessThan(margin + height / 4);
      expect(radiusX / width).toBeCloseTo(places[0]!.radiusX / plan.scales[0]!.width, 6);
    }
    const large = { faces: [{ ...face, width: 320, height: 320 }], content };
    expect(keptFaces(large, plan, 0)).toHaveLength(1);
    expect(keptFaces(large, plan, plan.scales.length - 1)).toEqual([]);
  });

  it('are for paintings that are guided alone', () => {
    const settings = defaultsOf(SETTINGS);
    expect(keepsFaces(settings)).toBe(true);
    expect(keepsFaces({ ...settings, faces: 'paint' })).toBe(false);
    expect(keepsFaces({ ...settings, quality: 'paper' })).toBe(false);
    expect(keepsFaces({ ...settings, mode: 'style' })).toBe(false);
  });
});
