import { defineConfig } from 'vitest/config';

/** On request only (`npm run test:tfjs-node`): fails where build.sh has not put the package into node_modules. */
export default defineConfig({
  test: {
    name: 'tfjs-node',
    include: ['tools/tfjs-node/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    // TensorFlow's own threads take all the cores.
    maxWorkers: 1,
    pool: 'forks',
  },
});
