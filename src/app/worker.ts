/** A worker: takes jobs from Redis and runs them, without any chat. The caller provides the engine. */

import { loadConfig, secretsOf } from '../config/config.js';
import { AtelierError } from '../domain/errors.js';
import type { CreateEngine } from '../engine/pool/process-pool.js';
import { missingModels } from '../engine/vision/missing-models.js';
import { createLog } from '../observability/logger.js';
import { RedisConnection } from '../queue/redis/redis-connection.js';
import { createWorker } from '../queue/redis/redis-worker.js';
import { engineFor, sharedBlobs } from './backend.js';
import { endOnDefect, exitBecauseOf, keepFilesPrivate } from './exit.js';

/** Runs until a signal ends it; what keeps it from starting is said in one line, and the process exits with 1. */
export function runWorker(createEngine: CreateEngine): Promise<void> {
  return start(createEngine).catch(exitBecauseOf);
}

async function start(createEngine: CreateEngine): Promise<void> {
  keepFilesPrivate();
  const config = loadConfig();
  if (config.redisUrl === '') {
    throw new AtelierError('invalid_input', 'a worker gets its jobs from Redis; set REDIS_URL');
  }
  const log = createLog(config.logLevel, secretsOf(config));
  const onLog = (line: string) => log.warn(line);
  for (const line of await missingModels()) onLog(line);
  const onError = (error: unknown) => log.error(error);
  const connection = new RedisConnection({ url: config.redisUrl, onLog });
  const blobs = sharedBlobs(config, connection);
  await connection.open();
  const engine = engineFor(config, { createEngine, onLog, onChoice: (line) => log.info(line) });
  const { engineProcesses: concurrency, retentionDays, workerLease: lease, shutdownGrace: grace } = config;
  const parts = { connection, engine, blobs, concurrency };
  const worker = await createWorker({ ...parts, limits: config, retentionDays, lease, grace, onError });
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1); // a second signal: at once, as by a crash
    stopping = true;
    await worker.close();
    await engine.close();
    connection.close();
    // ioredis leaves behind the timer (socketTimeout) of BullMQ's command that waits for a ticket: 15 s of nothing to do.
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      stop().catch(exitBecauseOf);
    });
  endOnDefect(onError, stop);
  console.log(`Atelier paints, ${concurrency} at once`);
}
