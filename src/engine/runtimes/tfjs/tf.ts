/**
 * TensorFlow.js as the runtime sees it: the functions of tfjs-core, which every package of it exports, with whatever backend is
 * behind them. They are handed in by `load.ts` (or a test), never imported.
 */
import type * as tfjs from '@tensorflow/tfjs-core';

export type Tf = typeof tfjs;
export type Tensor = tfjs.Tensor;
export type Tensor4D = tfjs.Tensor4D;
export type Scalar = tfjs.Scalar;
