/** The bot: settings, engine, queue, chat, and an orderly end. Who starts it says which engine it gets. */
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadConfig, secretsOf } from '../config/config.js';
import { AtelierError } from '../domain/errors.js';
import { installedNetworks } from '../engine/networks/weights.js';
import type { CreateEngine } from '../engine/pool/process-pool.js';
import { missingModels } from '../engine/vision/missing-models.js';
import { opsRoutes } from '../observability/admin-routes.js';
import { newToken, writeControl } from '../observability/control-file.js';
import { logJobs, logRefusals, watchJobs } from '../observability/job-watch.js';
import { createLog } from '../observability/logger.js';
import { createMetrics, watchEngines } from '../observability/metrics.js';
import { openBackend } from './backend.js';
import { createApp, uploadLimits } from './chat-app.js';
import { endOnDefect, exitBecauseOf, keepFilesPrivate } from './exit.js';
import { listen } from './listen.js';
import { createPictureProcesses } from './pictures/picture-processes.js';
import { discordShardsOf, platformsOf } from './platforms.js';
import { loadPresets, presetPicture } from './presets.js';

/** Runs until a signal ends it; what keeps it from starting is said in one line, and the process exits with 1. */
export function runProgram(createEngine: CreateEngine): Promise<void> {
  return start(createEngine).catch(exitBecauseOf);
}

async function start(createEngine: CreateEngine): Promise<void> {
  keepFilesPrivate();
  const config = loadConfig();
  const log = createLog(config.logLevel, secretsOf(config));
  const metrics = createMetrics();
  const onError = (error: unknown) => log.error(error);
  const onLog = (line: string) => log.warn(line);
  for (const line of await missingModels()) onLog(line);
  const { blobs, store, sharedStore, ...backend } = await openBackend(config, {
    createEngine: watchEngines(createEngine, metrics.engine),
    onLog,
    onChoice: (line) => log.info(line),
    onError,
  });
  const queue = watchJobs(backend.queue, [metrics.jobs, logJobs(log)], onError);
  const noteRefusal = logRefusals(log);
  const pictures = createPictureProcesses({ onLog });
  const app = await createApp({
    queue,
    blobs,
    store,
    sharedStore,
    platforms: await platformsOf(config),
    presets: await loadPresets(),
    presetPicture,
    pictures,
    motion: config,
    networks: () => installedNetworks(config.modelsDir),
    page: fileURLToPath(new URL('../bots/web/page', import.meta.url)),
    names: [config.host, hostname()].map((name) => name.toLowerCase()),
    uploads: uploadLimits(config),
    screening: config.screening,
    onRefused: (refusal) => {
      metrics.refused(refusal);
      noteRefusal(refusal);
    },
    onVisit: () => backend.warmUp(),
    editWatch: metrics.edits,
    onLog,
    onConnected: (line) => log.info(line),
    onError,
  });

  let stopping = false;
  const token = newToken();
  opsRoutes(app.server, {
    queue,
    metrics,
    token,
    async assertReady() {
      if (stopping) throw new AtelierError('shutting_down', 'Atelier is being stopped');
      await backend.assertReady();
    },
  });
  const shards = await discordShardsOf(config, onLog);
  let removeControl: (() => void) | undefined;
  let endRetention: (() => void) | undefined;
  const stop = async () => {
    if (stopping) process.exit(1); // a second signal: at once, as by a crash
    stopping = true;
    // Jobs first: those that can finish in time still say so in their messages.
    await queue.close();
    await Promise.all([app.close(), shards?.close()]);
    pictures.close();
    endRetention?.();
    removeControl?.();
    await backend.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      stop().catch(exitBecauseOf);
    });
  endOnDefect(onError, stop);

  // The port before the jobs: a program that cannot start must not begin any.
  const { host, port, publicHost, publicPort } = config;
  const url = await listen(app.server, { host, port, hostName: 'HOST', portName: 'PORT' });
  if (app.publicServer) {
    const names = { hostName: 'PUBLIC_HOST', portName: 'PUBLIC_PORT' };
    const open = await listen(app.publicServer, { host: publicHost, port: publicPort, ...names });
    log.info(`requests from outside are taken at ${open}, where a proxy leads them`);
  }
  await app.start();
  shards?.start().catch(exitBecauseOf);
  endRetention = backend.startRetention(app.forgetBefore);
  removeControl = writeControl(config.dataDir, { url, token });
  console.log(`Atelier is open at ${url}`);
}
