/**
 * What people ask for, the same on every platform: a command becomes a job, a button becomes a change of the job or a new
 * one. Platforms bring requests in (`RequestContext`) and show views (`ChatAdapter`); nothing here knows which platform it is.
 */
import { AtelierError } from '../domain/errors.js';
import type { DoneEvent } from '../domain/event.js';
import type { Job } from '../domain/job.js';
import type { Settings, StyleRequest } from '../domain/request.js';
import { requestOfCell } from '../domain/sheet.js';
import type { JobQueue } from '../queue/queue.js';
import { wordsFor } from '../words/catalogues.js';
import { said } from '../words/said.js';
import type { Words } from '../words/words.js';
import {
  type Action,
  type ChatAdapter,
  isPick,
  type MessageReference,
  type MessageView,
  PICKS,
  type RequestContext,
} from './chat-adapter.js';
import { parseCommand, type StylizeCommand } from './commands/command-text.js';
import { asCommand, changeIn, understood } from './commands/plain-words.js';
import { revise } from './commands/revise.js';
import {
  assertAllowed,
  assertSharedThere,
  COMMUNITY_DEFAULTS,
  type Communities,
  type CommunitySettings,
} from './community.js';
import { type AnnouncedPicture, type Attachment, assertAnnounced } from './media/attachments.js';
import {
  assertMovingSize,
  commandFor,
  type IntakePorts,
  type Prepared,
  plan,
  prepare,
  withPhoto,
  withStyle,
} from './media/intake.js';
import { sheetOfStrengths, sheetOfStyles } from './media/sheets.js';
import { answer } from './messages/answers.js';
import { encodeDelivery, JobMessages, type JobMessagesOptions } from './messages/job-messages.js';
import { present } from './messages/job-view.js';
import { PictureScreening, type ScreeningContext, type ScreeningPorts } from './picture-screening.js';

/** What the session needs of the queue. */
export type SessionQueue = Pick<
  JobQueue,
  | 'submit'
  | 'assertRoom'
  | 'get'
  | 'byUser'
  | 'overview'
  | 'cancel'
  | 'subscribe'
  | 'recover'
  | 'delivered'
  | 'onRetried'
>;

export interface SessionOptions extends IntakePorts, Omit<JobMessagesOptions, 'queue' | 'presets'> {
  queue: SessionQueue;
  pictures: ScreeningPorts['pictures'];
  blobs: IntakePorts['blobs'] & ScreeningPorts['blobs'];
  /** What communities have settled for themselves; absent: nothing. */
  communities?: Communities;
  /** Uniform in [0, 1): seeds of variations. Default Math.random. */
  random?: () => number;
}

const NOTHING_TYPED: StylizeCommand = { name: 'stylize', preset: '', options: {} };

/** What a command leads to: a job in a message of its own, or an answer for the requester. */
export type Reply = { kind: 'job'; job: Job } | { kind: 'note'; view: MessageView };

export type FinishedJob = Job & { result: DoneEvent };

export class Session {
  readonly #options: SessionOptions;
  readonly #messages: JobMessages;
  readonly #screening: PictureScreening;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#screening = new PictureScreening(options);
    this.#messages = new JobMessages(options);
  }

  /** Makes a platform's messages reachable, for new jobs and for those from before a restart. */
  connect(adapter: ChatAdapter): void {
    this.#messages.connect(adapter);
  }

  /** A command as text, or a sentence that asks for one. Throws an AtelierError whose message says what to do. */
  async say(context: RequestContext, text: string, attachments: readonly Attachment[] = []): Promise<Reply> {
    const parsed = parseCommand(asCommand(text, this.#options.presets, attachments.length));
    if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
    if (parsed.value.name === 'stylize') {
      return { kind: 'job', job: await this.stylize(context, parsed.value, attachments) };
    }
    if (attachments.length > 0) {
      throw new AtelierError(
        'invalid_input',
        said('refusals.picturesNeedStylize', { command: parsed.value.name }),
      );
    }
    return {
      kind: 'note',
      view: await answer(this.#options, wordsFor(context.locale), context.user, parsed.value),
    };
  }

  /** A /stylize, typed or filled in; its preset may be named in plain words. */
  async stylize(
    context: RequestContext,
    typed: StylizeCommand,
    attachments: readonly Attachment[],
  ): Promise<Job> {
    const { command, settings } = await this.#completed(context, typed, attachments.length);
    const prepared = await prepare(this.#intake(context, settings), command, attachments);
    return this.#submit(context, prepared, settings);
  }

  /** What a /stylize would come to at five strengths, small. Throws invalid_input where it has no style, and for other commands. */
  async tryStrengths(
    context: RequestContext,
    text: string,
    attachments: readonly Attachment[],
  ): Promise<Job> {
    const parsed = parseCommand(asCommand(text, this.#options.presets, attachments.length));
    if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
    if (parsed.value.name !== 'stylize')
      throw new AtelierError('invalid_input', said('refusals.onlyStylize'));
    const { command, settings } = await this.#completed(context, parsed.value, attachments.length);
    const { request } = await prepare(this.#intake(context, settings), command, attachments);
    if (request.sheet) throw new AtelierError('invalid_input', said('refusals.styleFirst'));
    return this.#submit(context, { request: sheetOfStrengths(request) }, settings);
  }

  /**
   * Throws what `stylize` would refuse these pictures for without looking at them: channel, rights, preset, options, number, type
   * and size of the pictures, room in the queue. Without `typed`: what holds for any request with these pictures.
   */
  async check(
    context: RequestContext,
    pictures: readonly AnnouncedPicture[],
    typed?: StylizeCommand,
  ): Promise<void> {
    const { command, settings } = await this.#completed(context, typed, pictures.length);
    if (typed) plan(this.#options.presets, command, pictures);
    for (const picture of pictures) assertAnnounced(picture);
    await this.#options.queue.assertRoom(context, settings);
  }

  /** What was typed, with what the community has chosen for the rest. */
  async #completed(
    context: RequestContext,
    typed: StylizeCommand | undefined,
    pictures: number,
  ): Promise<{ command: StylizeCommand; settings: CommunitySettings }> {
    const command = understood(typed ?? NOTHING_TYPED, this.#options.presets);
    const settings = await this.#allowed(context);
    const { preset, quality } = settings;
    const wantsUsual =
      command.preset === '' && pictures < 2 && command.options.mode !== 'content' && !command.isTryout;
    const completed: StylizeCommand = {
      ...command,
      preset: wantsUsual ? preset : command.preset,
      options: { quality, ...command.options },
    };
    return { command: completed, settings };
  }

  /** A button of a job's message; returns the new job where it makes one. */
  async press(context: RequestContext, id: string, action: Action): Promise<Job | undefined> {
    const job = await this.job(id);
    if (action === 'cancel' || action === 'delete') {
      if (!context.moderates) assertOwn(context, job, action);
      if (action === 'cancel') await this.#options.queue.cancel(id);
      else await this.#messages.remove(job);
      return undefined;
    }
    assertOwn(context, job, 'change');
    const settings = await this.#allowed(context);
    const request = await this.#revised(job, action);
    return this.#submit(context, { request, ...(request.sheet ? {} : { frame: frameOf(job) }) }, settings);
  }

  async #revised(
    { request, state }: Job,
    action: Exclude<Action, 'cancel' | 'delete'>,
  ): Promise<StyleRequest> {
    if (action === 'try-styles') return sheetOfStyles(this.#options, request);
    if (action === 'strengths') return sheetOfStrengths(request);
    if (!isPick(action))
      return revise(request, action, state === 'done', this.#options.random ?? Math.random);
    const chosen = requestOfCell(request, PICKS.indexOf(action) + 1);
    if (chosen) return chosen;
    throw new AtelierError('not_found', said('refusals.noSuchCell'));
  }

  /** Dialog `other-style`: the same photo and options in another style, a preset by its words or a picture. */
  async restyle(context: RequestContext, id: string, style: { preset: string } | Attachment): Promise<Job> {
    const job = await this.job(id);
    assertOwn(context, job, 'change');
    const settings = await this.#allowed(context);
    const request = await withStyle(this.#intake(context, settings), job.request, style);
    return this.#submit(context, { request, frame: frameOf(job) }, settings);
  }

  /** The same picture with some options changed. */
  async change(context: RequestContext, id: string, options: Partial<Settings>): Promise<Job> {
    const job = await this.job(id);
    assertOwn(context, job, 'change');
    const { sheet, ...request } = job.request;
    if (sheet) throw new AtelierError('invalid_input', said('refusals.pressNumber'));
    const settings = await this.#allowed(context);
    const changed = { ...request, settings: { ...request.settings, ...options } };
    assertMovingSize(changed);
    return this.#submit(context, { request: changed, frame: frameOf(job) }, settings);
  }

  /**
   * An answer to a finished picture: its photo again, in the style of a picture or that the words name, or with the options that
   * they ask for. A picture that answers somebody else's is a photo for its style. Undefined where nothing is asked for: people talk.
   */
  async answer(
    context: RequestContext,
    id: string,
    text: string,
    pictures: readonly Attachment[],
  ): Promise<Job | undefined> {
    const job = await this.job(id);
    const [picture, ...others] = pictures;
    const { preset, options } = changeIn(text, this.#options.presets);
    if (!picture && !preset && Object.keys(options).length === 0) return undefined;
    if (others.length > 0) throw new AtelierError('invalid_input', said('refusals.onePicture'));
    if (picture && job.user !== context.user) return this.tryStyle(context, id, picture);
    const { blend: _, ...asked } = options;
    const style = picture ?? (preset && { preset: preset.id });
    if (!style) return this.change(context, id, asked);
    assertOwn(context, job, 'change');
    const settings = await this.#allowed(context);
    const restyled = await withStyle(this.#intake(context, settings), job.request, style);
    const request = { ...restyled, settings: { ...restyled.settings, ...asked } };
    return this.#submit(context, { request, frame: frameOf(job) }, settings);
  }

  /** Dialog `try`: the style of somebody's picture on a photo of one's own. */
  async tryStyle(context: RequestContext, id: string, photo: Attachment): Promise<Job> {
    const job = await this.job(id);
    const settings = await this.#allowed(context);
    const prepared = await withPhoto(this.#intake(context, settings), job.request, photo);
    return this.#submit(context, prepared, settings);
  }

  /** A job that is still known. Throws not_found. */
  async job(id: string): Promise<Job> {
    const job = await this.#options.queue.get(id);
    if (job) return job;
    throw new AtelierError('not_found', said('refusals.unknownPicture'));
  }

  /** A picture of one's own for a channel. `channels`: it, and what it is a part of. Throws not_found, forbidden. */
  async sharable(context: ScreeningContext, id: string): Promise<FinishedJob> {
    const job = await this.finished(id);
    assertOwn(context, job, 'share');
    const settings = await this.#settingsOf(context);
    assertSharedThere(settings, context.channels);
    // It may have been painted where nothing is screened.
    await this.#screening.assertShown(context, settings, job.result.picture);
    return job;
  }

  /** A job with its picture. Throws not_found. */
  async finished(id: string): Promise<FinishedJob> {
    const job = await this.job(id);
    if (job.result) return { ...job, result: job.result };
    throw new AtelierError('not_found', said('refusals.notFinished'));
  }

  /** The jobs of a user, newest first. */
  history(user: string, most: number): Promise<Job[]> {
    return this.#options.queue.byUser(user, most);
  }

  /** Resumes the jobs from before a restart, each in its own message; called when all platforms are connected. */
  recover(): Promise<void> {
    return this.#messages.recover();
  }

  /** Resolves once edits under way are through; the jobs themselves are the queue's. */
  close(): Promise<void> {
    return this.#messages.close();
  }

  /** The message is posted once the job has its place: a refusal is for the requester alone. */
  async #submit(
    context: RequestContext,
    { request: asked, frame }: { request: StyleRequest; frame?: Prepared['frame'] | undefined },
    settings: CommunitySettings,
  ): Promise<Job> {
    const { via, user, community } = context;
    const request = await this.#screening.request(context, settings, asked);
    const adapter = this.#messages.adapter(via);
    const words = wordsFor(context.locale);
    let posted: MessageReference | undefined;
    let seconds: number | undefined;
    const command = commandFor(request, this.#options.presets);
    const post = async (_job: Job, expected?: number) => {
      seconds = expected;
      posted = await context.post(firstView(words, request, command, frame, expected));
      const { language } = words;
      return encodeDelivery({ via, handle: posted, language, channel: context.channels?.[0] });
    };
    try {
      const job = await this.#options.queue.submit(
        { request, user, community, delivery: '' },
        { member: settings, post },
      );
      this.#messages.followInBackground(job, { frame, expected: seconds });
      return job;
    } catch (error) {
      // Only a queue that fails between the post and the acceptance leaves a message that promises something.
      if (posted !== undefined) await adapter.remove(posted).catch(() => {});
      throw error;
    }
  }

  /** The community's settings, once they allow the request; how many there may be is the queue's to count. */
  async #allowed(context: RequestContext): Promise<CommunitySettings> {
    const settings = await this.#settingsOf(context);
    assertAllowed(settings, context);
    return settings;
  }

  async #settingsOf({ community }: Pick<RequestContext, 'community'>): Promise<CommunitySettings> {
    return (await this.#options.communities?.of(community)) ?? COMMUNITY_DEFAULTS;
  }

  /** What takes pictures in: one that does not pass screening is not even stored. */
  #intake(context: RequestContext, settings: CommunitySettings): IntakePorts {
    return { ...this.#options, pictures: this.#screening.intake(context, settings) };
  }
}

const NOT_YOURS = {
  change: 'refusals.notYoursToChange',
  cancel: 'refusals.notYoursToCancel',
  delete: 'refusals.notYoursToDelete',
  share: 'refusals.notYoursToShare',
} as const;

function assertOwn(context: Pick<RequestContext, 'user'>, job: Job, doing: keyof typeof NOT_YOURS): void {
  if (job.user !== context.user) throw new AtelierError('forbidden', said(NOT_YOURS[doing]));
}

/** The finished picture's shape; a sheet's says nothing about the pictures on it. */
function frameOf({ result, request }: Job): Prepared['frame'] | undefined {
  return result && !request.sheet ? { width: result.width, height: result.height } : undefined;
}

/** Before the job exists there is nothing to press. */
function firstView(
  words: Words,
  request: StyleRequest,
  command: string,
  frame: Prepared['frame'] | undefined,
  expected: number | undefined,
): MessageView {
  const { job: _, ...view } = present(words, { job: { id: '', request }, command, frame, expected });
  return { ...view, actions: [] };
}
