import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS } from '../../../src/domain/request.js';
import { NETWORKS } from '../../../src/engine/networks/networks.js';
import { planFrame, planRun, totalWork } from '../../../src/engine/pipeline/plan.js';
import { Speed, type WorkSize, workOf, workSizeOf } from '../../../src/queue/scheduling/speed.js';

const work = (size: number, over: Partial<WorkSize> = {}): WorkSize => ({
  network: 'compact',
  quality: 'standard',
  size,
  ...over,
});

/** A machine: start-up time, and a time per pixel that shrinks a little for large pictures. */
const machine = ({ size }: WorkSize) => 2 + 25 * (size / 512) ** 1.9;

function expectWithin30Percent(speed: Speed, sample: WorkSize, truth: number) {
  const seconds = speed.seconds(sample)!;
  expect(seconds / truth, `${sample.size} px: ${seconds} s for ${truth} s`).toBeGreaterThan(0.7);
  expect(seconds / truth, `${sample.size} px: ${seconds} s for ${truth} s`).toBeLessThan(1.3);
}

describe('the work of a job', () => {
  it.each(['draft', 'standard', 'fine', 'paper'] as const)('is what the engine plans: %s', (quality) => {
    for (const size of [128, 256, 384, 512, 720, 1024, 2048]) {
      const photo = { width: 1500, height: 1000 };
      const plan = planRun({ ...defaultsOf(SETTINGS), quality, size }, photo, NETWORKS.compact);
      const planned = totalWork(plan) / 512 ** 2;
      const ratio = workOf(work(size, { quality })) / planned;
      expect(ratio, `${size} px`).toBeGreaterThan(0.85);
      expect(ratio, `${size} px`).toBeLessThan(1.18);
    }
  });
});

it.each(['draft', 'standard', 'fine'] as const)(
  'of a moving picture is what the engine plans: %s',
  (quality) => {
    const settings = { ...defaultsOf(SETTINGS), quality, size: 384 };
    const whole = planRun(settings, { width: 1500, height: 1000 }, NETWORKS.compact);
    const planned = totalWork(whole) + 23 * totalWork(planFrame(whole));
    const moving = workOf(workSizeOf({ settings: { ...settings, network: 'compact' }, frames: 24 }));
    expect((moving * 512 ** 2) / planned).toBeGreaterThan(0.75);
    expect((moving * 512 ** 2) / planned).toBeLessThan(1.6);
  },
);

it('is the steps of the first implementation, too', () => {
  const settings = { ...defaultsOf(SETTINGS), quality: 'paper', normalisation: 'keras', size: 512 } as const;
  const planned = totalWork(planRun(settings, { width: 1500, height: 1000 }, NETWORKS.vgg19)) / 512 ** 2;
  const { vgg19, compact } = {
    vgg19: workOf(work(512, { ...settings, network: 'vgg19' })),
    compact: workOf(work(512, { network: 'vgg19' })),
  };
  expect(vgg19 / compact / (planned / workOf(work(512)))).toBeCloseTo(1, 1);
});

it('takes a contact sheet for about as long as it was: nine cells 33 s, a picture of 768 px 46 s', () => {
  const settings = work(768);
  const sheet = workOf(workSizeOf({ settings, sheet: Array.from({ length: 9 }) }));
  expect(sheet / workOf(settings)).toBeCloseTo(33 / 46, 1);
  expect(workSizeOf({ settings })).toEqual(settings);
});

it('keeps all that the length depends on, and nothing else', () => {
  const keras = {
    ...defaultsOf(SETTINGS),
    quality: 'paper',
    network: 'vgg19',
    normalisation: 'keras',
  } as const;
  const kept = workSizeOf({ settings: keras });
  expect(kept).toEqual({ network: 'vgg19', quality: 'paper', size: keras.size, normalisation: 'keras' });
  expect(workOf(kept)).toBe(workOf(keras));
});

describe('Speed', () => {
  it('knows nothing before any job was measured', () => {
    expect(new Speed().seconds(work(512))).toBeUndefined();
  });

  it('is right within 30 % after two jobs: at their size, between their sizes, and at twice the size', () => {
    const speed = new Speed();
    for (const size of [256, 512]) speed.learn(work(size), machine(work(size)));
    for (const size of [256, 320, 384, 512, 768, 1024])
      expectWithin30Percent(speed, work(size), machine(work(size)));
  });

  it('averages jobs that vary by 25 %', () => {
    const speed = new Speed();
    speed.learn(work(512), 30 * 1.25);
    speed.learn(work(512), 30 * 0.75);
    expect(speed.seconds(work(512))).toBeCloseTo(30);
  });

  it('follows a machine that becomes slower', () => {
    const speed = new Speed();
    for (let count = 0; count < 100; count++) speed.learn(work(512), 10);
    for (let count = 0; count < 10; count++) speed.learn(work(512), 30);
    expectWithin30Percent(speed, work(512), 30);
  });

  it('has one rate for all qualities and sizes of a network, and scales it to networks that were never measured', () => {
    const speed = new Speed();
    speed.learn(work(512), 2 * workOf(work(512)));
    const others: Partial<WorkSize>[] = [
      { quality: 'fine' },
      { network: 'vgg19' },
      { network: 'vgg16', quality: 'draft' },
    ];
    for (const over of others) {
      expect(speed.seconds(work(256, over))).toBeCloseTo(2 * workOf(work(256, over)));
    }
    speed.learn(work(512, { network: 'vgg19' }), 3 * workOf(work(512, { network: 'vgg19' })));
    const fine = work(512, { network: 'vgg19', quality: 'fine' });
    expect(speed.seconds(fine)).toBeCloseTo(3 * workOf(fine));
  });

  it('learns nothing from a run that took no time', () => {
    const speed = new Speed();
    speed.learn(work(512), 0);
    expect(speed.seconds(work(512))).toBeUndefined();
  });
});
