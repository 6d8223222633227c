/** The answers to /help, /styles, /queue, /jobs and /cancel: messages for the requester, without a job. */
import { hasEnded, type Job } from '../../domain/job.js';
import { type Preset, searchPresets } from '../../domain/preset.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import type { JobQueue, QueueOverview } from '../../queue/queue.js';
import { approximateDuration, coarseDuration } from '../../words/measures.js';
import { type Said, said } from '../../words/said.js';
import type { Words } from '../../words/words.js';
import { type MessageView, TIME, type Tick } from '../chat-adapter.js';
import { COMMANDS, type Command, optionHelp } from '../commands/command-text.js';
import { title } from './wording.js';

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
  words: Words,
  user: string,
  command: Exclude<Command, { name: 'stylize' }>,
): Promise<MessageView> {
  switch (command.name) {
    case 'help':
      return helpNote(words);
    case 'styles':
      return stylesNote(words, command.words, searchPresets(presets, command.words, presets.length));
    case 'jobs':
      return jobsNote(words, await queue.byUser(user, LISTED_JOBS), clock.now());
    case 'queue':
      return queueNote(words, await queue.overview(user), clock.now());
    case 'cancel': {
      const [latest] = (await queue.overview(user)).own;
      const stopped = latest !== undefined && (await queue.cancel(latest.job.id));
      return cancelNote(words, stopped ? title(words, latest.job.request) : undefined);
    }
  }
}

/** `title` and `lines` are in the language of `words`. */
export function note({ language }: Words, command: string, title: string, lines: string[]): MessageView {
  return { tone: 'note', language, command, title, lines, pictures: [], actions: [] };
}

export function helpNote(words: Words): MessageView {
  const { t } = words;
  return note(words, '/help', t('answers.helpTitle'), [
    ...COMMANDS.map((name) =>
      t('answers.helpLine', { usage: t(`answers.usage.${name}`), meaning: t(`answers.meaning.${name}`) }),
    ),
    t('answers.helpPictures'),
    t('answers.helpSentences'),
    ...optionHelp(words).map(item),
  ]);
}

/** To somebody who writes to the bot and asks for nothing that it can do. */
export function welcomeNote(words: Words): MessageView {
  const { t } = words;
  return note(words, '', t('answers.helpTitle'), [
    t('answers.attachPhoto'),
    t('answers.helpLine', { usage: t('answers.usage.help'), meaning: t('answers.meaning.help') }),
  ]);
}

export function stylesNote(words: Words, searched: string, styles: readonly Preset[]): MessageView {
  const { t } = words;
  if (styles.length === 0)
    return note(words, '/styles', t('answers.noStyles', { words: searched }), [t('answers.seeAllStyles')]);
  const lines = styles.map(({ id, title, artist, year }) =>
    item(`${id}: ${[title, artist, year].join(', ')}`),
  );
  const heading =
    searched === '' ? t('answers.stylesTitle') : t('answers.stylesMatching', { words: searched });
  return note(words, '/styles', heading, lines);
}

/** One line for each of the requester's jobs that has not ended, and one for the rest of the queue. */
export function queueNote(words: Words, { waiting, running, own }: QueueOverview, now: number): MessageView {
  const { t } = words;
  const whole = queueLine(words, running, waiting);
  if (own.length === 0)
    return note(words, '/queue', t('answers.nothingInLine'), [whole, t('answers.changeThat')]);
  const lines = own.toReversed().map((one) => ownLine(words, one, now));
  const isAll = own.length === running + waiting;
  const view = note(words, '/queue', t('answers.onTheirWay', { count: own.length }), [
    ...lines.map(({ text }) => text),
    isAll ? t('answers.nobodyElse') : whole,
  ]);
  return { ...view, ticks: lines.filter((line) => 'at' in line) };
}

/** One of several: on a narrow window a line becomes two, and all look alike. */
function item(line: string): string {
  return `• ${line}`;
}

/** "2 pictures are being painted, one waits." */
function queueLine({ t }: Words, running: number, waiting: number): string {
  if (running === 0 && waiting === 0) return t('answers.nothingPainted');
  if (running === 0) return t('answers.waitingOnly', { count: waiting });
  if (waiting === 0) return t('answers.runningOnly', { count: running });
  return t('answers.runningAndWaiting', {
    running: said('answers.running', { count: running }),
    waiting: said('answers.waiting', { count: waiting }),
  });
}

/** "Cat in the style of Hatching: 2nd in line, starts in about 30 s"; with the moment, where one is expected. */
function ownLine(
  words: Words,
  { job, position: { position, seconds } }: QueueOverview['own'][number],
  now: number,
): Tick | { text: string } {
  const { t } = words;
  const isRunning = position === 0;
  const state = isRunning ? t('answers.paintingNow') : t('answers.placeInLine', { count: position });
  const of = { title: title(words, job.request), state };
  if (seconds === undefined) return { text: item(t('answers.ownLine', of)) };
  const time = approximateDuration(seconds);
  const [said, ticking] = isRunning
    ? [t('messages.left', { time }), t('messages.doneTicking', { time: TIME })]
    : [t('answers.startsIn', { time }), t('answers.startsTicking', { time: TIME })];
  return {
    text: item(t('answers.ownLineTimed', { ...of, time: said })),
    ticking: item(t('answers.ownLineTimed', { ...of, time: ticking })),
    at: now + 1000 * seconds,
  };
}

/** One line for each job; a platform adds the way to its message. */
export function jobsNote(words: Words, jobs: readonly Job[], now: number): MessageView {
  const { t } = words;
  if (jobs.length === 0) return note(words, '/jobs', t('answers.noJobs'), [t('answers.changeThat')]);
  return note(
    words,
    '/jobs',
    t('answers.jobsTitle'),
    jobs.map((job) => item(jobLine(words, job, now))),
  );
}

/** "Cat in the style of Hatching: done, 20 min ago". */
export function jobLine(words: Words, job: Job, now: number): string {
  return words.t('answers.ownLine', { title: title(words, job.request), state: stateOf(job, now) });
}

/** "done, 20 min ago" */
export function stateOf(job: Job, now: number): Said {
  const state = said(`answers.state.${job.state}`);
  const at = endedAt(job);
  return at === undefined
    ? state
    : said('answers.stateAgo', { state, time: coarseDuration((now - at) / 1000) });
}

/** ms since the epoch; undefined while it has not ended. */
export function endedAt(job: Job): number | undefined {
  return hasEnded(job) ? (job.finishedAt ?? job.createdAt) : undefined;
}

export function cancelNote(words: Words, title: string | undefined): MessageView {
  const { t } = words;
  return title === undefined
    ? note(words, '/cancel', t('answers.nothingToStop'), [t('answers.nothingOfYours')])
    : note(words, '/cancel', t('messages.stopped'), [t('answers.stoppedLine', { title })]);
}
