// A base name stands in one folder of src only, so that it says which file is meant. Twins are the exception: folders that hold the same
// thing for several platforms, stores, libraries or languages use the same names at the same places. Entries (src/bin) have the names of their commands, and words (src/words/en ...) those of what says them.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What may differ between the paths of twins. */
const TWINS = [
  [/^src\/bots\/(discord|slack)\//, 'src/bots/*/'],
  [/^src\/queue\/(local|redis)\//, 'src/queue/*/'],
  [/^src\/engine\/runtimes\/(onnx|tfjs)\//, 'src/engine/runtimes/*/'],
  [/^src\/cli\/(completion|jobs|models|paper|sheet|styles|stylize)\//, 'src/cli/*/'],
];

const paths = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !/^src\/(bin|words\/\w+)\//.test(path));

const byName = new Map();
for (const path of paths) byName.set(basename(path), [...(byName.get(basename(path)) ?? []), path]);
const wrong = [...byName.values()].filter((same) => new Set(same.map(withoutTwin)).size > 1);
for (const same of wrong) console.error(`one base name in several folders: ${same.join(', ')}`);
process.exitCode = wrong.length > 0 ? 1 : 0;

function withoutTwin(path) {
  return TWINS.reduce((text, [folder, shared]) => text.replace(folder, shared), path);
}
