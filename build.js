// Turns src into dist in about 0.1 s: every module by itself (types are checked by `npm run types`), the page's script and style as one
// file each. What the page loads only when it is asked for lies in page/later, and each file there becomes a script by itself.
// `node build.js page FOLDER` makes the page only, in that folder: for tests, which shall not see the page of an older build.
// What no source accounts for is deleted afterwards and nothing before: a bot and a worker may be started from one checkout at once.
import { cp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const PAGE = 'src/bots/web/page';
/** CSS as it is written: light-dark() and the like are for browsers of today. */
const PAGE_TARGET = { target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'] };

const COMMON = { logLevel: 'warning', sourcemap: true, metafile: true, format: 'esm' };

/** `import('./later/...')` stays as it is: what it names is a file beside the page's script. */
const LATER = {
  name: 'later',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/later\// }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** As new as the sources that were built: `atelier` (atelier.js) builds again where one is newer. */
const STAMP = join('dist', '.built');

const began = new Date();
const sources = await filesIn('src');
const [onlyPage, folder] = process.argv.slice(2);
if (onlyPage === 'page') {
  await cp(PAGE, folder, { recursive: true, filter: (path) => !isSource(path) });
  await buildPage(folder);
  process.exit();
}
const scripts = sources.filter((path) => /(?<!\.d)\.ts$/.test(path) && !path.startsWith(`${PAGE}/`));
const assets = sources.filter((path) => !isSource(path));

// Before esbuild writes there: two writers would meet while making the same folder.
for (const path of assets) await cp(path, built(path));
const results = await Promise.all([
  build({
    ...COMMON,
    entryPoints: scripts,
    outdir: 'dist',
    outbase: 'src',
    platform: 'node',
    target: 'node20',
  }),
  buildPage('dist', 'src'),
]);

const outputs = new Set([
  STAMP,
  ...assets.map(built),
  ...results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => join(path))),
]);
const stale = (await filesIn('dist')).filter((path) => !outputs.has(path));
await Promise.all(stale.map((path) => rm(path, { force: true })));
await writeFile(STAMP, '');
await utimes(STAMP, began, began);

function buildPage(outdir, outbase = PAGE) {
  const later = sources.filter((path) => path.startsWith(`${PAGE}/later/`) && path.endsWith('.ts'));
  const entryPoints = [`${PAGE}/main.ts`, `${PAGE}/style.css`, ...later];
  return build({
    ...COMMON,
    ...PAGE_TARGET,
    plugins: [LATER],
    entryPoints,
    outdir,
    outbase,
    bundle: true,
    minify: true,
  });
}

/** What does not go out as it is. */
function isSource(path) {
  return /\.(ts|css)$|tsconfig\.json$/.test(path);
}

/** Paths from here, with their folders. */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function built(source) {
  return join('dist', relative('src', source));
}
