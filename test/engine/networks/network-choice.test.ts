import { describe, expect, it } from 'vitest';
import type { NetworkName, Quality } from '../../../src/domain/request.js';
import { chooseNetwork, type NetworkSituation } from '../../../src/engine/networks/network-choice.js';
import { checkpointNetwork, writeCheckpoint } from '../../../src/engine/pipeline/checkpoint.js';

const ALL: NetworkName[] = ['compact', 'vgg16', 'vgg19'];
const ON_GPU: NetworkSituation = { installed: ALL, device: 'gpu', setting: 'auto' };
const auto = (quality: Quality, situation: Partial<NetworkSituation> = {}) =>
  chooseNetwork({ network: 'auto', quality }, { ...ON_GPU, ...situation });

describe('network auto', () => {
  it.each<[Quality, NetworkName]>([
    ['draft', 'compact'],
    ['standard', 'compact'],
    ['fine', 'vgg19'],
    ['paper', 'vgg19'],
  ])('for %s on a GPU is %s', (quality, network) => {
    expect(auto(quality)).toBe(network);
  });

  it('is compact on a CPU, and where vgg19 is not installed', () => {
    expect(auto('fine', { device: 'cpu' })).toBe('compact');
    expect(auto('paper', { installed: ['compact', 'vgg16'] })).toBe('compact');
  });

  it('obeys the setting', () => {
    expect(auto('fine', { setting: 'never' })).toBe('compact');
    expect(auto('fine', { setting: 'always', device: 'cpu' })).toBe('vgg19');
    expect(auto('draft', { setting: 'always' })).toBe('compact');
    expect(auto('fine', { setting: 'always', installed: ['compact'] })).toBe('compact');
  });

  it('is what the run was begun with when it goes on elsewhere', () => {
    expect(auto('fine', { device: 'cpu', begunWith: 'vgg19' })).toBe('vgg19');
    expect(auto('fine', { begunWith: 'compact' })).toBe('compact');
    expect(auto('fine', { begunWith: 'vgg19', installed: ['compact'] })).toBe('compact');
  });
});

it.each(ALL)('a network that is asked for by name is taken: %s', (network) => {
  expect(chooseNetwork({ network, quality: 'paper' }, ON_GPU)).toBe(network);
  expect(chooseNetwork({ network, quality: 'draft' }, { ...ON_GPU, installed: ['compact'] })).toBe(network);
});

describe('a checkpoint', () => {
  it('knows the network of its run', () => {
    const state = writeCheckpoint(
      { pass: 0, step: 1, optimizer: null },
      { plan: { scales: [], passes: [] }, network: 'vgg19' },
    );
    expect(checkpointNetwork(state)).toBe('vgg19');
  });

  it('that is damaged knows none', () => {
    expect(checkpointNetwork(Buffer.from('not a checkpoint'))).toBeUndefined();
  });
});
