/**
 * Builds, before the tests, what they start as processes: the program (dist), and the programs of this folder on top of it. A built
 * program starts several times as quickly as its sources through tsx, and so does each process that it starts in turn.
 */
import { execFileSync } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Where `npm run build` puts a module of src. */
const onDist: Plugin = {
  name: 'on-dist',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/.*\.js$/ }, ({ path, resolveDir }) => {
      const built = resolve('dist', relative('src', resolve(resolveDir, path)));
      return { path: pathToFileURL(built).href, external: true };
    });
  },
};

/** Two projects of vitest.config.ts need it, each with a copy of this module. */
const BUILT = 'ATELIER_TESTS_BUILT';

export async function setup(): Promise<void> {
  if (process.env[BUILT]) return;
  process.env[BUILT] = 'true';
  execFileSync(process.execPath, ['build.js'], { stdio: 'inherit' });
  const programs = [
    'crash-engine',
    'crash-program',
    'crash-worker',
    'defect-program',
    'engine-double',
    'engine-parent',
  ];
  await build({
    entryPoints: programs.map((name) => `test/support/${name}.ts`),
    outdir: 'out/test-programs',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [onDist],
    logLevel: 'warning',
  });
}
