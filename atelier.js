#!/usr/bin/env node
// The command `atelier` of a clone (package.json, "bin"): brings dist up to date where a source is newer, and runs it. So it needs no build
// by hand, and costs a look at the times of the sources where nothing has changed.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const inRoot = (path) => join(root, path);

if (!existsSync(inRoot('node_modules'))) {
  console.error(`atelier: what it needs is not installed; type: cd ${root} && npm ci`);
  process.exit(1);
}
// Without esbuild, as after npm ci --omit=dev, what was built is all there is.
if (existsSync(inRoot('node_modules/esbuild')) && isOlder(inRoot('dist/.built'))) {
  execFileSync(process.execPath, ['build.js'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
await import('./dist/bin/atelier.js');

/** Whether a source has changed since. A folder is newer when a file of it has gone. */
function isOlder(stamp) {
  if (!existsSync(stamp)) return true;
  const { mtimeMs } = statSync(stamp);
  const folders = readdirSync(inRoot('src'), { recursive: true }).map((path) => join('src', path));
  return ['src', 'build.js', ...folders].some((path) => statSync(inRoot(path)).mtimeMs > mtimeMs);
}
