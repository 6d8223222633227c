import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/**
 * A Vulkan device in software (SwiftShader) and the loader for it, as Debian's chromium package carries them. The dynamic linker
 * reads its path when a process starts, so that these tests have processes of their own.
 */
const CHROMIUM = '/usr/lib/chromium';
const SWIFTSHADER = `${CHROMIUM}/vk_swiftshader_icd.json`;
const onSwiftShader = { VK_ICD_FILENAMES: SWIFTSHADER, LD_LIBRARY_PATH: CHROMIUM };

const WEBGPU_TESTS = 'test/**/*.webgpu.test.ts';

export default defineConfig({
  test: {
    // Real engines, browsers and processes on a machine that may be busy: a test fails by what it asserts, not by the clock.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Two engines at once would only take turns on the cores.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          include: ['{test,simulators}/**/*.test.ts'],
          exclude: [WEBGPU_TESTS],
          // The same on every machine, whatever GPU it has.
          env: { RUNTIME: 'onnx-cpu' },
        },
      },
      {
        extends: true,
        test: {
          name: 'webgpu',
          include: [WEBGPU_TESTS],
          pool: 'forks',
          env: existsSync(SWIFTSHADER) ? onSwiftShader : {},
        },
      },
    ],
  },
});
