/** The whole chat on a free port, as main.ts puts it together, with an engine of the test's choice. */
import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type App, createApp } from '../../src/app.js';
import type { Engine } from '../../src/engine/engine.js';
import { inspectPicture } from '../../src/engine/image.js';
import { copyPicture } from '../../src/picture-copy.js';
import { loadPresets, presetPicture } from '../../src/presets.js';
import { DirectoryBlobs } from '../../src/queue/blobs.js';
import type { QueueLimits } from '../../src/queue/limits.js';
import { LocalQueue } from '../../src/queue/local.js';

export interface TestApp extends App {
  /** http://localhost:PORT */
  url: string;
  port: number;
  queue: LocalQueue;
  errors: unknown[];
}

export interface TestAppOptions {
  engine: Engine;
  /** Default: any free one. */
  port?: number;
  limits?: Partial<QueueLimits>;
}

export async function startApp({ engine, port = 0, limits = {} }: TestAppOptions): Promise<TestApp> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-'));
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  page ??= buildPage();
  const blobs = new DirectoryBlobs(join(directory, 'blobs'));
  const queue = new LocalQueue({ engine, blobs, limits, onError, announceEvery: 50 });
  const app = await createApp({
    queue,
    blobs,
    presets: await loadPresets(),
    presetPicture,
    inspect: inspectPicture,
    shrink: copyPicture,
    page: await page,
    onError,
  });
  await app.server.listen({ host: '127.0.0.1', port });
  const address = app.server.server.address() as AddressInfo;
  return {
    ...app,
    url: `http://localhost:${address.port}`,
    port: address.port,
    queue,
    errors,
    async close() {
      await queue.close();
      await app.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Built once for all apps of a test file. */
let page: Promise<string> | undefined;

/** As build.js does, so that a test never sees the page of an older build. */
async function buildPage(): Promise<string> {
  const source = 'src/bots/web/page';
  const outdir = await mkdtemp(join(tmpdir(), 'atelier-page-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  await cp(source, outdir, { recursive: true, filter: (path) => !/\.(ts|json)$/.test(path) });
  await build({
    entryPoints: [`${source}/main.ts`],
    outdir,
    bundle: true,
    target: 'es2022',
    format: 'esm',
    logLevel: 'warning',
  });
  return outdir;
}
