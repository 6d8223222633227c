// `npm run architecture`: draws the rooms of src and their imports, as dependency-cruiser finds them, into docs/architecture.md (Mermaid).
// --check writes nothing and fails when the picture there is out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const PAGE = 'docs/architecture.md';
const PICTURE = /(<!-- npm run architecture -->\n)[\s\S]*?(<!-- end -->)/;
/** Imports of these are not drawn: nearly every room has them. */
const COMMON = ['domain', 'lib', 'words'];
/** Drawn with their sub-folders. */
const OPEN = ['bots', 'engine', 'queue'];

const { output } = await cruise(
  ['src'],
  { includeOnly: '^src', tsPreCompilationDeps: true, exclude: '\\.html$|\\.css$' },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const edges = new Set();
for (const { source, dependencies } of output.modules)
  for (const { resolved } of dependencies) edges.add(edgeBetween(roomOf(source), roomOf(resolved)));
edges.delete(undefined);
const rooms = [...new Set(output.modules.map(({ source }) => roomOf(source)))].sort();

const page = await readFile(PAGE, 'utf8');
const drawn = page.replace(PICTURE, `$1\n\`\`\`mermaid\n${draw().join('\n')}\n\`\`\`\n\n$2`);
if (!process.argv.includes('--check')) await writeFile(PAGE, drawn);
else if (drawn !== page) {
  console.error(`the picture in ${PAGE} is out of date; run npm run architecture`);
  process.exitCode = 1;
}

/** src/queue/redis/tickets.ts is in queue/redis, src/queue/queue.ts in queue, src/app/bot.ts in app. */
function roomOf(path) {
  const [, top, sub] = path.split('/').slice(0, -1);
  return sub !== undefined && OPEN.includes(top) ? `${top}/${sub}` : top;
}

/** Within an open folder from room to room, else from folder to folder. */
function edgeBetween(from, to) {
  const [fromTop, toTop] = [from, to].map((room) => room.split('/')[0]);
  if (from === to || COMMON.includes(toTop)) return undefined;
  if (fromTop !== toTop) return `${fromTop} --> ${toTop}`;
  const isWhole = from === fromTop || to === toTop;
  return isWhole ? undefined : `${idOf(from)} --> ${idOf(to)}`;
}

function idOf(room) {
  return room.replace('/', '-');
}

/** One line for the rooms of an open folder, and one for all that a room imports: the page stays short. */
function draw() {
  const groups = OPEN.flatMap((top) => {
    const inside = rooms.filter((room) => room.startsWith(`${top}/`));
    const nodes = inside.map((room) => `${idOf(room)}[${room.split('/')[1]}]`);
    return [`  subgraph ${top}`, `    ${nodes.join('; ')}`, '  end'];
  });
  const targets = new Map();
  for (const edge of [...edges].sort()) {
    const [from, to] = edge.split(' --> ');
    targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const lines = [...targets].map(([from, to]) => `  ${from} --> ${to.join(' & ')}`);
  return ['flowchart TD', ...groups, ...lines];
}
