/**
 * Builds a stage of a Dockerfile without a container engine: each stage is a folder that stands for `/`, COPY takes what
 * .dockerignore leaves, and RUN runs in the shell of this machine, with its Node. A base image is an empty folder. So it finds a file
 * that is not copied, a step that fails and a package that is missing; what the base image brings, it does not. `npm ci` alone is not
 * run again: nobody comes here who has not just run it, and its packages are copied.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, link, mkdir, readdir, readFile, readlink, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { buildContext } from './build-context.js';
import { assignmentsOf, type Dockerfile, type Instruction, stageOf } from './dockerfile.js';

export interface Image {
  /** Folder that stands for `/`. */
  root: string;
  workdir: string;
  env: Record<string, string>;
  /** RUN steps that could not be run as they are written, and why. */
  altered: string[];
}

/** Only root may give files away. */
export const isRoot = process.getuid?.() === 0;

const execFileAsync = promisify(execFile);

/** The step that a newcomer types too. */
const INSTALL = 'npm ci --no-audit --no-fund';

/** Paths of the image in a command or a value; others are this machine's. */
const OWN_PATH = /(?<=^|[\s"'=:])\/(?=(?:app|data|models|tmp)\b)/g;

/** What a step may know of this machine: where npm finds packages, and how it gets to them. */
const MACHINE =
  /^(HOME|npm_config_(cache|registry|userconfig|globalconfig)|\w+_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i;

export class ImageBuilder {
  readonly #built = new Map<string, Promise<Image>>();

  /** `folder` takes the stages; `context` is the folder with .dockerignore. */
  constructor(
    readonly file: Dockerfile,
    readonly context: string,
    readonly folder: string,
  ) {}

  build(name: string): Promise<Image> {
    const known = this.#built.get(name) ?? this.#build(name);
    this.#built.set(name, known);
    return known;
  }

  async #build(name: string): Promise<Image> {
    const { base, instructions } = stageOf(this.file, name);
    const root = join(this.folder, name);
    const image: Image = { root, workdir: '/', env: {}, altered: [] };
    await mkdir(root);
    if (this.file.stages.some((stage) => stage.name === base)) {
      const below = await this.build(base);
      await linkTree(below.root, root);
      Object.assign(image, { ...below, root, env: { ...below.env }, altered: [...below.altered] });
    }
    for (const instruction of instructions) await this.#apply(instruction, image);
    return image;
  }

  async #apply(instruction: Instruction, image: Image): Promise<void> {
    const { name, words } = instruction;
    switch (name) {
      case 'WORKDIR':
        image.workdir = posix.resolve(image.workdir, words[0]!);
        await mkdir(inside(image, '.'), { recursive: true });
        return;
      case 'ENV':
        Object.assign(image.env, Object.fromEntries(assignmentsOf(instruction)));
        return;
      case 'COPY':
        return this.#copy(instruction, image);
      case 'RUN':
        if (instruction.text === INSTALL) return this.#copyPackages(image);
        return run(instruction, image);
      case 'USER':
      case 'EXPOSE':
      case 'HEALTHCHECK':
      case 'ENTRYPOINT':
      case 'CMD':
        return; // said to who starts it
      default:
        throw new Error(`${name} is not understood`);
    }
  }

  /** What npm installed for the context, where the lock file of the image is the one that it was installed from. */
  async #copyPackages(image: Image): Promise<void> {
    const locks = [this.context, inside(image, '.')].map((folder) => join(folder, 'package-lock.json'));
    const [ours, theirs] = await Promise.all(locks.map((path) => readFile(path, 'utf8')));
    if (ours !== theirs) throw new Error('the image installs from another lock file');
    await execFileAsync('cp', ['-a', join(this.context, 'node_modules'), inside(image, '.')]);
  }

  async #copy({ flags, words }: Instruction, image: Image): Promise<void> {
    const sources = words.slice(0, -1);
    const target = words.at(-1)!;
    const isFolder = sources.length > 1 || target.endsWith('/');
    for (const source of sources) {
      const file = isFolder ? join(target, basename(source)) : target;
      if (flags.from === undefined)
        await this.#copyContext(source, inside(image, target), inside(image, file));
      else {
        const path = join((await this.build(flags.from)).root, source);
        const isTree = (await stat(path)).isDirectory();
        await linkTree(path, inside(image, isTree ? target : file));
      }
    }
  }

  /** Copies: what happens to the image must not happen to the project. A folder's files come below `target`. */
  async #copyContext(source: string, target: string, file: string): Promise<void> {
    const paths = await buildContext(this.context);
    const found = paths.filter((path) => path === source || path.startsWith(`${source}/`));
    if (found.length === 0)
      throw new Error(`COPY ${source}: there is no such file, or .dockerignore names it`);
    for (const path of found) {
      const place = path === source ? file : join(target, path.slice(source.length));
      await mkdir(dirname(place), { recursive: true });
      await copyFile(join(this.context, path), place);
    }
  }
}

/** A file of the image, as this machine knows it. */
export function inside({ root, workdir }: Pick<Image, 'root' | 'workdir'>, path: string): string {
  return join(root, posix.resolve(workdir, path));
}

/** A command or a value with paths of the image, as this machine knows them. */
export function translated({ root }: Image, text: string): string {
  return text.replace(OWN_PATH, `${root}/`);
}

/** The variables of the image, for a process on this machine. */
export function variablesOf(image: Image): Record<string, string> {
  const entries = Object.entries(image.env).map(([name, value]) => [name, translated(image, value)]);
  // `npm test` puts the project's own tools into the path: an image has only those that it was given.
  const path = process.env.PATH!.split(':').filter((folder) => !folder.includes('node_modules'));
  return { PATH: path.join(':'), ...Object.fromEntries(entries) };
}

async function run({ text, isExecForm }: Instruction, image: Image): Promise<void> {
  if (isExecForm || /\b(apt-get|useradd)\b/.test(text)) throw new Error(`RUN ${text} cannot be replayed`);
  const possible = isRoot ? text : text.replaceAll(/ -[og] \d+/g, '');
  if (possible !== text) image.altered.push(`${text}: only root may give files away`);
  const machine = Object.entries(process.env).filter(([name]) => MACHINE.test(name));
  const child = spawn('/bin/sh', ['-c', translated(image, possible)], {
    cwd: inside(image, '.'),
    env: { ...Object.fromEntries(machine), ...variablesOf(image) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`RUN ${text} ended with ${code}:\n${output}`);
}

/** The same files in a second place; a step that writes into one instead of replacing it would change both. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (!(await stat(from)).isDirectory()) return link(from, to);
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) await linkTree(source, target);
      else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
      else await link(source, target);
    }),
  );
}

/** Nobody may write below it any more, or its owner again. */
export async function setWritable(path: string, isWritable: boolean): Promise<void> {
  await execFileAsync('chmod', ['-R', isWritable ? 'u+w' : 'a-w', path]);
}
