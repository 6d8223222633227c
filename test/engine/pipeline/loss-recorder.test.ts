import { expect, it } from 'vitest';
import { LossRecorder } from '../../../src/engine/pipeline/loss-recorder.js';

const losses = (step: number) => ({ total: 1000 / step, style: 900 / step, content: 100 / step, tv: 0 });

function record(steps: number, from = 1, to = steps, recorder = new LossRecorder(steps)) {
  for (let step = from; step <= to; step += 1) recorder.record(step, losses(step));
  return recorder;
}

it.each([1, 7, 50, 51, 520, 4000])(
  'of %i steps the first, the last and at most 51 are kept, evenly',
  (steps) => {
    const { steps: kept, total, style, content } = record(steps).curve;
    expect([kept[0], kept.at(-1)]).toEqual([1, steps]);
    expect(kept.length).toBeLessThanOrEqual(51);
    expect([total.length, style.length, content.length]).toEqual([kept.length, kept.length, kept.length]);
    expect(total.map((value, i) => value / losses(kept[i]!).total)).toEqual(
      kept.map(() => expect.closeTo(1, 3)),
    );
    const gaps = new Set(kept.slice(1, -1).map((step, i) => step - kept[i]!));
    expect(gaps.size).toBeLessThanOrEqual(1);
  },
);

it('goes on with what an earlier process has recorded', () => {
  const before = structuredClone(record(520, 1, 200).curve);
  const { curve } = record(520, 201, 520, new LossRecorder(520, before));
  expect(curve).toEqual(record(520).curve);
});

it('is small as JSON', () => {
  expect(JSON.stringify(record(4000).curve).length).toBeLessThan(2000);
});
