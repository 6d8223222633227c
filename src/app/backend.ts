/** What the bots stand on, as the settings have it: everything in this process, or jobs in Redis for workers on other machines. */
import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.js';
import { AtelierError } from '../domain/errors.js';
import type { Engine } from '../engine/engine.js';
import type { CreateEngine } from '../engine/pool/process-pool.js';
import { systemClock, unhurried } from '../lib/clock.js';
import { openDataDir } from '../queue/local/data-dir.js';
import { LocalQueue } from '../queue/local/local-queue.js';
import { Retention } from '../queue/local/retention.js';
import type { JobQueue } from '../queue/queue.js';
import { RedisConnection } from '../queue/redis/redis-connection.js';
import { RedisQueue } from '../queue/redis/redis-queue.js';
import type { BlobStore } from '../queue/storage/blobs.js';
import { RedisBlobs } from '../queue/storage/blobs-redis.js';
import { S3Blobs } from '../queue/storage/blobs-s3.js';
import type { KeyValueStore } from '../queue/storage/local-key-value.js';
import {
  localSharedStore,
  redisSharedStore,
  SHARED_PREFIX,
  type SharedKeyValueStore,
} from '../queue/storage/shared-key-value.js';

export interface Backend {
  queue: JobQueue;
  blobs: BlobStore;
  /** What the transport of this name keeps for itself, on this machine. */
  store(space: string): KeyValueStore;
  /** What all bots of the queue share under this name. */
  sharedStore(space: string): SharedKeyValueStore;
  /** Somebody is about to ask for a picture: the engine of this machine, where there is one, gets ready. */
  warmUp(): void;
  /** Rejects with the reason why no job can be taken at the moment. */
  assertReady(): Promise<void>;
  /** Looks after retention from now on; `onForget` hears what nothing may show any more. Returns the way to stop. */
  startRetention(onForget: (before: number) => void): () => void;
  /** After the queue and its users were closed. */
  close(): Promise<void>;
}

export interface BackendTools {
  createEngine: CreateEngine;
  onLog: (line: string) => void;
  /** Called with one line about the runtime, once it is chosen. */
  onChoice: (line: string) => void;
  onError: (error: unknown) => void;
}

/** How long somebody in a chat waits to hear that the queue is unreachable, ms: platforms want an answer within 3 s or so. */
const PATIENCE_MS = 3000;

/** How long the key lasts that tells whether Redis can be written, ms. */
const PROBE_MS = 10_000;

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

export function openBackend(config: Config, tools: BackendTools): Promise<Backend> {
  return config.redisUrl === '' ? openLocal(config, tools) : openRedis(config, tools);
}

/** The engine of the settings. */
export function engineFor(
  config: Config,
  { createEngine, onLog, onChoice }: Omit<BackendTools, 'onError'>,
): Engine {
  const { engineProcesses: processes, engineThreads: threads, memoryLimit, modelsDir } = config;
  const { runtime, wideNetwork } = config;
  const how = { processes, threads, memoryLimit, modelsDir, runtime, wideNetwork };
  return createEngine({ ...how, onLog, onChoice });
}

/** Where pictures go that many machines share. Throws invalid_input when the settings for it are not complete. */
export function sharedBlobs(config: Config, connection: RedisConnection): BlobStore {
  const { s3Endpoint: endpoint, s3Bucket: bucket, s3Region: region } = config;
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = config;
  if (endpoint === '') return new RedisBlobs(connection, config.retentionDays);
  if (!URL.canParse(endpoint))
    throw new AtelierError('invalid_input', 'S3_ENDPOINT must be an address like https://host');
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new AtelierError('invalid_input', 'S3_ENDPOINT needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  }
  return new S3Blobs({ endpoint, bucket, region, accessKeyId, secretAccessKey });
}

async function openLocal(config: Config, tools: BackendTools): Promise<Backend> {
  const { onError } = tools;
  const { blobs, repository, store, ...data } = openDataDir(config.dataDir, onError);
  const engine = engineFor(config, tools);
  const { engineProcesses: concurrency, reuseResults: reuse, shutdownGrace: grace, retentionDays } = config;
  const queue = new LocalQueue({
    engine,
    blobs,
    repository,
    concurrency,
    limits: config,
    reuse,
    grace,
    onError,
  });
  return {
    queue,
    blobs,
    store,
    sharedStore: (space) => localSharedStore(store(`${SHARED_PREFIX}${space}`)),
    warmUp: () => engine.warmUp?.(),
    assertReady: async () => data.assertWritable(),
    startRetention: (onForget) =>
      new Retention({ repository, blobs, retentionDays, onForget }).start(onError),
    async close() {
      await engine.close();
      data.close();
    },
  };
}

async function openRedis(config: Config, { onLog, onError }: BackendTools): Promise<Backend> {
  const { retentionDays, workerLease: lease, reuseResults: reuse } = config;
  const data = openDataDir(config.dataDir, onError);
  const connection = new RedisConnection({ url: config.redisUrl, patience: PATIENCE_MS, onLog });
  const blobs = sharedBlobs(config, connection);
  await connection.open();
  const bot = nameIn(data.store('bot'));
  const withdrawn = data.store('withdrawn');
  const accepted = data.store('accepted');
  const queue = new RedisQueue({
    connection,
    blobs,
    bot,
    withdrawn,
    accepted,
    limits: config,
    reuse,
    retentionDays,
    lease,
    onError,
  });
  return {
    queue,
    blobs,
    store: data.store,
    sharedStore: (space) => redisSharedStore(connection, space),
    warmUp() {},
    async assertReady() {
      data.assertWritable();
      // A write: a full server, or one that has lost its replicas, still answers a ping.
      await connection.call((redis) => redis.set(connection.key('probe'), '', 'PX', PROBE_MS));
    },
    startRetention(onForget) {
      // Jobs and pictures go by themselves.
      const now = unhurried(systemClock);
      const forget = () => onForget(now() - retentionDays * DAY);
      const timer = setInterval(forget, HOUR).unref();
      return () => clearInterval(timer);
    },
    async close() {
      connection.close();
      data.close();
    },
  };
}

/** A bot is known to Redis by a name that its folder keeps: after a restart it finds its jobs, and only its own. */
function nameIn(store: KeyValueStore): string {
  const known = store.all().find(({ key }) => key === 'name');
  if (known) return known.value as string;
  const name = randomUUID();
  store.put('name', name);
  return name;
}
