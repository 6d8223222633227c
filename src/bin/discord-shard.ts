/**
 * One connection to Discord as a process: what the bot is, without its web chat, against the queue in Redis. Started by connection/shards.ts;
 * it ends with the program that has started it.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBackend } from '../app/backend.js';
import { createApp, uploadLimits } from '../app/chat-app.js';
import { endOnDefect, exitBecauseOf, keepFilesPrivate } from '../app/exit.js';
import { createPictureProcesses } from '../app/pictures/picture-processes.js';
import { loadPresets, presetPicture } from '../app/presets.js';
import { discord } from '../bots/discord/platform.js';
import { loadConfig, secretsOf, shardOf } from '../config/config.js';
import { AtelierError } from '../domain/errors.js';
import { createProcessPool } from '../engine/pool/process-pool.js';
import { logJobs, logRefusals, watchJobs } from '../observability/job-watch.js';
import { createLog } from '../observability/logger.js';

await start().catch(exitBecauseOf);

async function start(): Promise<void> {
  keepFilesPrivate();
  const shard = shardOf();
  const config = loadConfig();
  if (shard === undefined || config.redisUrl === '')
    throw new AtelierError(
      'invalid_input',
      'this is started by Atelier itself; set DISCORD_SHARDS and REDIS_URL, and start that',
    );
  // A folder for each: from it the process knows which jobs are its own after a restart.
  const dataDir = join(config.dataDir, `discord-shard-${shard.id}`);
  const log = createLog(config.logLevel, secretsOf(config));
  const onError = (error: unknown) => log.error(error);
  const onLog = (line: string) => log.warn(line);
  const tools = {
    createEngine: createProcessPool,
    onLog,
    onChoice: (line: string) => log.info(line),
    onError,
  };
  const { blobs, store, sharedStore, ...backend } = await openBackend({ ...config, dataDir }, tools);
  const queue = watchJobs(backend.queue, [logJobs(log)], onError);
  const pictures = createPictureProcesses({ onLog });
  const app = await createApp({
    queue,
    blobs,
    store,
    sharedStore,
    platforms: [discord(config, { shard })],
    presets: await loadPresets(),
    presetPicture,
    pictures,
    motion: config,
    page: fileURLToPath(new URL('../bots/web/page', import.meta.url)),
    uploads: uploadLimits(config),
    screening: config.screening,
    onRefused: logRefusals(log),
    onLog,
    onConnected: (line) => log.info(line),
    onError,
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await queue.close();
    await app.close();
    pictures.close();
    await backend.close();
    process.disconnect?.();
  };
  const end = () => {
    stop().catch(exitBecauseOf);
  };
  endOnDefect(onError, stop);
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(event, end);
  await app.start();
}
