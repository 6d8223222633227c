/** The whole chat on a free port, as bot.ts puts it together, with an engine of the test's choice. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type App, createApp } from '../../src/app/chat-app.js';
import { pictureTools } from '../../src/app/pictures/local-pictures.js';
import { loadPresets, presetPicture } from '../../src/app/presets.js';
import type { ChatPlatformFactory } from '../../src/bots/chat-platform.js';
import type { OnRefused } from '../../src/bots/last-refusals.js';
import type { UploadLimits } from '../../src/bots/web/server/form-upload.js';
import type { ScreeningDefault } from '../../src/domain/screening.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Clock } from '../../src/lib/clock.js';
import { openDataDir } from '../../src/queue/local/data-dir.js';
import { LocalQueue } from '../../src/queue/local/local-queue.js';
import type { QueueLimits } from '../../src/queue/scheduling/limits.js';
import { localSharedStore, SHARED_PREFIX } from '../../src/queue/storage/shared-key-value.js';

export interface TestApp extends App {
  /** http://localhost:PORT */
  url: string;
  port: number;
  /** Where the outside gets in, with its port; undefined where no platform needs it. */
  publicUrl: string | undefined;
  publicPort: number | undefined;
  queue: LocalQueue;
  errors: unknown[];
  /** What the operator was told. */
  lines: string[];
}

export interface TestAppOptions {
  engine: Engine;
  /** Default: any free one. */
  port?: number;
  publicPort?: number;
  limits?: Partial<QueueLimits>;
  /** Of the web chat. Default: as generous as a test of something else needs. */
  uploads?: UploadLimits;
  /** Platforms besides the web chat. */
  platforms?: readonly ChatPlatformFactory[];
  /** Of an earlier run; default: a fresh one that goes with the app. */
  directory?: string;
  /** For edits of messages. Default: the system's. */
  clock?: Clock;
  /** Default 'off': most tests are about something else, and each picture would be looked at. */
  screening?: ScreeningDefault;
  onRefused?: OnRefused;
}

export async function startApp(options: TestAppOptions): Promise<TestApp> {
  const { engine, port = 0, publicPort = 0, limits = {}, platforms = [] } = options;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'atelier-')));
  const errors: unknown[] = [];
  const lines: string[] = [];
  const onError = (error: unknown) => errors.push(error);
  page ??= buildPage();
  const { blobs, repository, store, ...data } = openDataDir(directory, onError);
  // Each request is painted, also one that was painted before.
  const reuse = false;
  const queue = new LocalQueue({ engine, blobs, repository, limits, reuse, onError, announceEvery: 50 });
  const app = await createApp({
    queue,
    blobs,
    store,
    sharedStore: (space) => localSharedStore(store(`${SHARED_PREFIX}${space}`)),
    platforms,
    presets: await loadPresets(),
    presetPicture,
    pictures: pictureTools,
    networks: async () => ['compact', 'vgg19'],
    uploads: options.uploads ?? { atOnce: 32, minRate: 0 },
    screening: options.screening ?? 'off',
    ...(options.onRefused && { onRefused: options.onRefused }),
    ...(options.clock && { clock: options.clock }),
    page: await page,
    onLog: (line) => lines.push(line),
    onError,
  });
  await app.server.listen({ host: '127.0.0.1', port });
  await app.publicServer?.listen({ host: '127.0.0.1', port: publicPort });
  await app.start();
  const outside = app.publicServer?.server.address() as AddressInfo | undefined;
  const address = app.server.server.address() as AddressInfo;
  return {
    ...app,
    url: `http://localhost:${address.port}`,
    port: address.port,
    publicUrl: outside && `http://localhost:${outside.port}`,
    publicPort: outside?.port,
    queue,
    errors,
    lines,
    async close() {
      await queue.close();
      await app.close();
      data.close();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Built once for all apps of a test file. */
let page: Promise<string> | undefined;

/** By build.js, so that a test never sees the page of an older build. */
async function buildPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-page-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await promisify(execFile)(process.execPath, ['build.js', 'page', folder]);
  return folder;
}
