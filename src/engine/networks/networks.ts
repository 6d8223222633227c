/**
 * Feature networks as layer tables: VGG's form up to conv5_1 (Simonyan & Zisserman 2014), every convolution 3x3, stride 1,
 * zero padding 1, followed by relu; 2x2 pooling between the blocks. A layer's name means its relu output.
 */

export interface ConvLayer {
  kind: 'conv';
  name: string;
  /** Channels in and out. */
  input: number;
  output: number;
}
export interface PoolLayer {
  kind: 'pool';
}
export type Layer = ConvLayer | PoolLayer;

/** What the first convolution wants to see, made from RGB in [0,1]: (colour * scale - mean) / std, in this channel order. */
export interface InputNormalisation {
  order: 'RGB' | 'BGR';
  scale: number;
  /** In `order`, after scaling. */
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

export interface Network {
  name: string;
  layers: readonly Layer[];
  pool: 'average' | 'max';
  input: InputNormalisation;
  /** SHA-256 of the weights file, hex, where there is only one right file. */
  sha256?: string;
}

/** torchvision's: the statistics of ImageNet. */
export const IMAGENET_INPUT: InputNormalisation = {
  order: 'RGB',
  scale: 1,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** Keras' and Caffe's: BGR minus the mean colour of ImageNet. */
export const KERAS_INPUT: InputNormalisation = {
  order: 'BGR',
  scale: 255,
  mean: [103.939, 116.779, 123.68],
  std: [1, 1, 1],
};

/** The paper's choice of layers (section 2): they exist in every network here. */
export const CONTENT_LAYER = 'conv4_2';
export const STYLE_LAYERS = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'] as const;

/** Builds the table from the channels of each block: [[64, 64], [128, 128], ...]. */
export function defineNetwork(
  name: string,
  blocks: readonly (readonly number[])[],
  properties: Pick<Network, 'pool' | 'input' | 'sha256'>,
): Network {
  const layers: Layer[] = [];
  let input = 3;
  blocks.forEach((channels, block) => {
    if (block > 0) layers.push({ kind: 'pool' });
    channels.forEach((output, index) => {
      layers.push({ kind: 'conv', name: `conv${block + 1}_${index + 1}`, input, output });
      input = output;
    });
  });
  return { name, layers, ...properties };
}

/**
 * The networks a request may name. vgg16 and vgg19 pool by average, which "slightly improves" pictures (paper, section 2), unless
 * pipeline/first-implementation.ts says otherwise.
 */
export const NETWORKS: Record<'compact' | 'vgg16' | 'vgg19', Network> = {
  compact: defineNetwork('compact', [[32, 32], [48, 48], [96, 96, 64], [160, 128, 80], [160]], {
    pool: 'average',
    input: IMAGENET_INPUT,
    sha256: '539c846c0faaf1258fa8bdb997cd08dade6efe3cea4348540fa5df4122b3e1d8',
  }),
  vgg16: defineNetwork('vgg16', [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512]], {
    pool: 'average',
    input: KERAS_INPUT,
  }),
  vgg19: defineNetwork('vgg19', [[64, 64], [128, 128], [256, 256, 256, 256], [512, 512, 512, 512], [512]], {
    pool: 'average',
    input: KERAS_INPUT,
  }),
};

export function convLayers(network: Network): ConvLayer[] {
  return network.layers.filter((layer) => layer.kind === 'conv');
}

/** [C, h, w] of a layer's features for a picture of this size: each pooling before it halves both sides, rounding down. */
export function featureShape(network: Network, layer: string, width: number, height: number): number[] {
  let [h, w] = [height, width];
  for (const step of network.layers) {
    if (step.kind === 'pool') [h, w] = [Math.floor(h / 2), Math.floor(w / 2)];
    else if (step.name === layer) return [step.output, h, w];
  }
  throw new Error(`${network.name} has no layer ${layer}`);
}

/** The same by name, as feature maps have it. */
export function mapShape(
  network: Network,
  layer: string,
  size: { width: number; height: number },
): { channels: number; width: number; height: number } {
  const [channels, height, width] = featureShape(network, layer, size.width, size.height);
  return { channels: channels!, width: width!, height: height! };
}

/** The layers of a network up to the deepest of `names`, that one included; none where there are no names. */
export function layersUpTo(network: Network, names: Iterable<string>): readonly Layer[] {
  const wanted = new Set(names);
  const end = network.layers.findLastIndex((layer) => layer.kind === 'conv' && wanted.has(layer.name));
  return network.layers.slice(0, end + 1);
}

/** Numbers in the features of these layers for a picture of this size. */
export function featureCount(
  network: Network,
  layers: readonly string[],
  { width, height }: { width: number; height: number },
): number {
  return layers.reduce((sum, layer) => {
    return sum + featureShape(network, layer, width, height).reduce((a, b) => a * b);
  }, 0);
}
