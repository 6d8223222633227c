/**
 * Jobs in Redis: what `scripts.ts` does, with types. A job is a hash `job:ID`: as it was submitted under `job`, what changes
 * in fields of its own. `plan` is the part of it that planning needs, and its entry in the line.
 */
import type { ErrorValue } from '../../domain/errors.js';
import type { DoneEvent } from '../../domain/event.js';
import { decodeJob, encodeJob, type Job } from '../../domain/job.js';
import type { BlobKey, StyleRequest } from '../../domain/request.js';
import { fingerprint } from '../fingerprint.js';
import type { LastEvent } from '../job-execution.js';
import { KEPT_PER_USER } from '../queue.js';
import { communityPart, type QueueLimits } from '../scheduling/limits.js';
import type { PlannedJob, PlannedRun } from '../scheduling/planner.js';
import { encodeEvent } from './event-codec.js';
import type { RunningEntry } from './queue-snapshot.js';
import type { RedisConnection } from './redis-connection.js';
import * as scripts from './scripts.js';

export interface StoredJob {
  job: Job;
  checkpoint?: BlobKey;
  /** Its last news, numbered, while it runs. */
  last?: Buffer;
  /** It shall stop. */
  isCancelled: boolean;
}

/** A run by its job and an id of its own: whoever has taken the job over has another. */
export interface RunKey {
  id: string;
  run: string;
}

export type Limit = 'queue' | 'user' | 'community';

export interface StoreOptions {
  connection: RedisConnection;
  /** How long ended jobs are kept, s. */
  retention: number;
  /** Milliseconds since the epoch. */
  now: () => number;
}

export class RedisJobRepository {
  readonly #connection: RedisConnection;
  readonly #retention: number;
  readonly #now: () => number;

  constructor({ connection, retention, now }: StoreOptions) {
    this.#connection = connection;
    this.#retention = retention;
    this.#now = now;
  }

  /** Puts a job in line; returns the limit that leaves no room for it. */
  async submit(job: Job, bot: string, limits: QueueLimits): Promise<Limit | undefined> {
    const { maxWaiting, maxWaitingPerUser } = limits;
    const bounds = [maxWaiting, maxWaitingPerUser, communityPart(limits, maxWaiting)];
    const answer = await this.#connection.run(scripts.SUBMIT, job.id, ...bounds, ...fieldsOf(job, bot));
    if (answer !== 'ok') return answer as Limit;
    await this.#list(job);
    return undefined;
  }

  /** Keeps a job that was done at once. */
  async record(job: Job, bot: string): Promise<void> {
    const end = ['finishedAt', job.finishedAt!, 'result', JSON.stringify(job.result)];
    await this.#connection.run(scripts.RECORD, job.id, this.#retention, ...fieldsOf(job, bot), ...end);
    await this.#list(job);
  }

  async get(id: string): Promise<StoredJob | undefined> {
    const hash = await this.#connection.call((redis) => redis.hgetallBuffer(this.#connection.key('job', id)));
    return hash.job && decodeStored(hash);
  }

  /** Goes through all keys: for whoever runs it, not for every message. */
  async list(most: number): Promise<Job[]> {
    const keys = new Set<string>();
    let cursor = '0';
    do {
      const from = cursor;
      const pattern = this.#connection.key('job', '*');
      const [next, found] = await this.#connection.call((redis) =>
        redis.scan(from, 'MATCH', pattern, 'COUNT', 1000),
      );
      for (const key of found) keys.add(key);
      cursor = next;
    } while (cursor !== '0');
    const id = (key: string) => key.slice(this.#connection.key('job', '').length);
    const stored = await Promise.all(Array.from(keys, (key) => this.get(id(key))));
    const rank = ({ finishedAt, createdAt }: Job) => (finishedAt === undefined ? createdAt : Infinity);
    return stored
      .flatMap((found) => (found ? [found.job] : []))
      .sort((a, b) => rank(a) - rank(b) || b.finishedAt! - a.finishedAt!)
      .slice(0, most);
  }

  /** Jobs of one person, newest first. */
  async byUser(user: string, most: number): Promise<Job[]> {
    const key = this.#connection.key('made', user);
    const ids = await this.#connection.call((redis) =>
      redis.zrevrange(key, 0, Math.min(most, KEPT_PER_USER) - 1),
    );
    const stored = await Promise.all(ids.map((id) => this.get(id)));
    return stored.flatMap((found) => (found ? [found.job] : []));
  }

  /** The jobs of a bot whose end was not delivered, in the order of their arrival. */
  async open(bot: string): Promise<Job[]> {
    const open = this.#connection.key('open', bot);
    const ids = await this.#connection.call((redis) => redis.zrange(open, 0, -1));
    const stored = await Promise.all(ids.map((id) => this.get(id)));
    const forgotten = ids.filter((_, index) => stored[index] === undefined);
    if (forgotten.length > 0) await this.#connection.call((redis) => redis.zrem(open, ...forgotten));
    return stored.flatMap((found) => (found ? [found.job] : []));
  }

  async delivered(id: string, bot: string): Promise<void> {
    await this.#connection.call((redis) => redis.zrem(this.#connection.key('open', bot), id));
  }

  async resultFor(request: StyleRequest): Promise<DoneEvent | undefined> {
    const key = this.#connection.key('result', fingerprint(request));
    const result = await this.#connection.call((redis) => redis.get(key));
    return result === null ? undefined : JSON.parse(result);
  }

  async cancel(id: string): Promise<'ended' | 'asked' | 'late'> {
    const answer = await this.#connection.run(scripts.CANCEL, id, this.#now(), this.#retention);
    return answer as 'ended' | 'asked' | 'late';
  }

  /** False when it is no job that has failed or was cancelled. */
  async retry(job: Job): Promise<boolean> {
    return (await this.#connection.run(scripts.RETRY, job.id, encodeJob(job))) === 1;
  }

  /** Makes a waiting job this run's; false when the situation is not `version` any more. */
  async take(key: RunKey, ticket: string, job: PlannedJob, version: string): Promise<boolean> {
    const startedAt = this.#now();
    const entry = JSON.stringify({ ...job, startedAt } satisfies RunningEntry);
    return (
      (await this.#connection.run(scripts.TAKE, ticket, key.run, key.id, version, startedAt, entry)) === 1
    );
  }

  /** What the run tells; says whether it is still wanted. `end`: when it is expected to end, ms since the epoch. */
  async tell({ id, run }: RunKey, frame: Buffer, end?: number): Promise<'ok' | 'cancel' | 'lost'> {
    return (await this.#connection.run(scripts.NEWS, id, run, end ?? '', frame)) as 'ok' | 'cancel' | 'lost';
  }

  /** The run can be resumed from here. Returns the checkpoint that nobody needs any more. */
  async checkpoint({ id, run }: RunKey, key: BlobKey): Promise<BlobKey | undefined> {
    return keyOf(await this.#connection.run(scripts.CHECKPOINT, id, run, key));
  }

  /** The run has ended its job. Returns the checkpoint that nobody needs any more. */
  async end({ run }: Pick<RunKey, 'run'>, job: Job, last: LastEvent): Promise<BlobKey | undefined> {
    const past = this.#pastRun({ ...job, state: last.type });
    const [field, value] =
      last.type === 'done' ? ['result', last] : ['error', last.type === 'failed' && last.error];
    const state = [last.type, value ? field : '', JSON.stringify(value), fingerprint(job.request)];
    const times = [this.#now(), this.#retention];
    return keyOf(
      await this.#connection.run(scripts.END, job.id, run, past, ...times, encodeEvent(last), ...state),
    );
  }

  /** The run was stopped in order: its job goes on elsewhere. Returns the checkpoint that nobody needs any more. */
  async giveBack({ run }: Pick<RunKey, 'run'>, job: Job): Promise<BlobKey | undefined> {
    const past = this.#pastRun({ ...job, state: 'waiting' });
    const times = [this.#now(), this.#retention];
    return keyOf(await this.#connection.run(scripts.GIVE_BACK, job.id, run, past, ...times));
  }

  /**
   * Whoever had the ticket has died, in that turn if one is named. Returns the checkpoint that nobody needs any more.
   * `error`: what the job ends with when that was once too often.
   */
  async abandon(
    ticket: string,
    mostDeaths: number,
    error: ErrorValue,
    turn = '',
  ): Promise<BlobKey | undefined> {
    const rest = [mostDeaths, this.#now(), this.#retention, JSON.stringify(error)];
    return keyOf(await this.#connection.run(scripts.ABANDON, ticket, turn, ...rest));
  }

  /** A run that was given up for dead was not. */
  async absolve(id: string): Promise<void> {
    await this.#connection.run(scripts.ABSOLVE, id);
  }

  /** Says that a worker lives; returns how many jobs wait, and what the tickets of those that run are used for. */
  async alive(worker: string): Promise<{ waiting: number; turns: Record<string, string> }> {
    await this.#connection.run(scripts.ALIVE, worker);
    return this.#connection.call(async (redis) => ({
      waiting: await redis.zcard(this.#connection.key('waiting')),
      turns: await redis.hgetall(this.#connection.key('turns')),
    }));
  }

  async gone(worker: string): Promise<void> {
    await this.#connection.call((redis) => redis.zrem(this.#connection.key('workers'), worker));
  }

  /** What `byUser` reads: ids by time of arrival. Lost with the connection it is one line of a list, so no part of a script. */
  async #list({ id, user, createdAt }: Job): Promise<void> {
    const key = this.#connection.key('made', user);
    await this.#connection.call((redis) =>
      redis
        .multi()
        .zadd(key, createdAt, id)
        .zremrangebyrank(key, 0, -KEPT_PER_USER - 1)
        .expire(key, this.#retention)
        .exec(),
    );
  }

  #pastRun(job: Job): string {
    const now = this.#now();
    const past = { ...planOf(job), state: job.state, finishedAt: now };
    return JSON.stringify({ job: past, seconds: (now - job.startedAt!) / 1000 } satisfies PlannedRun);
  }
}

function planOf({ id, user, community, attempts, request: { settings } }: Job): PlannedJob {
  const { network, quality, size } = settings;
  return { id, user, community, attempts, request: { settings: { network, quality, size } } };
}

function fieldsOf(job: Job, bot: string): (string | number)[] {
  const { state, user, community } = job;
  const fields = { job: encodeJob(job), plan: JSON.stringify(planOf(job)), state, user, community, bot };
  return Object.entries({ ...fields, attempts: 0 }).flat();
}

function decodeStored(hash: Record<string, Buffer>): StoredJob {
  const text = (field: string) => hash[field]?.toString();
  const number = (field: string) => (hash[field] ? { [field]: Number(text(field)) } : {});
  const json = (field: string) => (hash[field] ? { [field]: JSON.parse(text(field)!) } : {});
  const job = {
    ...decodeJob(text('job')!),
    ...number('attempts'),
    ...number('deaths'),
    ...number('startedAt'),
    ...number('finishedAt'),
    ...json('result'),
    ...json('error'),
    state: text('state') as Job['state'],
  };
  const checkpoint = text('checkpoint');
  return {
    job,
    ...(checkpoint && { checkpoint }),
    ...(hash.last && { last: hash.last }),
    isCancelled: hash.cancel !== undefined,
  };
}

function keyOf(answer: unknown): BlobKey | undefined {
  return (answer as string) || undefined;
}
