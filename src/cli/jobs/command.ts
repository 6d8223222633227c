/**
 * `atelier jobs`: jobs for the operator. It asks the running program, which alone may change them; while none runs,
 * the database on disk can still be read.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../config/config.js';
import { AtelierError, type ErrorValue, errorFromValue, toAtelierError } from '../../domain/errors.js';
import type { Job } from '../../domain/job.js';
import { MOST_LISTED } from '../../observability/admin-routes.js';
import { type Control, readControl } from '../../observability/control-file.js';
import { Database } from '../../queue/local/database.js';
import { JobRepository } from '../../queue/local/job-repository.js';
import type { CliContext } from '../run-command.js';
import { wrong } from '../usage.js';
import type { JobsArguments } from './arguments.js';
import { type ShownJob, sheet, table } from './table.js';

type Warn = CliContext['warn'];

export async function runJobs(
  args: JobsArguments,
  { stdout, warn }: Pick<CliContext, 'stdout' | 'warn'>,
): Promise<void> {
  const config = loadConfig();
  const whole = await withWholeId(args, config, warn);
  const answer = await answerTo(whole, config, warn);
  stdout.write(`${args.json ? JSON.stringify(answer) : inWords(whole, answer)}\n`);
}

/** The first characters of an id do where they are those of one job only; what is that of none is left for the refusal. */
async function withWholeId(args: JobsArguments, config: Config, warn: Warn): Promise<JobsArguments> {
  if (args.action === 'list' || args.id.length >= ID_LENGTH) return args;
  const jobs = (await answerTo(
    { action: 'list', most: MOST_LISTED, json: false },
    config,
    warn,
  )) as ShownJob[];
  const [found, ...others] = jobs.filter(({ id }) => id.startsWith(args.id));
  if (others.length > 0)
    throw wrong(`${others.length + 1} jobs begin with "${args.id}"; give more of the id`);
  return { ...args, id: found?.id ?? args.id };
}

/** A UUID. */
const ID_LENGTH = 36;

async function answerTo(args: JobsArguments, config: Config, warn: Warn): Promise<ShownJob | ShownJob[]> {
  const control = readControl(config.dataDir);
  const answer = control && (await ask(control, args));
  return answer ?? fromDisk(args, config, warn);
}

/** Undefined when nobody is there, or somebody who does not know the token: what a program that was killed has left. */
async function ask({ url, token }: Control, args: JobsArguments): Promise<ShownJob | ShownJob[] | undefined> {
  const isChange = args.action === 'cancel' || args.action === 'retry';
  const path =
    args.action === 'list'
      ? `?most=${args.most}`
      : `/${encodeURIComponent(args.id)}${isChange ? `/${args.action}` : ''}`;
  const headers = { authorization: `Bearer ${token}` };
  const method = isChange ? 'POST' : 'GET';
  const response = await fetch(`${url}/admin/jobs${path}`, { method, headers }).catch(() => undefined);
  const body: unknown = await response?.json().catch(() => undefined);
  if (response?.ok) return body as ShownJob | ShownJob[];
  const error = (body as { error?: ErrorValue } | undefined)?.error;
  if (error === undefined || error.code === 'forbidden') return undefined;
  throw errorFromValue(error);
}

function fromDisk(args: JobsArguments, { dataDir, redisUrl }: Config, warn: Warn): Job | Job[] {
  const absent = `no Atelier runs on ${dataDir}`;
  if (args.action === 'cancel' || args.action === 'retry') {
    throw new AtelierError('queue_unreachable', `${absent}; start it, then ${args.action} the job`);
  }
  if (redisUrl !== '') {
    throw new AtelierError('queue_unreachable', `${absent}, and jobs are in Redis; start it, then ask again`);
  }
  const path = join(dataDir, 'journal.db');
  if (!existsSync(path))
    throw new AtelierError('queue_unreachable', `${absent}, and there are no jobs there`);
  const database = new Database(path);
  try {
    const repository = new JobRepository(database, (error) => warn(toAtelierError(error).message));
    if (args.action === 'list') return repository.list(args.most);
    const job = repository.get(args.id);
    if (!job) throw new AtelierError('not_found', `there is no job ${args.id} (any more)`);
    return job;
  } finally {
    database.close();
  }
}

function inWords(args: JobsArguments, answer: ShownJob | ShownJob[]): string {
  if (Array.isArray(answer)) return table(answer);
  if (args.action === 'show' || args.action === 'list') return sheet(answer);
  return args.action === 'cancel' ? `${args.id} is cancelled` : `${args.id} is in line again`;
}
