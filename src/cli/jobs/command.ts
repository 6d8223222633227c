/**
 * `atelier jobs`: jobs for the operator. It asks the running program, which alone may change them; while none runs,
 * the database on disk can still be read.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../config/config.js';
import { AtelierError, type ErrorValue, errorFromValue, toAtelierError } from '../../domain/errors.js';
import type { Job } from '../../domain/job.js';
import { type Control, readControl } from '../../observability/control-file.js';
import { Database } from '../../queue/local/database.js';
import { JobRepository } from '../../queue/local/job-repository.js';
import type { CliContext } from '../run-command.js';
import type { JobsWords } from './arguments.js';
import { type ShownJob, sheet, table } from './table.js';

type Warn = CliContext['warn'];

export async function runJobs(
  words: JobsWords,
  { stdout, warn }: Pick<CliContext, 'stdout' | 'warn'>,
): Promise<void> {
  const answer = await answerTo(words, loadConfig(), warn);
  stdout.write(`${words.json ? JSON.stringify(answer) : inWords(words, answer)}\n`);
}

async function answerTo(words: JobsWords, config: Config, warn: Warn): Promise<ShownJob | ShownJob[]> {
  const control = readControl(config.dataDir);
  const answer = control && (await ask(control, words));
  return answer ?? fromDisk(words, config, warn);
}

/** Undefined when nobody is there, or somebody who does not know the token: what a program that was killed has left. */
async function ask({ url, token }: Control, words: JobsWords): Promise<ShownJob | ShownJob[] | undefined> {
  const isChange = words.action === 'cancel' || words.action === 'retry';
  const path =
    words.action === 'list'
      ? `?most=${words.most}`
      : `/${encodeURIComponent(words.id)}${isChange ? `/${words.action}` : ''}`;
  const headers = { authorization: `Bearer ${token}` };
  const method = isChange ? 'POST' : 'GET';
  const response = await fetch(`${url}/admin/jobs${path}`, { method, headers }).catch(() => undefined);
  const body: unknown = await response?.json().catch(() => undefined);
  if (response?.ok) return body as ShownJob | ShownJob[];
  const error = (body as { error?: ErrorValue } | undefined)?.error;
  if (error === undefined || error.code === 'forbidden') return undefined;
  throw errorFromValue(error);
}

function fromDisk(words: JobsWords, { dataDir, redisUrl }: Config, warn: Warn): Job | Job[] {
  const absent = `no Atelier runs on ${dataDir}`;
  if (words.action === 'cancel' || words.action === 'retry') {
    throw new AtelierError('queue_unreachable', `${absent}; start it, then ${words.action} the job`);
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
    if (words.action === 'list') return repository.list(words.most);
    const job = repository.get(words.id);
    if (!job) throw new AtelierError('not_found', `there is no job ${words.id} (any more)`);
    return job;
  } finally {
    database.close();
  }
}

function inWords(words: JobsWords, answer: ShownJob | ShownJob[]): string {
  if (Array.isArray(answer)) return table(answer);
  if (words.action === 'show' || words.action === 'list') return sheet(answer);
  return words.action === 'cancel' ? `${words.id} is cancelled` : `${words.id} is in line again`;
}
