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

/**
 * Tests that share their workers, so that discord.js, Bolt, sharp and the rest are loaded once per worker and not once per file. The
 * others have a process per file: they measure memory, start programs, or change the environment.
 */
const SHARED_TESTS = [
  'test/{bots,config,domain,lib,observability,words}/**/*.test.ts',
  'test/{compose,app/presets}.test.ts',
  'test/queue/{local,scheduling,storage}/**/*.test.ts',
  'test/engine/{guidance,images,motion,networks,optimizers,vision}/**/*.test.ts',
  'test/engine/pipeline/{canvas,kept-faces,loss-recorder,losses,memory-estimate,plan,recipes}.test.ts',
  'test/engine/runtimes/{tiling/grid,selection/choose,selection/machine,onnx/float16,onnx/session-pool}.test.ts',
  'test/e2e/web-*.test.ts',
  'simulators/*/test/!(main).test.ts',
];

const BUILD = 'test/support/build.ts';

/** Programs that are started, killed and waited for; their processes stand still for much of the time. */
const PROCESS_TESTS = ['test/e2e/!(web-*).test.ts', 'test/queue/redis/*.test.ts'];

// The same on every machine, whatever GPU it has. With two tests at a time more threads would only wait for each other.
const onCpu = { RUNTIME: 'onnx-cpu', ENGINE_THREADS: '1' };

// Two engines at once would only take turns on the cores. After them come tests that wait for processes, chats and pages: with two
// workers the cores stood still for 39 % of the time (2 cores, 2026-11-27).
const engines = { maxWorkers: 2, sequence: { groupOrder: 0 } };
const waiting = { maxWorkers: 3, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    // Real engines, browsers and processes on a machine that may be busy: a test fails by what it asserts, not by the clock.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          // Projects run in the order of their names: the longest file begins first, and is not left over for one worker alone.
          name: 'gpu',
          include: [WEBGPU_TESTS],
          pool: 'forks',
          ...engines,
          env: existsSync(SWIFTSHADER) ? onSwiftShader : {},
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['{test,simulators}/**/*.test.ts'],
          exclude: [WEBGPU_TESTS, ...PROCESS_TESTS, ...SHARED_TESTS],
          ...engines,
          globalSetup: BUILD,
          env: onCpu,
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: PROCESS_TESTS,
          ...waiting,
          globalSetup: BUILD,
          env: onCpu,
        },
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: SHARED_TESTS,
          isolate: false,
          ...waiting,
          env: onCpu,
        },
      },
    ],
  },
});
