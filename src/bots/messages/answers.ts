/** The answers to /help, /styles, /queue, /jobs and /cancel: messages for the requester, without a job. */
import { hasEnded, type Job } from '../../domain/job.js';
import { type Preset, searchPresets } from '../../domain/preset.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import { approximateDuration, coarseDuration } from '../../lib/format.js';
import type { JobQueue, QueueOverview } from '../../queue/queue.js';
import type { MessageView, Tick } from '../chat-adapter.js';
import { COMMANDS, type Command, optionHelp } from '../commands/command-text.js';
import { ordinal, title } from './wording.js';

/** Jobs that /jobs lists. */
export const LISTED_JOBS = 10;

export interface AnswerPorts {
  presets: readonly Preset[];
  clock?: Pick<Clock, 'now'>;
  queue: Pick<JobQueue, 'byUser' | 'overview' | 'cancel'>;
}

/** The answer to a command that makes no job. */
export async function answer(
  { presets, queue, clock = systemClock }: AnswerPorts,
  user: string,
  command: Exclude<Command, { name: 'stylize' }>,
): Promise<MessageView> {
  switch (command.name) {
    case 'help':
      return helpNote();
    case 'styles':
      return stylesNote(command.words, searchPresets(presets, command.words, presets.length));
    case 'jobs':
      return jobsNote(await queue.byUser(user, LISTED_JOBS), clock.now());
    case 'queue':
      return queueNote(await queue.overview(user), clock.now());
    case 'cancel': {
      const [latest] = (await queue.overview(user)).own;
      const stopped = latest !== undefined && (await queue.cancel(latest.job.id));
      return cancelNote(stopped ? title(latest.job.request) : undefined);
    }
  }
}

export function note(command: string, title: string, lines: string[]): MessageView {
  return { tone: 'note', command, title, lines, pictures: [], actions: [] };
}

export function helpNote(): MessageView {
  return note('/help', 'How to ask', [
    ...COMMANDS.map(({ usage, meaning }) => `${usage}: ${meaning}`),
    'The first picture is the photo, the second the style, a third a second style. A preset stands in for the style.',
    ...optionHelp(),
  ]);
}

export function stylesNote(words: string, styles: readonly Preset[]): MessageView {
  if (styles.length === 0)
    return note('/styles', `No style matches ${words}`, ['Type /styles to see all of them.']);
  const lines = styles.map(({ id, title, artist, year }) => `${id}: ${[title, artist, year].join(', ')}`);
  return note('/styles', words === '' ? 'The styles that are here' : `Styles that match ${words}`, lines);
}

/** One line for each of the requester's jobs that has not ended, and one for the rest of the queue. */
export function queueNote({ waiting, running, own }: QueueOverview, now: number): MessageView {
  const whole = queueLine(running, waiting);
  if (own.length === 0)
    return note('/queue', 'You have nothing in line', [whole, 'Type /stylize to change that.']);
  const lines = own.toReversed().map((one) => ownLine(one, now));
  const isAll = own.length === running + waiting;
  const view = note(
    '/queue',
    own.length === 1 ? 'You have one picture on its way' : `You have ${own.length} pictures on their way`,
    [...lines.map(({ text }) => text), isAll ? 'Nobody else is in line.' : whole],
  );
  return { ...view, ticks: lines.filter((line) => 'at' in line) };
}

/** "2 pictures are being painted and one waits." */
function queueLine(running: number, waiting: number): string {
  const painted = running === 1 ? 'One picture is being painted' : `${running} pictures are being painted`;
  if (running === 0 && waiting === 0) return 'Nothing is being painted.';
  if (running === 0)
    return waiting === 1 ? 'One picture waits to be painted.' : `${waiting} pictures wait to be painted.`;
  if (waiting === 0) return `${painted}, and none waits.`;
  return `${painted} and ${waiting === 1 ? 'one waits' : `${waiting} wait`}.`;
}

/** "Cat in the style of Hatching: 2nd in line, starts in about 30 s"; with the moment, where one is expected. */
function ownLine(
  { job, position: { position, seconds } }: QueueOverview['own'][number],
  now: number,
): Tick | { text: string } {
  const state = `${title(job.request)}: ${position === 0 ? 'painting now' : `${ordinal(position)} in line`}`;
  if (seconds === undefined) return { text: state };
  const time = approximateDuration(seconds);
  const [text, ticking] =
    position === 0 ? [`${time} left`, 'done {time}'] : [`starts in ${time}`, 'starts {time}'];
  return { text: `${state}, ${text}`, ticking: `${state}, ${ticking}`, at: now + 1000 * seconds };
}

/** One line for each job; a platform adds the way to its message. */
export function jobsNote(jobs: readonly Job[], now: number): MessageView {
  if (jobs.length === 0)
    return note('/jobs', 'You have asked for nothing yet', ['Type /stylize to change that.']);
  return note(
    '/jobs',
    'What you asked for last',
    jobs.map((job) => jobLine(job, now)),
  );
}

/** "Cat in the style of Hatching: done, 20 min ago". */
export function jobLine(job: Job, now: number): string {
  const at = endedAt(job);
  const when = at === undefined ? '' : `, ${coarseDuration((now - at) / 1000)} ago`;
  return `${title(job.request)}: ${STATES[job.state]}${when}`;
}

export const STATES: Record<Job['state'], string> = {
  waiting: 'in line',
  running: 'being painted',
  done: 'done',
  failed: 'failed',
  cancelled: 'stopped',
};

/** ms since the epoch; undefined while it has not ended. */
export function endedAt(job: Job): number | undefined {
  return hasEnded(job) ? (job.finishedAt ?? job.createdAt) : undefined;
}

export function cancelNote(title: string | undefined): MessageView {
  return title === undefined
    ? note('/cancel', 'You have nothing to stop', ['Nothing of yours is waiting or being painted.'])
    : note('/cancel', 'Stopped', [`${title} is not painted any further.`]);
}
