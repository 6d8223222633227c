/**
 * `node dist/bin/healthcheck.js [worker]`: the health check of a container. Exit code 0 while the bot takes jobs, or, for a worker, which
 * has no port, while Redis hears from it; else 1 and the reason.
 */
import { hostname } from 'node:os';
import { exitBecauseOf } from '../app/exit.js';
import { type Config, loadConfig } from '../config/config.js';
import { AtelierError } from '../domain/errors.js';
import { readControl } from '../observability/control-file.js';
import { hasLiveWorker } from '../queue/redis/liveness.js';
import { RedisConnection } from '../queue/redis/redis-connection.js';

/** How long an answer may take, ms: above the 3 s in which the bot finds out that Redis is unavailable. */
const PATIENCE_MS = 5000;

await (process.argv[2] === 'worker' ? checkWorker : checkBot)(loadConfig()).catch(exitBecauseOf);

async function checkBot({ dataDir }: Config): Promise<void> {
  const control = readControl(dataDir);
  if (!control) throw new AtelierError('not_found', `no bot has left its address in ${dataDir}`);
  const answer = await fetch(`${control.url}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (cause: unknown) => {
      throw new AtelierError('not_found', `no bot answers at ${control.url}`, { cause });
    },
  );
  const words = await answer.text();
  if (!answer.ok) throw new AtelierError('not_found', words);
}

async function checkWorker({ redisUrl, workerLease }: Config): Promise<void> {
  const connection = new RedisConnection({ url: redisUrl, patience: PATIENCE_MS });
  try {
    await connection.open(PATIENCE_MS);
    if (await hasLiveWorker(connection, hostname(), workerLease)) return;
    throw new AtelierError(
      'not_found',
      `Redis has not heard from this machine’s worker for ${workerLease} s`,
    );
  } finally {
    connection.close();
  }
}
