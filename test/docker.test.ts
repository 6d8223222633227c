/** The container images, without a container engine: what the Dockerfile says, and its cpu target built and run step by step. */
import { access, chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CONFIG, variableOf } from '../src/config/config.js';
import { isTaken, rulesOf } from './support/build-context.js';
import { readCompose } from './support/compose.js';
import { Container, type Started } from './support/container.js';
import { environmentOf, healthCommand, lastOf, parseDockerfile, stageOf } from './support/dockerfile.js';
import { type Image, ImageBuilder, isRoot, setWritable } from './support/image.js';
import { quadrantPicture } from './support/pictures.js';
import { messagesOf, sendPicture } from './support/program.js';
import { describeRedis, startRedis } from './support/redis.js';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const text = await readFile(join(PROJECT, 'Dockerfile'), 'utf8');
const file = parseDockerfile(text);
const cpu = stageOf(file, 'cpu');
const gpu = stageOf(file, 'gpu');
const installed = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
const packages = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const lock = JSON.parse(await readFile(join(PROJECT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { dev?: boolean }>;
};

describe('the Dockerfile', () => {
  it('makes cpu when no target is named', () => {
    expect(file.stages.at(-1)).toBe(cpu);
  });

  it.each(['cuda', 'tfjs'])(
    'takes every base from a stage above or an image of one version (%s)',
    (runtime) => {
      const above = ['scratch'];
      for (const { name, base } of parseDockerfile(text, { GPU_RUNTIME: runtime }).stages) {
        if (!above.includes(base)) expect(base).toMatch(/^[\w/-]+:\d+\.\d+\.\d+-[\w.-]+$/);
        above.push(name);
      }
    },
  );

  it.each(['cuda', 'tfjs'])('copies from stages above only (%s)', (runtime) => {
    const above: string[] = [];
    for (const { name, instructions } of parseDockerfile(text, { GPU_RUNTIME: runtime }).stages) {
      for (const { flags } of instructions) if (flags.from) expect(above).toContain(flags.from);
      above.push(name);
    }
  });

  it('installs packages before it copies sources, so that a change of these installs nothing', () => {
    const steps = stageOf(file, 'dependencies').instructions.map(({ name, words }) => [name, words[0]]);
    expect(steps).toEqual([
      ['WORKDIR', '/app'],
      ['COPY', 'package.json'],
      ['RUN', 'npm'],
    ]);
    expect(['build', 'modules'].map((name) => stageOf(file, name).base)).toEqual([
      'dependencies',
      'dependencies',
    ]);
  });

  it.each([cpu, gpu])('runs $name as a user that is not root and has a number', (stage) => {
    expect(lastOf(file, stage, 'USER')?.text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('starts both images in the same way, by a command that gets signals itself', () => {
    for (const name of ['USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'])
      expect(lastOf(file, gpu, name)).toEqual(lastOf(file, cpu, name));
    expect(lastOf(file, cpu, 'CMD')).toMatchObject({ isExecForm: true, words: ['node', 'dist/bin/bot.js'] });
    expect(lastOf(file, cpu, 'ENTRYPOINT')).toMatchObject({ isExecForm: true, words: [] });
    const { CUDA_CACHE_PATH: _, ...environment } = environmentOf(file, gpu);
    expect(environment).toEqual(environmentOf(file, cpu));
  });

  it('sets settings that exist, and a grace that ends before docker stop loses patience', () => {
    const { NODE_ENV, ...settings } = environmentOf(file, cpu);
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(CONFIG).map(variableOf)).toEqual(expect.arrayContaining(Object.keys(settings)));
    expect(Number(settings.SHUTDOWN_GRACE)).toBeLessThan(10);
  });

  it('has a CUDA that was looked up for the installed ONNX Runtime', () => {
    expect(text).toContain(`package of ONNX Runtime ${/^\d+\.\d+/.exec(installed.version)![0]} is built for`);
  });
});

describe('.dockerignore', () => {
  const path = join(PROJECT, '.dockerignore');

  it.each([
    '.env',
    '.git/config',
    'node_modules/a/b.js',
    'dist/bin/bot.js',
    'data/journal.db',
    'out/demo-starry-night.jpg',
  ])('keeps %s out', async (name) =>
    expect(isTaken(rulesOf(await readFile(path, 'utf8')), name)).toBe(false),
  );

  it.each([
    'models/vgg19.safetensors',
    'test/docker.test.ts',
    'config/styles/make.ts',
    'src.env',
    'Dockerfile',
  ])('keeps %s out', async (name) =>
    expect(isTaken(rulesOf(await readFile(path, 'utf8')), name)).toBe(false),
  );

  it.each([
    'package-lock.json',
    '.npmrc',
    'src/bots/web/page/main.ts',
    'models/compact.safetensors',
    'LICENSE',
  ])('lets %s through', async (name) =>
    expect(isTaken(rulesOf(await readFile(path, 'utf8')), name)).toBe(true),
  );
});

describe('the cpu image', { timeout: 120_000 }, () => {
  let folder: string;
  let image: Image;
  let container: Container;
  const started: Started[] = [];

  const start = (command: readonly string[], env: Record<string, string> = {}) => {
    const program = container.start({ command, env });
    started.push(program);
    return program;
  };
  const health = healthCommand(lastOf(file, cpu, 'HEALTHCHECK')!);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-image-'));
    await chmod(folder, 0o755); // the image's user has to get in
    image = await new ImageBuilder(file, PROJECT, folder).build('cpu');
    container = await Container.of(image, lastOf(file, cpu, 'USER')!.text, ['/data', '/models']);
  }, 300_000);
  afterAll(async () => {
    for (const { process, end } of started) {
      process.kill('SIGKILL');
      await end;
    }
    await setWritable(folder, true);
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  const isThere = (path: string) =>
    access(join(image.root, path)).then(
      () => true,
      () => false,
    );

  /** Docker asks again and again. */
  const becomesHealthy = (command: readonly string[], env?: Record<string, string>) =>
    expect
      .poll(async () => (await container.run({ command, ...(env && { env }) })).code, { timeout: 30_000 })
      .toBe(0);

  it.runIf(isRoot)('was built by its steps as they are written', () => {
    expect(image.altered).toEqual([]);
  });

  it('holds the program with its pictures, its network and its licence', async () => {
    const files = [
      'dist/bin/bot.js',
      'dist/bin/worker.js',
      'config/presets.json',
      'config/vision/safety.onnx',
      'config/vision/subject.onnx',
      'models/compact.safetensors',
      'LICENSE',
      'README.md',
    ];
    for (const path of files) expect([path, await isThere(`app/${path}`)]).toEqual([path, true]);
    expect(await readdir(join(image.root, 'app/models'))).toEqual(['compact.safetensors']);
    for (const name of Object.keys(packages.dependencies))
      expect([name, await isThere(`app/node_modules/${name}/package.json`)]).toEqual([name, true]);
  });

  it('holds nothing that is for building and testing, and no other platform’s libraries', async () => {
    for (const [path, { dev }] of Object.entries(lock.packages))
      if (dev) expect([path, await isThere(`app/${path}/package.json`)]).toEqual([path, false]);
    for (const path of ['src', 'test', '.npmrc', 'package-lock.json', 'config/styles'])
      expect([path, await isThere(`app/${path}`)]).toEqual([path, false]);
    const libraries = join(image.root, 'app/node_modules/onnxruntime-node/bin/napi-v6');
    const folders = (await readdir(libraries)).map(async (name) => readdir(join(libraries, name)));
    expect((await Promise.all(folders)).flat()).toEqual([process.arch]);
  });

  it('lets its user write to its volumes and to /tmp, and nowhere else', async () => {
    const write = (path: string) =>
      `try { require('fs').writeFileSync('${join(image.root, path)}', '') } catch { console.log('${path}') }`;
    const script = ['app/x', 'app/dist/bin/bot.js', 'app/models/x', 'x', 'data/x', 'models/x', 'tmp/x']
      .map(write)
      .join(';');
    expect((await container.run({ command: ['node', '-e', script] })).out).toBe(
      'app/x\napp/dist/bin/bot.js\napp/models/x\nx\n',
    );
    for (const path of ['data/x', 'models/x', 'tmp/x']) await rm(join(image.root, path));
  });

  it('is healthy once it takes jobs, paints a picture, and ends in order', async () => {
    expect((await container.run({ command: health })).code).toBe(1);
    const program = start(lastOf(file, cpu, 'CMD')!.words, { PORT: '0' });
    const url = /http:\S+/.exec(await program.firstLine)![0];
    await becomesHealthy(health);
    await sendPicture(url, await quadrantPicture().jpeg().toBuffer(), 1);
    const tones = async () => (await messagesOf(url)).map(({ view }) => view.tone);
    await expect.poll(tones, { timeout: 60_000 }).toEqual(['done']);
    program.process.kill('SIGTERM');
    expect(await program.end).toMatchObject({ code: 0, out: `Atelier is open at ${url}\n` });
    // ONNX Runtime leaves a log there when it reports to Microsoft.
    expect(await readdir(join(image.root, 'tmp'))).toEqual([]);
  });

  it.each([
    [['dist/bin/atelier.js', 'stylize', '--help'], 'stylize'],
    [['dist/bin/atelier.js', 'models', 'list'], 'compact: here, 1.4 MB'],
    [['dist/bin/atelier.js', 'jobs', 'list'], ''],
  ])('has the command %s', async (command, words) => {
    const { code, out, errors } = await container.run({ command: ['node', ...command] });
    expect([code, errors]).toEqual([0, '']);
    expect(out).toContain(words);
  });

  describeRedis('as a worker', () => {
    it('is healthy while Redis hears from it, and ends in order', async () => {
      const server = await startRedis();
      onTestFinished(() => server.close());
      const { worker } = (await readCompose(join(PROJECT, 'docker-compose.yml'))).services;
      const env = { REDIS_URL: server.url };
      const check = worker!.healthcheck!.test!.slice(1);
      const before = await container.run({ command: check, env });
      expect(before).toMatchObject({ code: 1, errors: expect.stringContaining('has not heard from') });
      const program = start(worker!.command!, env);
      await becomesHealthy(check, env);
      program.process.kill('SIGTERM');
      expect((await program.end).code).toBe(0);
      expect((await container.run({ command: check, env })).code).toBe(1);
    });
  });
});
