/**
 * A job's state and latest events become one MessageView, in the language of its requester. Pure, and the only place of the bots where
 * sentences for people about jobs are put together (refusals of input are worded where they are found, by AtelierError).
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
import { framesOf, mostSize } from '../../domain/motion.js';
import { isSpoiler, SETTINGS, type SheetCell, type StyleRequest } from '../../domain/request.js';
import { LOST } from '../../queue/job-execution.js';
import { wordsFor } from '../../words/catalogues.js';
import { approximateDuration, duration } from '../../words/measures.js';
import { type Said, said } from '../../words/said.js';
import type { Words } from '../../words/words.js';
import {
  type Action,
  type ActionView,
  type CellView,
  type Dialog,
  type MessageView,
  PICKS,
  type PictureView,
  TIME,
} from '../chat-adapter.js';
import { isStyleSheet } from '../media/sheets.js';
import { fileName, refusal, title } from './wording.js';

/** What is known about a job: the latest of each kind of event. */
export interface Progress {
  job: Pick<Job, 'id' | 'request'>;
  /** The command that asks for the same again. */
  command: string;
  /** Shape of the photo, until the engine says the result's. */
  frame?: { width: number; height: number } | undefined;
  /** How long it takes once it has started, s; undefined while nobody knows. */
  expected?: number | undefined;
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
export function present(words: Words, progress: Progress, dialogs: readonly Dialog[] = []): MessageView {
  const { job, command, frame, end } = progress;
  const base = {
    language: words.language,
    job: job.id,
    command,
    subject: title(words, job.request),
    pictures: inputs(words, job.request),
    ...(frame && { frame }),
    ...(job.request.sheet && { cells: cells(job.request, job.request.sheet) }),
  };
  switch (end?.type) {
    case 'done':
      return { ...base, ...done(words, job.request, end, dialogs) };
    case 'failed':
      return { ...base, ...failed(words, end.error) };
    case 'cancelled':
      return {
        ...base,
        tone: 'cancelled',
        title: words.t('messages.stopped'),
        lines: [words.t('messages.stoppedLine')],
        actions: actions(['again', words.t('buttons.startAgain')], ['delete', words.t('buttons.delete')]),
      };
    case undefined:
      return progress.started
        ? { ...base, ...running(words, progress, base.pictures) }
        : { ...base, ...waiting(words, progress) };
  }
}

type Part = Omit<MessageView, 'language' | 'job' | 'command' | 'pictures'> & { pictures?: PictureView[] };

function waiting(words: Words, { job, queued, startsAt, expected }: Progress): Part {
  const { t } = words;
  const seconds = queued?.secondsToStart;
  const starts =
    seconds === undefined ? [] : [t('messages.startsIn', { time: approximateDuration(seconds) })];
  const lines = [...starts, ...movingLine(words, job.request, expected)];
  const ticking = t('messages.startsTicking', { time: TIME });
  return {
    tone: 'waiting',
    title: place(words, queued?.position),
    lines,
    ...(startsAt !== undefined && { ticks: [{ text: starts[0]!, ticking, at: startsAt }] }),
    actions: actions(['cancel', t('buttons.cancel')]),
  };
}

/** Painting all frames of a moving picture takes long: the time is shown before. */
function movingLine({ t }: Words, request: StyleRequest, seconds: number | undefined): string[] {
  const count = framesOf(request);
  if (count === 1) return [];
  if (seconds === undefined) return [t('messages.movingPicture', { count })];
  return [t('messages.movingPictureIn', { count, time: approximateDuration(seconds) })];
}

function place({ t }: Words, position: number | undefined): string {
  if (position === undefined || position < 1) return t('messages.inLine');
  return position === 1 ? t('messages.nextInLine') : t('messages.placeInLine', { count: position });
}

function running(
  words: Words,
  { started, step, doneAt, preview, job, expected }: Progress,
  pictures: PictureView[],
): Part {
  const { t } = words;
  const single = job.request.sheet ? t('messages.paintingSheet') : t('messages.painting');
  const doing = step?.frame
    ? t('messages.paintingFrame', { number: step.frame, count: step.frames ?? step.frame })
    : single;
  const left = step ? t('messages.left', { time: approximateDuration(step.secondsLeft) }) : '';
  const fraction = Math.min(1, Math.max(0, step?.progress ?? 0));
  const seen: PictureView[] = preview
    ? [
        {
          role: 'preview',
          source: { picture: preview },
          label: t('messages.preview'),
          alt: t('messages.previewAlt', { title: title(words, job.request) }),
          ...hidden(isSpoiler(job.request)),
        },
      ]
    : [];
  return {
    tone: 'running',
    title: step ? doing : t('messages.settingUp'),
    lines: [...noteOf(words, started), ...(step ? [] : movingLine(words, job.request, expected))],
    bar: {
      fraction,
      text: t('amounts.percent', { number: Math.floor(fraction * 100) }),
      left,
    },
    ...(doneAt !== undefined && {
      ticks: [{ text: left, ticking: t('messages.doneTicking', { time: TIME }), at: doneAt }],
    }),
    pictures: [...pictures, ...seen],
    actions: actions(['cancel', t('buttons.cancel')]),
  };
}

/** Jobs of earlier versions have it as an English sentence. */
function noteOf({ say }: Words, started: StartedEvent | undefined): string[] {
  const note = started?.note as Said | string | undefined;
  const text = typeof note === 'object' ? say(note) : note;
  return text === undefined ? [] : [text];
}

/** A contact sheet: what its numbers stand for, and a button for each. */
function doneSheet(words: Words, request: StyleRequest, sheet: readonly SheetCell[], end: DoneEvent): Part {
  const { t } = words;
  // No line ends between a number and its name; one that is a number itself ("10 %") is set off.
  const names = sheet.map(
    ({ title }, index) => `${index + 1}\u00a0${/^\d/.test(title) ? '→\u00a0' : ''}${title}`,
  );
  const picks = PICKS.slice(0, sheet.length).map((pick, index): [Action, string] => [pick, `${index + 1}`]);
  const more: [Action, string][] = isStyleSheet(request) ? [['try-styles', t('buttons.moreStyles')]] : [];
  const shown = result(words, request, end);
  return {
    tone: 'done',
    title: title(words, request),
    lines: [t('messages.pressNumber'), names.join(' · ')],
    pictures: [...inputs(words, request), { ...shown, alt: `${shown.alt}: ${names.join(', ')}` }],
    fileName: fileName(words, request, end.mime),
    actions: actions(...picks, ...more, ['delete', t('buttons.delete')]),
  };
}

function cells(request: StyleRequest, sheet: readonly SheetCell[]): CellView[] {
  const ofStyles = isStyleSheet(request);
  return sheet.map(({ title, settings: { strength } }) =>
    ofStyles || strength === undefined ? { title } : { title, strength },
  );
}

/** What a finished picture has in its menu: the buttons that are pressed most stand alone. */
const IN_MENU: ReadonlySet<string> = new Set<Action | Dialog>([
  'stronger',
  'softer',
  'strengths',
  'try-styles',
  'larger',
  'download',
  'timelapse',
  'delete',
]);

function done(words: Words, request: StyleRequest, end: DoneEvent, dialogs: readonly Dialog[]): Part {
  const { t } = words;
  const { settings } = request;
  if (request.sheet) return doneSheet(words, request, request.sheet, end);
  const can = (dialog: Dialog) => dialogs.includes(dialog);
  const buttons: [isOffered: boolean, action: Action | Dialog, label: string][] = [
    [true, 'again', t('buttons.again')],
    [can('other-style') && settings.mode !== 'content', 'other-style', t('buttons.otherStyle')],
    [can('share'), 'share', t('buttons.share')],
    [can('compare') && settings.mode !== 'style', 'compare', t('buttons.compare')],
    [can('try') && settings.mode === 'transfer', 'try', t('buttons.tryStyle')],
    [settings.strength < SETTINGS.strength.max, 'stronger', t('buttons.stronger')],
    [settings.strength > SETTINGS.strength.min, 'softer', t('buttons.softer')],
    [settings.mode === 'transfer', 'strengths', t('buttons.strengths')],
    [settings.mode === 'transfer', 'try-styles', t('buttons.styles')],
    [settings.size < mostSize(request), 'larger', t('buttons.larger')],
    [can('download'), 'download', t('buttons.download')],
    [can('timelapse') && end.timelapse !== undefined, 'timelapse', t('pictures.timelapse')],
    [true, 'delete', t('buttons.delete')],
  ];
  const offered = buttons.flatMap(([isOffered, ...button]) => (isOffered ? [button] : []));
  const facts = [
    t('amounts.pixels', { width: `${end.width}`, height: `${end.height}` }),
    ...(framesOf(request) > 1 ? [t('messages.framesFact', { count: framesOf(request) })] : []),
    t(`options.quality.${settings.quality}`),
    t('messages.strengthFact', { percent: said('amounts.percent', { number: settings.strength }) }),
    t('messages.seedFact', { seed: `${settings.seed}` }),
    t('messages.paintedIn', { time: duration(end.seconds) }),
  ];
  return {
    tone: 'done',
    title: title(words, request),
    lines: [facts.join(' · ')],
    pictures: [...inputs(words, request), result(words, request, end)],
    ...(end.timelapse !== undefined && { timelapse: end.timelapse }),
    ...(end.curve && { curve: end.curve }),
    fileName: fileName(words, request, end.mime),
    actions: actions(...offered).map((view) => (IN_MENU.has(view.action) ? { ...view, menu: true } : view)),
  };
}

/** The finished picture alone, for another channel. `who` is the requester as their platform mentions people. */
export function shared(
  words: Words,
  job: Job,
  end: DoneEvent,
  who: string,
  dialogs: readonly Dialog[],
): MessageView {
  const { t } = words;
  const { request } = job;
  const styles = request.styles.map(({ label }) => label);
  const isTried = dialogs.includes('try') && request.settings.mode === 'transfer';
  return {
    tone: 'done',
    language: words.language,
    job: job.id,
    command: '',
    title: title(words, request),
    lines: [styles.length === 0 ? t('messages.madeBy', { who }) : t('messages.madeByWith', { who, styles })],
    frame: { width: end.width, height: end.height },
    pictures: [result(words, request, end)],
    fileName: fileName(words, request, end.mime),
    actions: isTried ? actions(['try', t('buttons.tryStyle')]) : [],
  };
}

function result(words: Words, request: StyleRequest, end: DoneEvent): PictureView {
  return {
    role: 'result',
    source: { blob: end.picture },
    label: fileName(words, request, end.mime),
    alt: title(words, request),
    ...hidden(isSpoiler(request)),
  };
}

function hidden(spoiler = false): Pick<PictureView, 'spoiler'> {
  return spoiler ? { spoiler } : {};
}

function failed(words: Words, value: ErrorValue): Part {
  const { t } = words;
  const error = errorFromValue(value);
  const { fault } = error;
  // The same input would fail the same way: no button to retry.
  const again: [Action, string][] = fault === 'user' ? [] : [['again', t('buttons.tryAgain')]];
  const advice = fault === 'internal' ? [t('messages.ourFault')] : [];
  return {
    tone: 'failed',
    title: fault === 'internal' ? t('messages.brokeOff') : t('messages.cannotPaint'),
    lines: [refusal(words, error), ...advice],
    actions: actions(...again, ['delete', t('buttons.delete')]),
    ...(error.code === 'unsafe_picture' && { isForRequester: true }),
  };
}

/** A message whose job the queue does not know: nothing more will come. */
export function presentLost({ bar: _, ...view }: MessageView): MessageView {
  const words = wordsFor(view.language);
  const { t } = words;
  return {
    ...view,
    tone: 'failed',
    title: t('messages.brokeOff'),
    lines: [refusal(words, errorFromValue(LOST))],
    actions: actions(['delete', t('buttons.delete')]),
  };
}

/** What others see of an end that is for its requester: that it has ended, and not why. */
export function forOthers({ isForRequester: _, ...view }: MessageView): MessageView {
  const { t } = wordsFor(view.language);
  return {
    ...view,
    tone: 'cancelled',
    title: t('messages.stopped'),
    lines: [t('messages.stoppedLine')],
    pictures: [],
    actions: [],
  };
}

/** A picture is its requester's, and with it the photo in it: others may look, and try the style on a photo of their own. */
function actions(...offered: [Action | Dialog, string][]): ActionView[] {
  return offered.map(([action, label]) => ({ action, label, own: action !== 'compare' && action !== 'try' }));
}

function inputs({ t }: Words, request: StyleRequest): PictureView[] {
  const photo: PictureView = {
    role: 'photo',
    source: { blob: request.content },
    label: request.contentLabel,
    alt: t('messages.photoAlt', { name: request.contentLabel }),
    ...hidden(request.contentSpoiler),
  };
  const styles = request.styles.map(
    (style, index): PictureView => ({
      role: index === 0 ? 'style' : 'style2',
      source: { blob: style.picture },
      label: style.label,
      alt: t('messages.styleAlt', { name: style.label }),
      ...hidden(style.spoiler),
    }),
  );
  return [photo, ...styles];
}
