/**
 * The words of the bot: a job's state and latest events become one MessageView. Pure, and the only place of the bots where
 * sentences for people about jobs are made (refusals of input are worded where they are found, by AtelierError).
 */
import { type ErrorValue, errorFromValue } from '../../domain/errors.js';
import type {
  CancelledEvent,
  DoneEvent,
  FailedEvent,
  JobEvent,
  Picture,
  QueuedEvent,
  StartedEvent,
  StepEvent,
} from '../../domain/event.js';
import type { Job } from '../../domain/job.js';
import { isSpoiler, SETTINGS, type SheetCell, type StyleRequest } from '../../domain/request.js';
import { approximateDuration, duration } from '../../lib/format.js';
import { LOST } from '../../queue/job-execution.js';
import {
  type Action,
  type ActionView,
  type CellView,
  type Dialog,
  type MessageView,
  PICKS,
  type PictureView,
} from '../chat-adapter.js';
import { isStyleSheet } from '../media/sheets.js';
import { fileName, ordinal, sentence, title } from './wording.js';

/** What is known about a job: the latest of each kind of event. */
export interface Progress {
  job: Pick<Job, 'id' | 'request'>;
  /** The command that asks for the same again. */
  command: string;
  /** Shape of the photo, until the engine says the result's. */
  frame?: { width: number; height: number } | undefined;
  queued?: QueuedEvent;
  /** When it is expected to start, ms since the epoch; undefined while nobody knows. */
  startsAt?: number | undefined;
  started?: StartedEvent;
  step?: StepEvent;
  /** When it is expected to be done, ms since the epoch. */
  doneAt?: number | undefined;
  preview?: Picture;
  end?: DoneEvent | FailedEvent | CancelledEvent;
}

/** Takes one event in, which happens at `now` (ms since the epoch). A job that starts again (its engine died) counts from the beginning; the last preview stays. */
export function advance(progress: Progress, event: JobEvent, now: number): Progress {
  switch (event.type) {
    case 'queued':
      return { ...progress, queued: event, startsAt: momentIn(event.secondsToStart, now) };
    case 'started': {
      const { step, doneAt, ...rest } = progress;
      // With a note it resumes where it was.
      return {
        ...rest,
        ...(event.note && step && { step, doneAt }),
        started: event,
        frame: { width: event.width, height: event.height },
      };
    }
    case 'step':
      return { ...progress, step: event, doneAt: momentIn(event.secondsLeft, now) };
    case 'preview':
      return { ...progress, preview: event.picture };
    case 'done':
      return { ...progress, end: event, frame: { width: event.width, height: event.height } };
    case 'failed':
    case 'cancelled':
      return { ...progress, end: event };
  }
}

function momentIn(seconds: number | undefined, now: number): number | undefined {
  return Number.isFinite(seconds) ? now + 1000 * seconds! : undefined;
}

/** `dialogs`: those that the adapter can show. */
export function present(progress: Progress, dialogs: readonly Dialog[] = []): MessageView {
  const { job, command, frame, end } = progress;
  const base = {
    job: job.id,
    command,
    subject: title(job.request),
    pictures: inputs(job.request),
    ...(frame && { frame }),
    ...(job.request.sheet && { cells: cells(job.request, job.request.sheet) }),
  };
  switch (end?.type) {
    case 'done':
      return { ...base, ...done(job.request, end, dialogs) };
    case 'failed':
      return { ...base, ...failed(end.error) };
    case 'cancelled':
      return {
        ...base,
        tone: 'cancelled',
        title: 'Stopped',
        lines: ['Nothing more is painted here.'],
        actions: actions(['again', 'Start again'], ['delete', 'Delete']),
      };
    case undefined:
      return progress.started
        ? { ...base, ...running(progress, base.pictures) }
        : { ...base, ...waiting(progress) };
  }
}

type Part = Omit<MessageView, 'job' | 'command' | 'pictures'> & { pictures?: PictureView[] };

function waiting({ queued, startsAt }: Progress): Part {
  const lines =
    queued?.secondsToStart === undefined ? [] : [`Starts in ${approximateDuration(queued.secondsToStart)}.`];
  return {
    tone: 'waiting',
    title: place(queued?.position),
    lines,
    ...(startsAt !== undefined && { ticks: [{ text: lines[0]!, ticking: 'Starts {time}.', at: startsAt }] }),
    actions: actions(['cancel', 'Cancel']),
  };
}

function place(position: number | undefined): string {
  if (position === undefined || position < 1) return 'In line';
  return position === 1 ? 'Next in line' : `${ordinal(position)} in line`;
}

function running({ started, step, doneAt, preview, job }: Progress, pictures: PictureView[]): Part {
  const doing = job.request.sheet ? 'Painting small ones to choose from' : 'Painting';
  const left = step ? `${approximateDuration(step.secondsLeft)} left` : '';
  const fraction = Math.min(1, Math.max(0, step?.progress ?? 0));
  const seen: PictureView[] = preview
    ? [
        {
          role: 'preview',
          source: { picture: preview },
          label: 'Preview',
          alt: `How it looks so far: ${title(job.request)}`,
          ...hidden(isSpoiler(job.request)),
        },
      ]
    : [];
  return {
    tone: 'running',
    title: step ? doing : 'Setting up the canvas',
    lines: started?.note ? [started.note] : [],
    bar: {
      fraction,
      text: `${Math.floor(fraction * 100)} %`,
      left,
    },
    ...(doneAt !== undefined && { ticks: [{ text: left, ticking: 'done {time}', at: doneAt }] }),
    pictures: [...pictures, ...seen],
    actions: actions(['cancel', 'Cancel']),
  };
}

/** A contact sheet: what its numbers stand for, and a button for each. */
function doneSheet(request: StyleRequest, sheet: readonly SheetCell[], end: DoneEvent): Part {
  // No line ends between a number and its name.
  const names = sheet.map(({ title }, index) => `${index + 1}\u00a0${title}`);
  const picks = PICKS.slice(0, sheet.length).map((pick, index): [Action, string] => [pick, `${index + 1}`]);
  const more: [Action, string][] = isStyleSheet(request) ? [['try-styles', 'More styles']] : [];
  const shown = result(request, end);
  return {
    tone: 'done',
    title: title(request),
    lines: ['Press a number to paint that one in full.', names.join(' · ')],
    pictures: [...inputs(request), { ...shown, alt: `${shown.alt}: ${names.join(', ')}` }],
    fileName: fileName(request, end.mime),
    actions: actions(...picks, ...more, ['delete', 'Delete']),
  };
}

function cells(request: StyleRequest, sheet: readonly SheetCell[]): CellView[] {
  const ofStyles = isStyleSheet(request);
  return sheet.map(({ title, settings: { strength } }) =>
    ofStyles || strength === undefined ? { title } : { title, strength },
  );
}

/** What a finished picture has in its menu: the buttons that are pressed most stand alone. */
const IN_MENU: ReadonlySet<string> = new Set<Action>([
  'stronger',
  'softer',
  'strengths',
  'try-styles',
  'larger',
  'delete',
]);

function done(request: StyleRequest, end: DoneEvent, dialogs: readonly Dialog[]): Part {
  const { settings } = request;
  if (request.sheet) return doneSheet(request, request.sheet, end);
  const can = (dialog: Dialog) => dialogs.includes(dialog);
  const buttons: [isOffered: boolean, action: Action | Dialog, label: string][] = [
    [true, 'again', 'Again'],
    [can('other-style') && settings.mode !== 'content', 'other-style', 'Other style'],
    [can('share'), 'share', 'Share'],
    [can('compare') && settings.mode !== 'style', 'compare', 'Compare'],
    [can('try') && settings.mode === 'transfer', 'try', 'Try this style'],
    [settings.strength < SETTINGS.strength.max, 'stronger', 'Stronger'],
    [settings.strength > SETTINGS.strength.min, 'softer', 'Softer'],
    [settings.mode === 'transfer', 'strengths', 'Five strengths to choose from'],
    [settings.mode === 'transfer', 'try-styles', 'Nine styles to choose from'],
    [settings.size < SETTINGS.size.max, 'larger', 'Larger'],
    [true, 'delete', 'Delete'],
  ];
  const offered = buttons.flatMap(([isOffered, ...button]) => (isOffered ? [button] : []));
  const facts = [
    `${end.width} × ${end.height} px`,
    settings.quality,
    `strength ${settings.strength} %`,
    `seed ${settings.seed}`,
  ];
  return {
    tone: 'done',
    title: title(request),
    lines: [`${facts.join(' · ')} · painted in ${duration(end.seconds)}`],
    pictures: [...inputs(request), result(request, end)],
    ...(end.curve && { curve: end.curve }),
    fileName: fileName(request, end.mime),
    actions: actions(...offered).map((view) => (IN_MENU.has(view.action) ? { ...view, menu: true } : view)),
  };
}

/** The finished picture alone, for another channel. `who` is the requester as their platform mentions people. */
export function shared(job: Job, end: DoneEvent, who: string, dialogs: readonly Dialog[]): MessageView {
  const { request } = job;
  const styles = request.styles.map(({ label }) => label).join(' and ');
  const isTried = dialogs.includes('try') && request.settings.mode === 'transfer';
  return {
    tone: 'done',
    job: job.id,
    command: '',
    title: title(request),
    lines: [styles === '' ? `Made by ${who}` : `Made by ${who} with ${styles}`],
    frame: { width: end.width, height: end.height },
    pictures: [result(request, end)],
    fileName: fileName(request, end.mime),
    actions: isTried ? actions(['try', 'Try this style']) : [],
  };
}

function result(request: StyleRequest, end: DoneEvent): PictureView {
  return {
    role: 'result',
    source: { blob: end.picture },
    label: fileName(request, end.mime),
    alt: title(request),
    ...hidden(isSpoiler(request)),
  };
}

function hidden(spoiler = false): Pick<PictureView, 'spoiler'> {
  return spoiler ? { spoiler } : {};
}

function failed(error: ErrorValue): Part {
  const { fault, message } = errorFromValue(error);
  // The same input would fail the same way: no button to retry.
  const again: [Action, string][] = fault === 'user' ? [] : [['again', 'Try again']];
  const advice =
    fault === 'internal'
      ? ['That is our fault, not yours. Try again; if it comes back, tell the operator of this bot.']
      : [];
  return {
    tone: 'failed',
    title: fault === 'internal' ? 'The painting broke off' : 'This cannot be painted',
    lines: [sentence(message), ...advice],
    actions: actions(...again, ['delete', 'Delete']),
  };
}

/** A message whose job the queue does not know: nothing more will come. */
export function presentLost({ bar: _, ...view }: MessageView): MessageView {
  const actionsLeft = actions(['delete', 'Delete']);
  return {
    ...view,
    tone: 'failed',
    title: 'The painting broke off',
    lines: [sentence(LOST.message)],
    actions: actionsLeft,
  };
}

/** A picture is its requester's, and with it the photo in it: others may look, and try the style on a photo of their own. */
function actions(...offered: [Action | Dialog, string][]): ActionView[] {
  return offered.map(([action, label]) => ({ action, label, own: action !== 'compare' && action !== 'try' }));
}

function inputs(request: StyleRequest): PictureView[] {
  const photo: PictureView = {
    role: 'photo',
    source: { blob: request.content },
    label: request.contentLabel,
    alt: `The photo: ${request.contentLabel}`,
    ...hidden(request.contentSpoiler),
  };
  const styles = request.styles.map(
    (style, index): PictureView => ({
      role: index === 0 ? 'style' : 'style2',
      source: { blob: style.picture },
      label: style.label,
      alt: `The style: ${style.label}`,
      ...hidden(style.spoiler),
    }),
  );
  return [photo, ...styles];
}
