/** Jobs as plain text for a terminal: one a line, or one with all that is known. */
import { title } from '../../bots/messages/wording.js';
import type { Job } from '../../domain/job.js';
import type { QueuePosition } from '../../queue/queue.js';
import { ENGLISH, english } from '../../words/english.js';
import { duration } from '../../words/measures.js';
import { oneLine, textTable } from '../text-table.js';

export type ShownJob = Job & { position?: QueuePosition };

export function table(jobs: readonly ShownJob[]): string {
  if (jobs.length === 0) return 'no jobs';
  const head = ['ID', 'STATE', 'CREATED', 'WAITED', 'RAN', 'USER', 'WHAT'];
  const rows = jobs.map((job) => {
    const { waited, ran } = times(job);
    return [job.id, job.state, time(job.createdAt), waited, ran, job.user, title(ENGLISH, job.request)];
  });
  return textTable([head, ...rows]);
}

export function sheet(job: ShownJob): string {
  const { network, quality, size } = job.request.settings;
  const { waited, ran } = times(job);
  const { position, result, error } = job;
  const left = position?.seconds === undefined ? '' : `, ${english(duration(position.seconds))} left`;
  const rows: [string, string | number | undefined][] = [
    ['id', job.id],
    ['state', job.state],
    ['place', position && `${position.position || 'running'}${left}`],
    ['what', title(ENGLISH, job.request)],
    ['work', `${network}, ${quality}, ${size} px`],
    ['user', job.user],
    ['community', job.community],
    ['created', time(job.createdAt)],
    ['started', job.startedAt && time(job.startedAt)],
    ['finished', job.finishedAt && time(job.finishedAt)],
    ['waited', waited],
    ['ran', ran],
    ['steps', result?.steps],
    ['picture', result && `${result.width} x ${result.height} px, ${result.picture}`],
    ['attempts', job.attempts],
    ['error', error && `${error.code}: ${error.message}`],
  ];
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  return known.map(([name, value]) => `${name.padEnd(10)} ${oneLine(String(value))}`).join('\n');
}

function times({ createdAt, startedAt, finishedAt }: Job): { waited: string; ran: string } {
  const from = (start: number, end: number) => english(duration(Math.max(0, end - start) / 1000));
  return {
    waited: startedAt === undefined ? '' : from(createdAt, startedAt),
    ran: startedAt === undefined || finishedAt === undefined ? '' : from(startedAt, finishedAt),
  };
}

const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
