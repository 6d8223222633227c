/**
 * The messages of jobs that have not ended: each job's events become edits of its message. Knows which adapter a message
 * belongs to; a job's stored `delivery` says so.
 */
import { AtelierError } from '../../domain/errors.js';
import type { Job } from '../../domain/job.js';
import { findingOf } from '../../domain/screening.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import type { JobQueue } from '../../queue/queue.js';
import { wordsFor } from '../../words/catalogues.js';
import type { Language } from '../../words/languages.js';
import type { Words } from '../../words/words.js';
import type { ChatAdapter, MessageReference } from '../chat-adapter.js';
import type { Refusals } from '../last-refusals.js';
import { commandFor, type IntakePorts } from '../media/intake.js';
import type { Outcome } from './delivery-policy.js';
import { type EditWatch, watchEdits } from './edit-watch.js';
import { advance, type Progress, present, presentLost } from './job-view.js';
import { type Edits, latestWins } from './message-edits.js';

/** How long the end of the program waits for edits under way, ms: a platform answers within seconds, or not at all. */
const LAST_EDITS_MS = 10_000;

export interface JobMessagesOptions {
  queue: Pick<JobQueue, 'get' | 'cancel' | 'subscribe' | 'recover' | 'delivered' | 'onRetried'>;
  presets: IntakePorts['presets'];
  /** Where it is noted what screening refuses. */
  refusals?: Refusals;
  clock?: Clock;
  /** Counts what becomes of previews and edits. */
  editWatch?: EditWatch;
  /** Called for errors that cannot be shown in the chat: an end that no message takes, a delivery that is not recorded. */
  onError?: (error: unknown) => void;
}

/** A job whose message is being edited. */
interface ActiveMessage {
  edits: Edits;
  unsubscribe(): void;
  /** The delivery of the job's end, once it has begun. */
  ending?: Promise<unknown>;
}

/** What is known of a job that its queue does not tell. */
type Known = Pick<Progress, 'frame' | 'expected'>;

export class JobMessages {
  readonly #options: JobMessagesOptions;
  readonly #clock: Clock;
  readonly #adapters = new Map<string, ChatAdapter>();
  readonly #active = new Map<string, ActiveMessage>();

  constructor(options: JobMessagesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  connect(adapter: ChatAdapter): void {
    this.#adapters.set(adapter.name, adapter);
  }

  adapter(name: string): ChatAdapter {
    const adapter = this.#adapters.get(name);
    if (!adapter) throw new AtelierError('internal', `no chat platform named ${name} is connected`);
    return adapter;
  }

  /** Shows a job's events in its message until it has ended; resolves with how its end was shown. */
  async follow(job: Job, known: Known = {}): Promise<Outcome> {
    const { adapter, reference, words } = this.#messageOf(job);
    let progress: Progress = { job, command: commandFor(job.request, this.#options.presets), ...known };
    const watched = watchEdits((view) => adapter.edit(reference, view), this.#options.editWatch);
    const edits = latestWins({
      edit: watched.edit,
      interval: () => adapter.intervalOf?.(reference) ?? adapter.interval,
      clock: this.#clock,
      onGone: () => void this.#options.queue.cancel(job.id).catch((error) => this.#report(error)),
      onDefect: (error) => this.#report(error),
    });
    return new Promise((resolve) => {
      // The queue may call back with the job's end at once, before it has returned the way to unsubscribe.
      let unsubscribe: (() => void) | undefined;
      const active: ActiveMessage = { edits, unsubscribe: () => unsubscribe?.() };
      this.#active.set(job.id, active);
      unsubscribe = this.#options.queue.subscribe(job.id, (event) => {
        progress = advance(progress, event, this.#clock.now());
        if (event.type === 'preview') watched.arrived(event.picture);
        if (!progress.end) return edits.push(present(words, progress, adapter.dialogs));
        unsubscribe?.();
        this.#noteRefusal(job, progress.end).catch((error) => this.#report(error));
        active.ending = edits.finish(present(words, progress, adapter.dialogs)).then(async (outcome) => {
          await this.#record(job, outcome);
          watched.ended();
          if (this.#active.get(job.id) === active) this.#active.delete(job.id);
          resolve(outcome);
        });
      });
      if (progress.end) unsubscribe();
    });
  }

  /** Removes the message of a job; no further event is shown in it. */
  async remove(job: Job): Promise<void> {
    const { adapter, reference } = this.#messageOf(job);
    this.#active.get(job.id)?.edits.stop();
    await this.#options.queue.cancel(job.id);
    await this.#options.queue.delivered(job.id);
    await adapter.remove(reference);
  }

  /** A job whose message cannot be followed here still runs. */
  followInBackground(job: Job, known?: Known): void {
    this.follow(job, known).catch((error) => this.#report(error));
  }

  /** Resumes the jobs from before a restart. Jobs of a platform that is not connected are left for a start with it. */
  async recover(): Promise<void> {
    this.#options.queue.onRetried((job) => this.followInBackground(job));
    const jobs = await this.#options.queue.recover();
    for (const job of jobs) this.followInBackground(job);
    await this.#closeLost(new Set(jobs.map(({ id }) => id)));
  }

  /** Messages that wait for a job which the queue does not know, or whose end they have missed, get their end. */
  async #closeLost(recovered: ReadonlySet<string>): Promise<void> {
    for (const adapter of this.#adapters.values()) {
      for (const { job: id, reference, view } of adapter.unended?.() ?? []) {
        if (recovered.has(id)) continue;
        const job = await this.#options.queue.get(id);
        if (job) this.followInBackground(job);
        else await adapter.edit(reference, presentLost(view)).catch((error) => this.#report(error));
      }
    }
  }

  /** Ends all subscriptions, and resolves once edits under way are through; ends that are not shown stay with the queue. */
  async close(): Promise<void> {
    const active = [...this.#active.values()];
    this.#active.clear();
    for (const { edits, unsubscribe } of active) {
      unsubscribe();
      edits.close();
    }
    await Promise.race([Promise.all(active.map(({ ending }) => ending)), systemClock.sleep(LAST_EDITS_MS)]);
  }

  /** An end that its message does not take stays with the queue: the next start delivers it again. */
  async #record(job: Job, outcome: Outcome): Promise<void> {
    try {
      if (outcome === 'delivered' || outcome === 'gone') await this.#options.queue.delivered(job.id);
      if (outcome === 'undeliverable')
        throw new AtelierError('internal', `no message takes the end of job ${job.id}`);
    } catch (error) {
      this.#report(error);
    }
  }

  async #noteRefusal({ id, user, community, delivery }: Job, end: Progress['end']): Promise<void> {
    const finding = end?.type === 'failed' ? findingOf(end.error) : undefined;
    if (!finding) return;
    const { channel } = JSON.parse(delivery) as StoredDelivery;
    await this.#options.refusals?.add(community, { ...finding, user, channel }, id);
  }

  #messageOf({ delivery }: Job): { adapter: ChatAdapter; reference: MessageReference; words: Words } {
    const { via, handle: reference, language } = JSON.parse(delivery) as StoredDelivery;
    return { adapter: this.adapter(via), reference, words: wordsFor(language) };
  }

  #report(error: unknown): void {
    this.#options.onError?.(error);
  }
}

/** A job's stored `delivery`: the adapter's name, and the adapter's own reference. Stored jobs have these keys. */
interface StoredDelivery {
  via: string;
  handle: MessageReference;
  /** What the message is written in, also after a restart; absent in jobs of earlier versions: English. */
  language?: Language;
  /** Where it was asked for; absent where channels mean nothing. */
  channel?: string | undefined;
}

/** A message as a job stores it. */
export function encodeDelivery(delivery: StoredDelivery): string {
  return JSON.stringify(delivery);
}

/** How the adapter of this name finds the job's message; undefined for a job of another one. */
export function referenceOf({ delivery }: Pick<Job, 'delivery'>, via: string): MessageReference | undefined {
  const stored = JSON.parse(delivery) as StoredDelivery;
  return stored.via === via ? stored.handle : undefined;
}
