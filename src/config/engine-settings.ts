/** Settings of the engine: processes, memory, runtime, networks. */
import { choice, integer, text } from '../domain/field.js';
import { MOTION_LIMITS } from '../domain/motion.js';
import { WIDE_NETWORK_SETTINGS } from '../engine/networks/network-choice.js';
import { RUNTIME_SETTINGS } from '../engine/runtimes/variants.js';
import { MAX_PATH } from './lengths.js';

export const ENGINE_SETTINGS = {
  engineProcesses: integer({
    meaning: 'pictures painted at once, each in a process of its own',
    min: 1,
    max: 64,
    default: 1,
  }),
  engineThreads: integer({
    meaning: 'threads of each engine process; 0 shares all cores among the processes',
    min: 0,
    max: 256,
    default: 0,
  }),
  memoryLimit: integer({
    meaning:
      'memory that each engine process may take: above it pictures are painted in tiles, or refused; 0 shares what is free on the machine among the processes',
    unit: 'MB',
    min: 0,
    max: 1_048_576, // 1 TB
    default: 0,
  }),
  runtime: choice(RUNTIME_SETTINGS, {
    meaning:
      'what pictures are painted on; auto tries the GPU in ways that are installed and takes the fastest that agrees with the CPU',
    default: 'auto',
  }),
  wideNetwork: choice(WIDE_NETWORK_SETTINGS, {
    meaning:
      'whether vgg19, where it is installed, is the network of fine and paper; auto: when they are painted on a GPU',
    default: 'auto',
  }),
  ...MOTION_LIMITS,
  modelsDir: text({
    meaning: 'folder of the feature networks; a relative path starts at the project',
    max: MAX_PATH,
    default: 'models',
  }),
} as const;
