import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real engines, browsers and processes on a machine that may be busy: a test fails by what it asserts, not by the clock.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Two engines at once would only take turns on the cores.
    maxWorkers: 2,
  },
});
