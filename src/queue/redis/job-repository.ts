/**
 * Jobs in Redis: what the scripts in lua/ do, with types. A job is a hash `job:ID`: as it was submitted under `job`, what changes
 * in fields of its own. `plan` is the part of it that planning needs, and its entry in the line.
 */
import { randomUUID } from 'node:crypto';
import { AtelierError, type ErrorValue } from '../../domain/errors.js';
import type { DoneEvent } from '../../domain/event.js';
import { decodeJob, encodeJob, hasEnded, type Job } from '../../domain/job.js';
import type { BlobKey, StyleRequest } from '../../domain/request.js';
import type { Clock } from '../../lib/clock.js';
import { fingerprint } from '../fingerprint.js';
import type { LastEvent } from '../job-execution.js';
import { KEPT_PER_USER, type MemberLimits } from '../queue.js';
import { communityPart, DAY_MS, type QueueLimits, type Requester } from '../scheduling/limits.js';
import type { PlannedJob, PlannedRun } from '../scheduling/planner.js';
import { workSizeOf } from '../scheduling/speed.js';
import { encodeEvent } from './event-codec.js';
import type { RunningEntry, WaitingEntry } from './queue-snapshot.js';
import type { RedisConnection } from './redis-connection.js';

export interface StoredJob {
  job: Job;
  checkpoint?: BlobKey;
  /** Its last event, numbered, while it runs. */
  last?: Buffer;
}

/** A run by its job and an id of its own: the worker that takes the job over has another. */
export interface RunKey {
  job: PlannedJob;
  run: string;
}

/** Why there is no place; `oldest`: ms since the epoch of the job that frees a place when it is a day old. */
export type Limit = { of: 'queue' | 'user' | 'community' | 'member' } | { of: 'day'; oldest: number };

export interface RepositoryOptions {
  connection: RedisConnection;
  /** How long ended jobs are kept, s. */
  retention: number;
  clock: Clock;
  /** Called for jobs that cannot be read: they are skipped. */
  onError: (error: unknown) => void;
}

/** A message is posted within seconds, or at a rate limit within minutes; after this, s, its place is given up. */
const RESERVATION_S = 600;

/** The script only says what limit there is. */
const NO_RESERVATION = 0;

/** Whose keys a script about one job is given. */
type Keyed = Pick<Job, 'id' | 'user' | 'community'>;

export class RedisJobRepository {
  readonly #connection: RedisConnection;
  readonly #retention: number;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;

  constructor({ connection, retention, clock, onError }: RepositoryOptions) {
    this.#connection = connection;
    this.#retention = retention;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** Holds a place for a job; returns the limit that leaves no room for it. One with a result takes no place in line. */
  async reserve(
    job: Job,
    bot: string,
    limits: QueueLimits,
    { perMember, perDay }: MemberLimits,
  ): Promise<Limit | undefined> {
    const bounds = job.result ? [0, 0, 0, 0] : boundsOf(limits, perMember);
    const times = [this.#clock.now() - DAY_MS, RESERVATION_S];
    const args = [job.id, ...bounds, perDay, ...times, ...fieldsOf(job, bot)];
    return this.#limitSaid(await this.#connection.run('reserve', this.#keys(job, bot), args));
  }

  /** The limit that leaves no room for a job of this person at the moment; holds nothing. */
  async limitFor(
    { user, community }: Requester,
    bot: string,
    limits: QueueLimits,
    { perMember, perDay }: MemberLimits,
  ): Promise<Limit | undefined> {
    const keys = this.#keys({ id: randomUUID(), user, community }, bot);
    const times = [this.#clock.now() - DAY_MS, NO_RESERVATION];
    const fields = ['user', user, 'community', community];
    const args = ['', ...boundsOf(limits, perMember), perDay, ...times, ...fields];
    return this.#limitSaid(await this.#connection.run('reserve', keys, args));
  }

  #limitSaid(answer: unknown): Limit | undefined {
    const [limit, oldest] = answer as ['ok' | Limit['of'], string | undefined];
    if (limit === 'ok') return undefined;
    return limit === 'day' ? { of: limit, oldest: Number(oldest) } : { of: limit };
  }

  /** The job's message is posted: it joins the line. False when the reservation has run out. */
  async release(job: Job, bot: string): Promise<boolean> {
    const times = [this.#clock.now(), this.#retention];
    const args = [job.id, encodeJob(job), ...times];
    const isThere = (await this.#connection.run('release', this.#keys(job, bot), args)) === 1;
    if (isThere) await this.#listForUser(job);
    return isThere;
  }

  /** Gives a reserved place up. */
  async discard(job: PlannedJob, plan = JSON.stringify(planOf(job))): Promise<void> {
    const { id, user, community } = job;
    await this.#connection.run('discard', this.#keys(job), [id, plan, user, community]);
  }

  /** Undefined when there is none. Rejects with storage_failed when it cannot be read. */
  async get(id: string): Promise<StoredJob | undefined> {
    const key = this.#connection.key('job', id);
    const hash = await this.#connection.call((redis) => redis.hgetallBuffer(key));
    return hash.job && decodeStored(hash);
  }

  /** Those of these that are there and can be read, in their order. */
  async #getAll(ids: readonly string[]): Promise<Job[]> {
    const stored = await Promise.all(
      ids.map((id) =>
        this.get(id).catch((error) => {
          if (!(error instanceof AtelierError && error.code === 'storage_failed')) throw error;
          this.#onError(error);
          return undefined;
        }),
      ),
    );
    return stored.flatMap((found) => (found ? [found.job] : []));
  }

  /** Those of these whose hash is not there. */
  async missing(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const answers = await this.#connection.call((redis) => {
      const pipeline = redis.pipeline();
      for (const id of ids) pipeline.exists(this.#connection.key('job', id));
      return pipeline.exec();
    });
    return ids.filter((_, index) => answers?.[index]?.[1] === 0);
  }

  /** Jobs that have not ended, oldest first, then the latest that have: no more are read than are listed. */
  async list(most: number): Promise<Job[]> {
    const key = (name: string) => this.#connection.key(name);
    const [running, waiting, ended] = await this.#connection.call((redis) =>
      Promise.all([
        redis.hkeys(key('running')),
        redis.zrange(key('waiting'), 0, most - 1),
        redis.zrevrange(key('ended'), 0, most - 1),
      ]),
    );
    const open = [...running, ...waiting.map((plan) => (JSON.parse(plan) as PlannedJob).id)];
    const jobs = await this.#getAll([...new Set([...open, ...ended])].slice(0, most + running.length));
    const rank = (job: Job) => (hasEnded(job) ? Infinity : job.createdAt);
    return jobs.sort((a, b) => rank(a) - rank(b) || b.finishedAt! - a.finishedAt!).slice(0, most);
  }

  /** Jobs of one person, newest first. */
  async byUser(user: string, most: number): Promise<Job[]> {
    const key = this.#connection.key('made', user);
    const last = Math.min(most, KEPT_PER_USER) - 1;
    return this.#getAll(await this.#connection.call((redis) => redis.zrevrange(key, 0, last)));
  }

  /** Of these, in the state they have. */
  byIds(ids: readonly string[]): Promise<Job[]> {
    return this.#getAll(ids);
  }

  /** The jobs of a bot whose end was not delivered, in the order of their arrival. */
  async open(bot: string): Promise<Job[]> {
    const open = this.#connection.key('open', bot);
    const ids = await this.#connection.call((redis) => redis.zrange(open, 0, -1));
    const forgotten = await this.missing(ids);
    if (forgotten.length > 0) await this.#connection.call((redis) => redis.zrem(open, ...forgotten));
    return this.#getAll(ids);
  }

  async delivered(id: string, bot: string): Promise<void> {
    await this.#connection.call((redis) => redis.zrem(this.#connection.key('open', bot), id));
  }

  async resultFor(request: StyleRequest): Promise<DoneEvent | undefined> {
    const key = this.#connection.key('result', fingerprint(request));
    const result = await this.#connection.call((redis) => redis.get(key));
    return result === null ? undefined : JSON.parse(result);
  }

  /** False when it had ended. */
  async cancel(id: string): Promise<boolean> {
    const keyed = await this.#keyed(id);
    if (keyed === undefined) return false;
    const args = [id, this.#clock.now(), this.#retention];
    return (await this.#connection.run('cancel', this.#keys(keyed), args)) === 1;
  }

  /** False when it is no job that has failed or was cancelled. */
  async retry(job: Job): Promise<boolean> {
    const keyed = await this.#keyed(job.id);
    const keys = this.#keys(job, keyed?.bot);
    return (await this.#connection.run('retry', keys, [job.id, encodeJob(job)])) === 1;
  }

  /** Makes a waiting job this run's; see lua/take.lua. */
  async take(
    { job, run }: RunKey,
    ticket: string,
    { plan }: WaitingEntry,
    version: string,
  ): Promise<'taken' | 'raced' | 'lost'> {
    const startedAt = this.#clock.now();
    const entry = JSON.stringify({ ...job, startedAt } satisfies RunningEntry);
    const args = [job.id, ticket, run, version, startedAt, entry, plan, job.user, job.community];
    return (await this.#connection.run('take', this.#keys(job), args)) as 'taken' | 'raced' | 'lost';
  }

  /**
   * What the run tells; says whether it is still wanted. `end`: when it is expected to end, ms since the epoch. `hasBegun`: the
   * engine has begun the work.
   */
  async publish(
    { job, run }: RunKey,
    event: Buffer,
    { end, hasBegun }: { end?: number | undefined; hasBegun: boolean },
  ): Promise<'ok' | 'cancel' | 'lost'> {
    const args = [job.id, run, end ?? '', hasBegun ? '1' : '', event];
    return (await this.#connection.run('publish-event', this.#keys(job), args)) as 'ok' | 'cancel' | 'lost';
  }

  /** The run can be resumed from here. Returns the checkpoint that nobody needs any more. */
  async checkpoint({ job, run }: RunKey, key: BlobKey): Promise<BlobKey | undefined> {
    return keyOf(await this.#connection.run('checkpoint', this.#keys(job), [job.id, run, key]));
  }

  /** The run has ended its job. Returns the checkpoint that nobody needs any more. */
  async end({ run }: Pick<RunKey, 'run'>, job: Job, last: LastEvent): Promise<BlobKey | undefined> {
    const past = this.#pastRun({ ...job, state: last.type });
    const [field, value] =
      last.type === 'done' ? ['result', last] : ['error', last.type === 'failed' && last.error];
    const end = [last.type, value ? field : '', value ? JSON.stringify(value) : ''];
    const times = [this.#clock.now(), this.#retention];
    const keys = [...this.#keys(job), this.#connection.key('result', fingerprint(job.request))];
    const args = [job.id, run, past, ...times, encodeEvent(last), ...end];
    return keyOf(await this.#connection.run('end', keys, args));
  }

  /** The run was stopped in order: another worker resumes its job. Returns the checkpoint that nobody needs any more. */
  async giveBack({ run }: Pick<RunKey, 'run'>, job: Job): Promise<BlobKey | undefined> {
    const past = this.#pastRun({ ...job, state: 'waiting' });
    return keyOf(await this.#connection.run('give-back', this.#keys(job), [job.id, run, past]));
  }

  /** The run's job cannot be read: it ends with this error, and is not tried again. */
  async fail({ job, run }: RunKey, error: ErrorValue): Promise<void> {
    const past = { job: { ...job, state: 'failed', finishedAt: this.#clock.now() }, seconds: 0 };
    const event = encodeEvent({ type: 'failed', error });
    const times = [this.#clock.now(), this.#retention];
    const args = [
      job.id,
      run,
      JSON.stringify(past),
      ...times,
      event,
      'failed',
      'error',
      JSON.stringify(error),
    ];
    await this.#connection.run('end', [...this.#keys(job), this.#connection.key('result', 'none')], args);
  }

  /**
   * The worker that held the ticket in this turn has died. Returns the checkpoint that nobody needs any more. `error`: what the job ends
   * with when that was one death too many.
   */
  async abandon(
    ticket: string,
    turn: string,
    mostDeaths: number,
    error: ErrorValue,
  ): Promise<BlobKey | undefined> {
    const id = turn.split(' ')[0]!;
    const keys = this.#keys((await this.#keyed(id)) ?? { id, user: '', community: '' });
    const times = [this.#clock.now(), this.#retention];
    const args = [id, ticket, turn, mostDeaths, ...times, JSON.stringify(error)];
    return keyOf(await this.#connection.run('abandon', keys, args));
  }

  /** What a ticket is used for. */
  async turnOf(ticket: string): Promise<string | undefined> {
    const turn = await this.#connection.call((redis) => redis.hget(this.#connection.key('turns'), ticket));
    return turn ?? undefined;
  }

  /** A run that was given up for dead was not. */
  async absolve(job: Keyed): Promise<void> {
    await this.#connection.run('absolve', this.#keys(job), [job.id]);
  }

  /** Says that a worker lives; returns how many jobs wait, what tickets are used for, and the reservations that have run out. */
  async alive(worker: string): Promise<{ waiting: number; turns: [string, string][]; expired: string[] }> {
    const answer = await this.#connection.run('alive', [], [worker, RESERVATION_S * 1000]);
    const [waiting, flat, expired] = answer as [number, string[], string[]];
    const turns = flat.flatMap((ticket, index) =>
      index % 2 === 0 ? [[ticket, flat[index + 1]!] as [string, string]] : [],
    );
    return { waiting, turns, expired };
  }

  async removeWorker(worker: string): Promise<void> {
    await this.#connection.call((redis) => redis.zrem(this.#connection.key('workers'), worker));
  }

  /** What `byUser` reads: ids by time of arrival. Lost with the connection it is one line of a list, so no part of a script. */
  async #listForUser({ id, user, createdAt }: Job): Promise<void> {
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

  /** What never changes of a job and names its keys. */
  async #keyed(id: string): Promise<(Keyed & { bot: string }) | undefined> {
    const key = this.#connection.key('job', id);
    const [user, community, bot] = await this.#connection.call((redis) =>
      redis.hmget(key, 'user', 'community', 'bot'),
    );
    return user && community && bot ? { id, user, community, bot } : undefined;
  }

  #keys({ id, user, community }: Keyed, bot = ''): string[] {
    const { key } = this.#connection;
    const member = `${community}|${user}`;
    return [key('job', id), key('open', bot), key('member-active', member), key('member-day', member)];
  }

  #pastRun(job: Job): string {
    const now = this.#clock.now();
    const past = { ...planOf(job), state: job.state, finishedAt: now };
    const seconds = Math.max(0, now - job.startedAt!) / 1000;
    return JSON.stringify({ job: past, seconds } satisfies PlannedRun);
  }
}

function planOf({ id, user, community, attempts, request }: PlannedJob): PlannedJob {
  return { id, user, community, attempts, request: { settings: workSizeOf(request) } };
}

function boundsOf(limits: QueueLimits, perMember: number): number[] {
  const { maxWaiting, maxWaitingPerUser } = limits;
  return [maxWaiting, maxWaitingPerUser, communityPart(limits, maxWaiting), perMember];
}

function fieldsOf(job: Job, bot: string): (string | number)[] {
  const { user, community, createdAt, result } = job;
  const fields = { job: encodeJob(job), plan: JSON.stringify(planOf(job)), user, community, createdAt, bot };
  const end = result && { finishedAt: job.finishedAt!, result: JSON.stringify(result) };
  return Object.entries({ ...fields, state: 'reserved', attempts: 0, ...end }).flat();
}

function decodeStored(hash: Record<string, Buffer>): StoredJob {
  const text = (field: string) => hash[field]?.toString();
  const number = (field: string) => (hash[field] ? { [field]: Number(text(field)) } : {});
  const json = (field: string) => (hash[field] ? { [field]: parse(text(field)!) } : {});
  const state = text('state');
  const job = {
    ...decodeJob(text('job')!),
    ...number('attempts'),
    ...number('deaths'),
    ...number('startedAt'),
    ...number('finishedAt'),
    ...json('result'),
    ...json('error'),
    // A place that is reserved has a job as well; it does not run before its message is posted.
    state: (state === 'reserved' ? 'waiting' : state) as Job['state'],
  };
  const checkpoint = text('checkpoint');
  return { job, ...(checkpoint && { checkpoint }), ...(hash.last && { last: hash.last }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AtelierError('storage_failed', 'a stored job is damaged', { cause });
  }
}

function keyOf(answer: unknown): BlobKey | undefined {
  return (answer as string) || undefined;
}
