/**
 * The conversation about jobs, the same on every platform: a command becomes a job, the job's news become edits of one
 * message, a button becomes a change of the job or a new one. Transports bring people's words in (`RequestContext`) and show views
 * (`ChatAdapter`); nothing here knows which platform they speak for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '../domain/errors.js';
import type { DoneEvent } from '../domain/event.js';
import type { Job } from '../domain/job.js';
import { SETTINGS, type StyleRequest } from '../domain/request.js';
import type { JobQueue, MemberLimits } from '../queue/queue.js';
import type { Action, ChatAdapter, MessageReference, MessageView, RequestContext } from './chat-adapter.js';
import { parseCommand } from './commands/command-text.js';
import { revise } from './commands/revise.js';
import { assertAllowed, type Communities, type CommunitySettings } from './community.js';
import type { Attachment } from './media/attachments.js';
import {
  commandFor,
  type IntakePorts,
  type Prepared,
  prepare,
  type StylizeCommand,
  withPhoto,
  withStyle,
} from './media/intake.js';
import { answer } from './messages/answers.js';
import { type EditWatch, watchEdits } from './messages/edit-watch.js';
import { advance, type Progress, present, presentLost } from './messages/job-view.js';
import { type Edits, latestWins, type Outcome } from './messages/message-edits.js';

/** How long the end of the program waits for final edits, ms: a platform answers within seconds, or not at all. */
const LAST_EDITS_MS = 10_000;

/** What the session needs of the queue. */
export type SessionQueue = Pick<
  JobQueue,
  'submit' | 'get' | 'byUser' | 'overview' | 'cancel' | 'subscribe' | 'recover' | 'delivered' | 'onRetried'
>;

export interface SessionOptions extends IntakePorts {
  queue: SessionQueue;
  /** What communities have settled for themselves; absent: nothing. */
  communities?: Communities;
  /** Told what becomes of previews and edits. */
  editWatch?: EditWatch;
  /** Uniform in [0, 1): seeds of variations. Default Math.random. */
  random?: () => number;
  /** Told of what nobody in the chat can be told: a final edit that no message takes, a delivery that is not recorded. */
  onError?: (error: unknown) => void;
}

/** What a command leads to: a job in a message of its own, or an answer for the requester. */
export type Reply = { kind: 'job'; job: Job } | { kind: 'note'; view: MessageView };

export type FinishedJob = Job & { result: DoneEvent };

/** A job whose message is being edited. */
interface FollowedJob {
  job: Job;
  edits: Edits;
  unfollow(): void;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #adapters = new Map<string, ChatAdapter>();
  readonly #following = new Map<string, FollowedJob>();
  /** Final edits under way. */
  readonly #finishing = new Set<Promise<Outcome>>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Makes a transport's messages reachable, for its own jobs and for those of before a restart. */
  connect(adapter: ChatAdapter): void {
    this.#adapters.set(adapter.name, adapter);
  }

  /** A command as text. Throws an AtelierError whose message says what to do. */
  async say(context: RequestContext, text: string, attachments: readonly Attachment[] = []): Promise<Reply> {
    const parsed = parseCommand(text);
    if (!parsed.ok) throw new AtelierError('invalid_input', parsed.message);
    if (parsed.value.name === 'stylize') {
      return { kind: 'job', job: await this.stylize(context, parsed.value, attachments) };
    }
    if (attachments.length > 0) {
      throw new AtelierError(
        'invalid_input',
        `pictures go with /stylize; send them with that, or send /${parsed.value.name} alone`,
      );
    }
    return { kind: 'note', view: await answer(this.#options, context.user, parsed.value) };
  }

  /** A /stylize from wherever it was typed or clicked together. */
  async stylize(
    context: RequestContext,
    command: StylizeCommand,
    attachments: readonly Attachment[],
  ): Promise<Job> {
    const { preset, quality, ...member } = await this.#allowed(context);
    const hasStyle = command.preset !== '' || attachments.length > 1 || command.options.mode === 'content';
    const completed: StylizeCommand = {
      ...command,
      preset: hasStyle ? command.preset : preset,
      options: { quality, ...command.options },
    };
    return this.#submit(context, await prepare(this.#options, completed, attachments), member);
  }

  /** A button of a job's message; returns the new job where it makes one. */
  async press(context: RequestContext, id: string, action: Action): Promise<Job | undefined> {
    const job = await this.job(id);
    if (action === 'cancel' || action === 'delete') {
      if (!context.moderates) assertOwn(context, job, action);
      if (action === 'cancel') await this.#options.queue.cancel(id);
      else await this.#delete(job);
      return undefined;
    }
    assertOwn(context, job, 'change');
    const member = await this.#allowed(context);
    const request = revise(job.request, action, job.state === 'done', this.#options.random ?? Math.random);
    return this.#submit(context, { request, frame: frameOf(job) }, member);
  }

  /** Dialog `other-style`: the same photo and options in another style, a preset by its words or a picture. */
  async restyle(context: RequestContext, id: string, style: { preset: string } | Attachment): Promise<Job> {
    const job = await this.job(id);
    assertOwn(context, job, 'change');
    const member = await this.#allowed(context);
    const request = await withStyle(this.#options, job.request, style);
    return this.#submit(context, { request, frame: frameOf(job) }, member);
  }

  /** Dialog `try`: the style of somebody's picture on a photo of one's own. */
  async tryStyle(context: RequestContext, id: string, photo: Attachment): Promise<Job> {
    const job = await this.job(id);
    const member = await this.#allowed(context);
    return this.#submit(context, await withPhoto(this.#options, job.request, photo), member);
  }

  /** A job that is still known. Throws not_found. */
  async job(id: string): Promise<Job> {
    const job = await this.#options.queue.get(id);
    if (job) return job;
    throw new AtelierError('not_found', 'this picture is not known any more; ask for it again with /stylize');
  }

  /** A job with its picture, for the dialogs `share` (of one's own only) and `compare`. Throws not_found, forbidden. */
  async finished(
    context: Pick<RequestContext, 'user'>,
    id: string,
    dialog: 'share' | 'compare',
  ): Promise<FinishedJob> {
    const job = await this.job(id);
    if (dialog === 'share') assertOwn(context, job, 'share');
    if (job.result) return { ...job, result: job.result };
    throw new AtelierError('not_found', 'this picture is not finished; wait for it, then press again');
  }

  /** What somebody has asked for, newest first. */
  history(user: string, most: number): Promise<Job[]> {
    return this.#options.queue.byUser(user, most);
  }

  /**
   * Shows a job's news in its message until it has ended; resolves when the final view was taken. For jobs that this session
   * submitted, and for those that `recover` brings back, this happens by itself.
   */
  async follow(job: Job, frame?: Prepared['frame']): Promise<Outcome> {
    const { adapter, reference } = this.#messageOf(job);
    let progress: Progress = { job, command: commandFor(job.request, this.#options.presets), frame };
    const watched = watchEdits((view) => adapter.edit(reference, view), this.#options.editWatch);
    const edits = latestWins({
      edit: watched.edit,
      interval: () => adapter.intervalOf?.(reference) ?? adapter.interval,
      onGone: () => void this.#options.queue.cancel(job.id).catch((error) => this.#options.onError?.(error)),
    });
    return new Promise((resolve) => {
      // The queue may call back with the job's end at once, before it has returned the way to unsubscribe.
      let unsubscribe: (() => void) | undefined;
      this.#following.set(job.id, { job, edits, unfollow: () => unsubscribe?.() });
      unsubscribe = this.#options.queue.subscribe(job.id, (event) => {
        progress = advance(progress, event);
        if (event.type === 'preview') watched.arrived(event.picture);
        if (!progress.end) return edits.push(present(progress, adapter.dialogs));
        this.#following.delete(job.id);
        unsubscribe?.();
        const finished = edits
          .finish(present(progress, adapter.dialogs))
          .then((outcome) => this.#finished(job, outcome));
        this.#finishing.add(finished);
        void finished.then((outcome) => {
          watched.ended();
          this.#finishing.delete(finished);
          resolve(outcome);
        });
      });
      if (progress.end) unsubscribe();
    });
  }

  /**
   * Goes on with the jobs of before a restart, each in its own message; called when all transports are connected. Jobs of a
   * transport that is not there are left for a start with it.
   */
  async recover(): Promise<void> {
    this.#options.queue.onRetried((job) => this.#followInBackground(job));
    const jobs = await this.#options.queue.recover();
    for (const job of jobs) this.#followInBackground(job);
    await this.#closeLost(new Set(jobs.map(({ id }) => id)));
  }

  /** Messages that wait for a job which the queue does not know, or whose end they have missed, get their end. */
  async #closeLost(recovered: ReadonlySet<string>): Promise<void> {
    for (const adapter of this.#adapters.values()) {
      for (const { job: id, reference, view } of adapter.unended?.() ?? []) {
        if (recovered.has(id)) continue;
        const job = await this.#options.queue.get(id);
        if (job) this.#followInBackground(job);
        else
          await adapter.edit(reference, presentLost(view)).catch((error) => this.#options.onError?.(error));
      }
    }
  }

  /** Ends all subscriptions, and resolves once final edits under way are through; the jobs themselves are the queue's. */
  async close(): Promise<void> {
    for (const { unfollow } of this.#following.values()) unfollow();
    this.#following.clear();
    await Promise.race([Promise.all(this.#finishing), sleep(LAST_EDITS_MS, undefined, { ref: false })]);
  }

  /** A job whose message cannot be followed here runs all the same. */
  #followInBackground(job: Job, frame?: Prepared['frame']): void {
    this.follow(job, frame).catch((error) => this.#options.onError?.(error));
  }

  /** An end that its message did not take stays with the queue: the next start delivers it again. */
  async #finished(job: Job, outcome: Outcome): Promise<Outcome> {
    try {
      if (outcome !== 'undeliverable') await this.#options.queue.delivered(job.id);
      else throw new AtelierError('internal', `no message takes the end of job ${job.id}`);
    } catch (error) {
      this.#options.onError?.(error);
    }
    return outcome;
  }

  /** The message is posted once the job has its place: a refusal is for the requester alone. */
  async #submit(
    context: RequestContext,
    { request, frame }: { request: StyleRequest; frame?: Prepared['frame'] | undefined },
    member: MemberLimits,
  ): Promise<Job> {
    const { via, user, community } = context;
    const adapter = this.#adapter(via);
    let posted: MessageReference | undefined;
    const post = async () => {
      posted = await context.post(firstView(request, commandFor(request, this.#options.presets), frame));
      return JSON.stringify({ via, handle: posted } satisfies StoredDelivery);
    };
    try {
      const job = await this.#options.queue.submit(
        { request, user, community, delivery: '' },
        { member, post },
      );
      this.#followInBackground(job, frame);
      return job;
    } catch (error) {
      // Only a queue that fails between the post and the acceptance leaves a message that promises something.
      if (posted !== undefined) await adapter.remove(posted).catch(() => {});
      throw error;
    }
  }

  async #delete(job: Job): Promise<void> {
    const { adapter, reference } = this.#messageOf(job);
    this.#following.get(job.id)?.edits.stop();
    await this.#options.queue.cancel(job.id);
    await this.#options.queue.delivered(job.id);
    await adapter.remove(reference);
  }

  /** The community's settings, once they allow the request; how many there may be is the queue's to count. */
  async #allowed(
    context: RequestContext,
  ): Promise<Pick<CommunitySettings, 'preset' | 'quality' | keyof MemberLimits>> {
    const { communities } = this.#options;
    if (!communities) return { preset: '', quality: SETTINGS.quality.default, perMember: 0, perDay: 0 };
    const settings = await communities.of(context.community);
    assertAllowed(settings, context);
    return settings;
  }

  #messageOf({ delivery }: Job): { adapter: ChatAdapter; reference: MessageReference } {
    const { via, handle: reference } = JSON.parse(delivery) as StoredDelivery;
    return { adapter: this.#adapter(via), reference };
  }

  #adapter(name: string): ChatAdapter {
    const adapter = this.#adapters.get(name);
    if (!adapter) throw new AtelierError('internal', `no transport named ${name} is connected`);
    return adapter;
  }
}

function assertOwn(context: Pick<RequestContext, 'user'>, job: Job, doing: string): void {
  if (job.user === context.user) return;
  const advice = doing === 'change' ? '; press "Try this style" for one of your own' : '';
  throw new AtelierError('forbidden', `only who asked for this picture may ${doing} it${advice}`);
}

function frameOf({ result }: Job): Prepared['frame'] | undefined {
  return result && { width: result.width, height: result.height };
}

/** How the transport of this name finds the job's message; undefined for a job of another one. */
export function referenceOf({ delivery }: Pick<Job, 'delivery'>, via: string): MessageReference | undefined {
  const stored = JSON.parse(delivery) as StoredDelivery;
  return stored.via === via ? stored.handle : undefined;
}

/** A job's stored `delivery`: the adapter's name, and the adapter's own reference. Stored jobs have these keys. */
interface StoredDelivery {
  via: string;
  handle: MessageReference;
}

/** Before the job exists there is nothing to press. */
function firstView(
  request: StyleRequest,
  command: string,
  frame: Prepared['frame'] | undefined,
): MessageView {
  const { job: _, ...view } = present({ job: { id: '', request }, command, frame });
  return { ...view, actions: [] };
}
