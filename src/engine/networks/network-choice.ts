/** Which network `auto` means, when a run begins. Pure. */
import type { NetworkName, Quality, Settings } from '../../domain/request.js';

export const WIDE_NETWORK_SETTINGS = ['auto', 'always', 'never'] as const;
/** Whether `auto` may choose VGG-19: `auto`, where it runs on a GPU. On a CPU it takes seven times as long as `compact`. */
export type WideNetworkSetting = (typeof WIDE_NETWORK_SETTINGS)[number];

/** Qualities that somebody chooses who waits for the best. */
const WIDE_QUALITIES: readonly Quality[] = ['fine', 'paper'];

export interface NetworkSituation {
  installed: readonly NetworkName[];
  /** What the runtime in use computes on. */
  device: 'cpu' | 'gpu';
  setting: WideNetworkSetting;
  /** The network of the checkpoint that the run resumes from. */
  begunWith?: string | undefined;
}

export function chooseNetwork(
  { network, quality }: Pick<Settings, 'network' | 'quality'>,
  { installed, device, setting, begunWith }: NetworkSituation,
): NetworkName {
  if (network !== 'auto') return network;
  const begun = installed.find((name) => name === begunWith);
  if (begun) return begun;
  const mayBeWide = setting === 'always' || (setting === 'auto' && device === 'gpu');
  const isWide = mayBeWide && WIDE_QUALITIES.includes(quality) && installed.includes('vgg19');
  return isWide ? 'vgg19' : 'compact';
}
