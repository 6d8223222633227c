/** Looking from outside whether a worker lives: it has said so within its lease, by the server's clock (`ALIVE` in scripts.ts). */
import type { RedisConnection } from './redis-connection.js';

/** Whether Redis has heard from a worker of this machine in the last `lease` seconds. */
export async function hasLiveWorker(
  connection: RedisConnection,
  machine: string,
  lease: number,
): Promise<boolean> {
  return connection.call(async (redis) => {
    const [seconds] = await redis.time();
    const since = (Number(seconds) - lease) * 1000;
    const names = await redis.zrangebyscore(connection.key('workers'), since, '+inf');
    return names.some((name) => name.split(' ')[1] === machine); // "ENGINES MACHINE UUID", see `workerName`
  });
}
