import { createOnnxRuntime } from '../../../../src/engine/runtimes/onnx/onnx-runtime.js';
import { runtimeContract } from '../../../contract/runtime.js';

runtimeContract('onnx-cpu', (network, weights) => createOnnxRuntime(network, weights, { threads: 2 }));
