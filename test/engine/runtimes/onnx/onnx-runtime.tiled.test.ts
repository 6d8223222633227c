import { createOnnxRuntime } from '../../../../src/engine/runtimes/onnx/onnx-runtime.js';
import { runtimeContract } from '../../../contract/runtime.js';

runtimeContract(
  'onnx-cpu in tiles',
  (network, weights) => createOnnxRuntime(network, weights, { threads: 1, tiles: { blocks: 3, area: 900 } }),
  { memory: { side: 96, objectiveMb: 40 } },
);
