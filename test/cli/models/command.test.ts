/** The command: in this process on a small network, and as people run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declareModels } from '../../../src/cli/models/arguments.js';
import { type ModelsSetting, runModels } from '../../../src/cli/models/command.js';
import { PUBLISHED } from '../../../src/cli/models/published.js';
import type { Declare } from '../../../src/cli/run-command.js';
import type { Output } from '../../../src/cli/usage.js';
import { NETWORKS } from '../../../src/engine/networks/networks.js';
import { loadNetwork } from '../../../src/engine/networks/weights.js';
import { atelier } from '../../support/command-line.js';
import { MODELS_DIR } from '../../support/reference.js';
import { type Answer, type FileServer, otherContent, serveFile, status, whole } from './file-server.js';
import { countedWeights, TINY, writeKeras } from './weights-files.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const WEIGHTS = countedWeights(TINY);
const STORED = 'tiny.safetensors';
const PART = 'tiny_notop.h5.part';

/** A published file: TINY as Keras would have it. */
let file: Buffer;
let folder: string;
let servers: FileServer[];

beforeAll(async () => {
  const made = await mkdtemp(join(tmpdir(), 'atelier-keras-'));
  await writeKeras(join(made, 'tiny.h5'), TINY, WEIGHTS);
  file = await readFile(join(made, 'tiny.h5'));
  await rm(made, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-models-'));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.close();
  await rm(folder, { recursive: true });
});

/** Two addresses, each with its answers in turn. */
async function publish(first: Answer[], second: Answer[] = [whole]) {
  servers.push(await serveFile(file, ...first), await serveFile(file, ...second));
  const md5 = createHash('md5').update(file).digest('hex');
  return { tiny: { name: 'tiny_notop.h5', bytes: file.length, md5, urls: servers.map(({ url }) => url) } };
}

/** The command on TINY and compact. */
async function models(words: string, given: Partial<ModelsSetting> & { stderr?: Output } = {}) {
  const { stderr, ...replaced } = given;
  const setting = {
    networks: { compact: NETWORKS.compact, tiny: TINY },
    published: given.published ?? (await publish([whole])),
    modelsDir: folder,
    download: { retries: 1, firstPauseMs: 0 },
    ...replaced,
  };
  const declare: Declare = (program, context) =>
    declareModels(program, (parsed) => runModels(parsed, stderr ? { ...context, stderr } : context, setting));
  const ended = await atelier(['models', ...words.split(' ').filter(Boolean)], { declare });
  return { code: ended.code, out: ended.stdout, err: ended.stderr };
}

const files = async () => (await readdir(folder)).sort();

describe('pull', () => {
  it('leaves the network, ready to be loaded, and nothing else', async () => {
    const { code, out, err } = await models('pull tiny');
    expect({ code, out }).toEqual({
      code: 0,
      out: `tiny: here, 0.1 MB, keras preprocessing, from ${servers[0].url}\n`,
    });
    expect(err).toContain('tiny: 100%');
    expect(await files()).toEqual([STORED]);
    expect((await loadNetwork(TINY, folder)).weights).toEqual(WEIGHTS);
  });

  it('makes the models folder', async () => {
    const modelsDir = join(folder, 'new', 'models');
    expect((await models('pull tiny', { modelsDir })).code).toBe(0);
    expect(await readdir(modelsDir)).toEqual([STORED]);
  });

  it('says which address failed and how, and takes the next', async () => {
    const { code, out, err } = await models('pull tiny', { published: await publish([otherContent]) });
    expect(code).toBe(0);
    expect(err).toMatch(/^127\.0\.0\.1:\d+ gave another file \(MD5 [0-9a-f]{32} instead of/m);
    expect(out).toContain(servers[1].url);
  });

  it('keeps its part when no address gives the rest, and resumes from there the next time', async () => {
    const published = await publish([status(404)], [status(404), whole]);
    await writeFile(join(folder, PART), file.subarray(0, 1000));
    const failed = await models('pull tiny', { published });
    expect(failed.code).toBe(1);
    expect(await files()).toEqual([PART]);
    expect((await models('pull tiny', { published })).code).toBe(0);
    expect(servers[1].ranges).toEqual(['bytes=1000-', 'bytes=1000-']);
    expect(await files()).toEqual([STORED]);
  });

  it('leaves nothing behind when nothing has come', async () => {
    const published = await publish([status(404)], [status(404)]);
    expect((await models('pull tiny', { published })).code).toBe(1);
    expect(await files()).toEqual([]);
  });

  it('asks for nothing when the network is here', async () => {
    await models('pull tiny');
    const { code, out } = await models('pull tiny', {
      published: await publish([status(404)], [status(404)]),
    });
    expect(code).toBe(0);
    expect(out).toContain('nothing to do');
    expect(servers.at(-1)!.ranges).toEqual([]);
  });

  it('fetches a damaged network again', async () => {
    await models('pull tiny');
    const bytes = await readFile(join(folder, STORED));
    bytes[bytes.length - 1] ^= 1;
    await writeFile(join(folder, STORED), bytes);
    const { code, err } = await models('pull tiny');
    expect(code).toBe(0);
    expect(err).toContain('is damaged');
    expect((await loadNetwork(TINY, folder)).weights).toEqual(WEIGHTS);
  });

  it('two at once both succeed', async () => {
    const published = await publish([whole]);
    const both = await Promise.all([models('pull tiny', { published }), models('pull tiny', { published })]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await files()).toEqual([STORED]);
  });

  it('draws a bar on a terminal', async () => {
    let drawn = '';
    const stderr = {
      isTTY: true,
      cursorTo: () => true,
      clearLine: () => true,
      write(words: string | Uint8Array) {
        drawn += words;
        return true;
      },
    };
    expect((await models('pull tiny', { stderr })).code).toBe(0);
    expect(drawn).toMatch(/tiny .*100% \| 0\.1 MB of 0\.1 MB/);
  });

  it('refuses when the disk has no room, before it asks for anything', async () => {
    const published = await publish([whole]);
    published.tiny.bytes = 2 ** 60;
    const { code, err } = await models('pull tiny', { published });
    expect(code).toBe(1);
    expect(err).toMatch(/is full \(.* are needed and .* are free\); make room, or set MODELS_DIR/);
    expect(servers[0].ranges).toEqual([]);
  });

  it('says what to do when the models folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, err } = await models('pull tiny', { modelsDir: join(folder, 'file', 'models') });
    expect(code).toBe(1);
    expect(err).toMatch(/cannot be written \(ENOTDIR\); set MODELS_DIR/);
  });
});

describe('import', () => {
  const bring = (name: string, content: Uint8Array) => writeFile(join(folder, name), content);

  it('recognises the published file by its hash', async () => {
    await bring('any.h5', file);
    const { code, out } = await models(`import ${join(folder, 'any.h5')} --as tiny`);
    expect(code).toBe(0);
    expect(out).toContain(`from ${servers[0].url} (its MD5 is the published one)`);
    expect((await loadNetwork(TINY, folder)).weights).toEqual(WEIGHTS);
  });

  it('takes another file as it is, and says so', async () => {
    await writeKeras(join(folder, 'own.h5'), TINY, WEIGHTS, { form: 'keras2' });
    const { code, out } = await models(`import ${join(folder, 'own.h5')} --as tiny`);
    expect(code).toBe(0);
    expect(out).toContain('from own.h5 (not the published file');
  });

  it.each([
    ['is incomplete', (bytes: Buffer) => bytes.subarray(0, -1), /incomplete or damaged: it has \d+ bytes/],
    ['is damaged', (bytes: Buffer) => Buffer.alloc(bytes.length), /incomplete or damaged: its MD5 is/],
  ])('refuses the published file when it %s', async (_, change, words) => {
    await bring('tiny_notop.h5', change(file));
    const { code, err } = await models(`import ${join(folder, 'tiny_notop.h5')} --as tiny`);
    expect(code).toBe(1);
    expect(err).toMatch(words);
    expect(await files()).toEqual(['tiny_notop.h5']);
  });

  it('stores the preprocessing that it is told', async () => {
    await bring('any.h5', file);
    const { out } = await models(`import ${join(folder, 'any.h5')} --as tiny --preprocessing imagenet`);
    expect(out).toContain('imagenet preprocessing');
  });
});

describe('list and verify', () => {
  beforeEach(() => copyFile(join(MODELS_DIR, 'compact.safetensors'), join(folder, 'compact.safetensors')));

  it('tell what is here and how to get the rest', async () => {
    await writeFile(join(folder, PART), Buffer.alloc(5));
    const { code, out } = await models('list');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'compact: here, 1.4 MB, imagenet preprocessing',
      'tiny: not here; npx atelier models pull tiny (0.1 MB, 0.1 MB of it are here)',
      '',
    ]);
  });

  it('read every value of what is here', async () => {
    await models('pull tiny');
    const { code, out } = await models('verify');
    expect(code).toBe(0);
    expect(out).toMatch(/^compact: .*: ok\ntiny: .*: ok\n$/);
  });

  it('name what is damaged', async () => {
    await writeFile(join(folder, STORED), 'damaged');
    const [listed, verified] = [await models('list'), await models('verify')];
    expect(listed.out).toMatch(/^tiny: .* is not a safetensors file/m);
    expect(verified.out).toMatch(/^compact: .*: ok\n$/);
    expect(verified.err).toContain('tiny.safetensors is not a safetensors file');
    expect(verified.code).toBe(1);
  });

  it('say so when nothing is here', async () => {
    const { code, err } = await models('verify', { networks: { tiny: TINY } });
    expect({ code, err }).toEqual({ code: 1, err: `atelier models verify: no network is in ${folder}\n` });
  });

  it('know what is missing', async () => {
    const { code, err } = await models('verify tiny');
    expect(code).toBe(1);
    expect(err).toContain('npx atelier models pull tiny');
  });
});

describe('a mistake has exit code 2:', () => {
  it.each([
    ['nothing', '', /say what to do: list, pull, verify, import;/],
    ['a word that is no command', 'fetch tiny', /unknown command 'fetch'/],
    ['a word that is nearly one', 'pul tiny', /did you mean pull\?/],
    ['pull without a network', 'pull', /missing required argument 'network'/],
    ['a word too many', 'pull tiny vgg19', /too many arguments for 'pull'/],
    ['a network that there is not', 'pull vgg11', /no network vgg11; it must be one of compact, tiny/],
    ['a name that every object has', 'pull constructor', /no network constructor/],
    ['the network that comes with Atelier', 'pull compact', /compact comes with Atelier/],
    ['import without --as', 'import a.h5', /--as vgg19/],
    ['a file that is not there', 'import none.h5 --as tiny', /there is no file none\.h5/],
    [
      'an unknown preprocessing',
      'import a.h5 --as tiny --preprocessing x',
      /one of keras, imagenet; got "x"/,
    ],
    ['--as where it means nothing', 'pull tiny --as tiny', /unknown option '--as'/],
    ['an unknown option', 'list --all', /'--all'/],
  ])('%s', async (_, command, words) => {
    const { code, out, err } = await models(command);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(words);
    expect(await files()).toEqual([]);
  });
});

describe('as a process', () => {
  /** Replaces fetch before the program begins: nothing leaves this machine. */
  function start(command: string, fetch: string): ChildProcess {
    const preload = `data:text/javascript,${encodeURIComponent(`globalThis.fetch = ${fetch};`)}`;
    const args = ['--import', preload, 'dist/bin/atelier.js', 'models', ...command.split(' ')];
    const env = { ...process.env, MODELS_DIR: folder };
    return spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  const ended = (child: ChildProcess) => new Promise<number | null>((done) => child.once('close', done));
  async function run(command: string, fetch = `() => { throw new Error('no request was expected') }`) {
    const child = start(command, fetch);
    const [code, out, err] = await Promise.all([ended(child), text(child.stdout!), text(child.stderr!)]);
    return { code, out, err };
  }

  it('lists the networks', async () => {
    const { code, out, err } = await run('list');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^vgg19: not here; npx atelier models pull vgg19 \(76\.5 MB\)$/m);
  });

  it('verifies the network that comes with Atelier', async () => {
    await copyFile(join(MODELS_DIR, 'compact.safetensors'), join(folder, 'compact.safetensors'));
    const { code, out } = await run('verify compact');
    expect({ code, out }).toEqual({ code: 0, out: 'compact: here, 1.4 MB, imagenet preprocessing: ok\n' });
  });

  it('without a connection names address, file, checksum and the command to type', async () => {
    const offline = `async () => { throw new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } }) }`;
    const { code, err } = await run('pull vgg19', offline);
    expect(code).toBe(1);
    const { name, bytes, md5, urls } = PUBLISHED.vgg19;
    expect(err).toContain('storage.googleapis.com cannot be reached (ENOTFOUND)');
    for (const words of [...urls, String(bytes), md5]) expect(err).toContain(words);
    expect(err).toContain(`npx atelier models import ${name} --as vgg19`);
    expect(await files()).toEqual([]);
  });

  it('stops at Ctrl-C, and keeps what has come', async () => {
    const bytes = PUBLISHED.vgg19.bytes;
    const endless = `async (url, { signal }) => new Response(new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(${Math.ceil(bytes / 10)}));
        signal.addEventListener('abort', () => controller.error(signal.reason));
      },
    }), { headers: { 'content-length': '${bytes}' } })`;
    const child = start('pull vgg19', endless);
    const end = ended(child);
    let err = '';
    child.stderr!.on('data', (words) => {
      const before = err;
      err += words;
      // Once: a second one ends a process at once.
      if (err.includes('vgg19: 10%') && !before.includes('vgg19: 10%')) child.kill('SIGINT');
    });
    expect(await end).toBe(130);
    expect(err).toContain('the same command resumes it');
    expect(await files()).toEqual([`${PUBLISHED.vgg19.name}.part`]);
    const { size } = await stat(join(folder, `${PUBLISHED.vgg19.name}.part`));
    expect(size).toBe(Math.ceil(bytes / 10));
  });
});
