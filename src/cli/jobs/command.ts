/**
 * `npm run jobs`: jobs for the operator. It asks the running program, which alone may change them; while none runs,
 * the database on disk can still be read. Exit code 0; 2 for wrong arguments; 1 for the rest.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '../../config/config.js';
import { AtelierError, type ErrorValue, errorFromValue, toAtelierError } from '../../domain/errors.js';
import type { Job } from '../../domain/job.js';
import { MOST_LISTED } from '../../observability/admin-routes.js';
import { type Control, readControl } from '../../observability/control-file.js';
import { Database } from '../../queue/local/database.js';
import { JobRepository } from '../../queue/local/job-repository.js';
import { type ShownJob, sheet, table } from './table.js';

const USAGE = `usage: npm run --silent jobs -- list [--most N] | show ID | cancel ID | retry ID   [--json]

list    those that have not ended, oldest first, then the latest that have; --most so many (default 50)
show    everything about one
cancel  ends one that waits or runs
retry   puts one that has failed or was cancelled in line again
--json  prints what the program answers`;

const DEFAULT_MOST = '50';

interface JobsCommand {
  action: string;
  id: string;
  most: number;
  json: boolean;
}

export async function runJobs(argv: readonly string[]): Promise<number> {
  try {
    const command = parse(argv);
    if (command === 'help') console.log(USAGE);
    else {
      const answer = await answerTo(command, loadConfig());
      console.log(command.json ? JSON.stringify(answer) : inWords(command, answer));
    }
    return 0;
  } catch (thrown) {
    const error = toAtelierError(thrown);
    console.error(`jobs: ${error.message}`);
    return error.fault === 'user' ? 2 : 1;
  }
}

function parse(argv: readonly string[]): JobsCommand | 'help' {
  const { values, positionals } = split(argv);
  if (values.help) return 'help';
  const [action = '', id = '', ...more] = positionals;
  const isList = action === 'list';
  const isKnown = isList || ['show', 'cancel', 'retry'].includes(action);
  if (!isKnown || more.length > 0 || isList !== (id === '')) throw new AtelierError('invalid_input', USAGE);
  const most = Number(values.most);
  if (!(Number.isInteger(most) && most >= 1 && most <= MOST_LISTED))
    throw new AtelierError('invalid_input', `--most must be an integer from 1 to ${MOST_LISTED}`);
  return { action, id, most, json: values.json };
}

function split(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        most: { type: 'string', default: DEFAULT_MOST },
      },
    });
  } catch (error) {
    throw new AtelierError('invalid_input', `${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

async function answerTo(command: JobsCommand, config: Config): Promise<ShownJob | ShownJob[]> {
  const control = readControl(config.dataDir);
  const answer = control && (await ask(control, command));
  return answer ?? fromDisk(command, config);
}

/** Undefined when nobody is there, or somebody who does not know the token: what a program that was killed has left. */
async function ask(
  { url, token }: Control,
  { action, id, most }: JobsCommand,
): Promise<ShownJob | ShownJob[] | undefined> {
  const isChange = action === 'cancel' || action === 'retry';
  const path =
    action === 'list' ? `?most=${most}` : `/${encodeURIComponent(id)}${isChange ? `/${action}` : ''}`;
  const headers = { authorization: `Bearer ${token}` };
  const method = isChange ? 'POST' : 'GET';
  const response = await fetch(`${url}/admin/jobs${path}`, { method, headers }).catch(() => undefined);
  const body: unknown = await response?.json().catch(() => undefined);
  if (response?.ok) return body as ShownJob | ShownJob[];
  const error = (body as { error?: ErrorValue } | undefined)?.error;
  if (error === undefined || error.code === 'forbidden') return undefined;
  throw errorFromValue(error);
}

function fromDisk({ action, id, most }: JobsCommand, { dataDir, redisUrl }: Config): Job | Job[] {
  const absent = `no Atelier runs on ${dataDir}`;
  if (action === 'cancel' || action === 'retry') {
    throw new AtelierError('queue_unreachable', `${absent}; start it, then ${action} the job`);
  }
  if (redisUrl !== '') {
    throw new AtelierError('queue_unreachable', `${absent}, and jobs are in Redis; start it, then ask again`);
  }
  const path = join(dataDir, 'journal.db');
  if (!existsSync(path))
    throw new AtelierError('queue_unreachable', `${absent}, and there are no jobs there`);
  const database = new Database(path);
  try {
    const repository = new JobRepository(database, (error) =>
      console.error(`jobs: ${toAtelierError(error).message}`),
    );
    if (action === 'list') return repository.list(most);
    const job = repository.get(id);
    if (!job) throw new AtelierError('not_found', `there is no job ${id} (any more)`);
    return job;
  } finally {
    database.close();
  }
}

function inWords({ action, id }: JobsCommand, answer: ShownJob | ShownJob[]): string {
  if (Array.isArray(answer)) return table(answer);
  if (action === 'show') return sheet(answer);
  return action === 'cancel' ? `${id} is cancelled` : `${id} is in line again`;
}
