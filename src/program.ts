/** The bot: settings, engine, queue, chat, and an orderly end. Who starts it says which engine it gets. */
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';
import { type Config, loadConfig } from './config.js';
import { AtelierError, toAtelierError } from './domain/errors.js';
import type { Engine } from './engine/engine.js';
import type { EngineHostOptions } from './engine/host.js';
import { inspectPicture } from './engine/image.js';
import { copyPicture } from './picture-copy.js';
import { loadPresets, presetPicture } from './presets.js';
import { openDataDir } from './queue/data-dir.js';
import { LocalQueue } from './queue/local.js';
import { keepSwept } from './queue/sweep.js';

/** Runs until a signal ends it; what keeps it from starting is said in one line, and the process exits with 1. */
export function runProgram(createEngine: (options: EngineHostOptions) => Engine): Promise<void> {
  return start(createEngine).catch(fail);
}

async function start(createEngine: (options: EngineHostOptions) => Engine): Promise<void> {
  const config = loadConfig();
  const onError = (error: unknown) => console.error(error);
  const engine = createEngine({
    processes: config.engineProcesses,
    threads: config.engineThreads,
    modelsDir: config.modelsDir,
    onLog: (line) => console.error(line),
  });
  const { blobs, journal, kept, ...data } = openDataDir(config.dataDir, onError);
  const queue = new LocalQueue({
    engine,
    blobs,
    journal,
    concurrency: config.engineProcesses,
    limits: config,
    reuse: config.reuseResults,
    grace: config.shutdownGrace,
    onError,
  });
  const app = await createApp({
    queue,
    blobs,
    kept,
    presets: await loadPresets(),
    presetPicture,
    inspect: inspectPicture,
    shrink: copyPicture,
    page: fileURLToPath(new URL('./bots/web/page', import.meta.url)),
    names: [config.host, hostname()].map((name) => name.toLowerCase()),
    onError,
  });

  let stopping = false;
  let endSweeps: (() => void) | undefined;
  const stop = async () => {
    if (stopping) process.exit(1); // asked twice: at once, as by a crash
    stopping = true;
    // Jobs first: those that can finish in time still say so in their messages.
    await queue.close();
    await app.close();
    await engine.close();
    endSweeps?.();
    data.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop().catch(fail));

  // The port before the jobs: a program that cannot start must not begin any.
  const url = await listen(app.server, config);
  await app.session.recover();
  const sweeping = { journal, blobs, retentionDays: config.retentionDays, onForget: app.forgetBefore };
  endSweeps = keepSwept(sweeping, onError);
  console.log(`Atelier is open at ${url}`);
}

/** Listens and returns the address to type into a browser. */
async function listen(
  server: Awaited<ReturnType<typeof createApp>>['server'],
  { host, port }: Config,
): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EADDRINUSE: `port ${port} is taken by another program; stop it, or choose another with PORT`,
      EACCES: `port ${port} is not allowed for this user; choose one above 1023 with PORT`,
      EADDRNOTAVAIL: `${host} is no address of this machine; change HOST`,
      ENOTFOUND: `${host} is no address of this machine; change HOST`,
    };
    throw code && reasons[code] ? new AtelierError('invalid_input', reasons[code], { cause: error }) : error;
  }
  const address = server.server.address() as AddressInfo;
  const local = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address.address);
  const name = local ? 'localhost' : address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}

function fail(error: unknown): never {
  const { code, fault, message } = toAtelierError(error);
  console.error(fault === 'internal' && code !== 'storage_failed' ? error : message);
  process.exit(1);
}
