/** The reference values of test/reference: computed in float64 by an independent autodiff implementation. */
import { readFileSync } from 'node:fs';
import { bytesToPlanes } from '../../src/engine/images/pixels.js';
import { defineNetwork, KERAS_INPUT, NETWORKS, type Network } from '../../src/engine/networks/networks.js';
import { loadNetwork, readNetwork, type Weights } from '../../src/engine/networks/weights.js';
import type { Planes } from '../../src/engine/runtimes/runtime.js';

interface ReferenceLosses {
  alpha: number;
  beta: number;
  content: number;
  style: number;
  styleByLayer: Record<string, number>;
  total: number;
  gradient: Float32Array;
}

export interface ReferenceCase {
  content: Planes;
  style: Planes;
  /** The style picture at the content's size, as the Keras implementation takes it. */
  kerasStyle: Planes;
  /** Where losses and gradients are taken. */
  image: Planes;
  featureMeans: Record<string, number>;
  /** Euclidean norm of the content layer and all others, by layer. */
  featureNorms: Record<string, number>;
  /** Trace and Frobenius norm of F F^T, not divided by anything, of `image`. */
  gramTrace: Record<string, number>;
  gramNorm: Record<string, number>;
  paper: ReferenceLosses & { contentGradient: Float32Array; styleGradient: Float32Array };
  keras: ReferenceLosses;
  tv: { value: number; gradient: Float32Array };
  /** By guided.py there. */
  guided: GuidedReference;
}

/** Weighted terms relative to their targets, and the gradient of their sum. */
export interface GuidedReference {
  features: Record<string, number>;
  grams: Record<string, number>;
  tv: number;
  gradient: Float32Array;
}

/** A small random network of VGG-16's form with Keras preprocessing and max pooling. */
const TINY_KERAS = defineNetwork('tiny-keras', [[4, 4], [6, 6], [8, 8, 8], [8, 8, 8], [8]], {
  pool: 'max',
  input: KERAS_INPUT,
});

const file = (name: string) => new URL(`../reference/${name}`, import.meta.url);

export const MODELS_DIR = new URL('../../models', import.meta.url).pathname;

const guided = JSON.parse(readFileSync(file('guided.json'), 'utf8'));

/** Weights of the guided objective by layer. */
export const GUIDED_WEIGHTS: Record<'features' | 'grams', Record<string, number>> & { tv: number } =
  guided.weights;

export interface ReferenceNetwork {
  network: Network;
  weights: () => Promise<Weights>;
  cases: ReferenceCase[];
}

export const REFERENCES: ReferenceNetwork[] = [
  {
    network: NETWORKS.compact,
    weights: async () => (await loadNetwork(NETWORKS.compact, MODELS_DIR)).weights,
    cases: readCases('compact'),
  },
  {
    network: TINY_KERAS,
    weights: async () => readNetwork(TINY_KERAS, readFileSync(file('tiny-keras.safetensors'))).weights,
    cases: readCases('tiny-keras'),
  },
];

function readCases(name: string): ReferenceCase[] {
  const { cases } = JSON.parse(readFileSync(file(`${name}.json`), 'utf8'));
  return cases.map((raw: Record<string, never>, i: number) => {
    const { width, height, styleWidth, styleHeight } = raw as Record<string, number>;
    const paper = raw.paper as Record<string, unknown>;
    const keras = raw.keras as Record<string, unknown>;
    const tv = raw.tvSquared as { value: number; gradient: string };
    return {
      ...raw,
      content: planes(raw.contentRgb8, width, height),
      style: planes(raw.styleRgb8, styleWidth, styleHeight),
      kerasStyle: planes(raw.kerasStyleRgb8, width, height),
      image: planes(raw.imageRgb8, width, height),
      paper: {
        ...paper,
        gradient: floats(paper.gradient as string),
        contentGradient: floats(paper.contentGradient as string),
        styleGradient: floats(paper.styleGradient as string),
      },
      keras: { ...keras, gradient: floats(keras.gradient as string) },
      tv: { value: tv.value, gradient: floats(tv.gradient) },
      guided: { ...guided[name][i], gradient: floats(guided[name][i].gradient) },
    };
  });
}

function planes(base64: string, width: number, height: number): Planes {
  return { width, height, data: bytesToPlanes(Buffer.from(base64, 'base64')) };
}

function floats(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}
