/**
 * The one channel of the local web chat: its messages, newest last, bounded. Every change gets the next version, so that a
 * reader that was disconnected catches up from the version it saw last; no log of events is stored. What a restart needs
 * is stored: each message as it was posted, and as it ended. Implements the session's port.
 */
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '../../../lib/clock.js';
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import {
  type ChatAdapter,
  isFinal,
  type MessageReference,
  type MessageView,
  type PictureView,
  type UnendedMessage,
} from '../../chat-adapter.js';
import { forOthers } from '../../messages/job-view.js';
import { PlatformError } from '../../platform-error.js';
import type { WireMessage, WireNews, WirePerson } from '../wire.js';

/** The latest ended messages are kept; those of jobs that wait or run are bounded by the queue's limits, and never dropped. */
const MAX_ENDED = 200;
/** The same for those beside the channel: small ones to choose a strength by, soon of no use. */
const MAX_ENDED_ASIDE = 20;
/** Deleted messages that are remembered: a later edit is refused as gone. */
const MAX_DELETED = 1000;
/** Removals that are remembered for disconnected readers; after a longer absence a reader loads everything again. */
const MAX_REMOVALS = 200;

/** Between two edits of a message, ms: a bar that moves five times a second looks smooth with a transition of 0.2 s. */
const INTERVAL_MS = 200;

/** What a message's handle holds: all that its job does not know of it. */
interface WebMessageReference {
  id: string;
  author: WirePerson;
  /** Milliseconds since the epoch. */
  at: number;
  /** For its author alone. */
  aside?: true;
}

/** A message as it is stored. */
interface StoredMessage extends WebMessageReference {
  view: MessageView;
}

interface Entry extends StoredMessage {
  version: number;
  /** Counts the previews shown: each has its own address. */
  previews: number;
  /** The form that survives a restart; steps in between are not written. */
  storedAs?: MessageView['tone'];
}

export class Channel implements ChatAdapter {
  readonly name = 'web';
  readonly interval = INTERVAL_MS;
  readonly dialogs = ['other-style', 'share', 'try'] as const;
  /** A restarted server counts from zero: versions of another epoch mean nothing. */
  readonly #epoch = randomUUID().slice(0, 8);
  readonly #entries = new Map<string, Entry>();
  readonly #deleted = new LRUCache<string, true>({ max: MAX_DELETED });
  #removals: { id: string; version: number }[] = [];
  /** Readers who have seen less than this may have missed a removal. */
  #removalsFrom = 0;
  #version = 0;
  readonly #listeners = new Set<() => void>();
  readonly #store: KeyValueStore | undefined;
  readonly #clock: Pick<Clock, 'now'>;

  /** `store` brings the messages from before a restart back. */
  constructor(store?: KeyValueStore, clock: Pick<Clock, 'now'> = systemClock) {
    this.#store = store;
    this.#clock = clock;
    for (const { value } of store?.all() ?? []) {
      const { view, ...reference } = value as StoredMessage;
      this.#entries.set(reference.id, { ...reference, view, version: 0, previews: 0, storedAs: view.tone });
    }
  }

  /** `aside`: only its author sees it. */
  post(author: WirePerson, view: MessageView, aside = false): MessageReference {
    const reference: WebMessageReference = {
      id: randomUUID(),
      author,
      at: this.#clock.now(),
      ...(aside && { aside }),
    };
    this.#add(reference, view);
    return JSON.stringify(reference);
  }

  /** A message from before a restart comes back with its first edit; one that was removed does not. */
  async edit(encoded: MessageReference, view: MessageView): Promise<void> {
    const reference = JSON.parse(encoded) as WebMessageReference;
    const entry = this.#entries.get(reference.id);
    if (!entry) {
      if (this.#deleted.has(reference.id)) throw new PlatformError('gone', 'this message was deleted');
      return this.#add(reference, view);
    }
    if (preview(view) && preview(view) !== preview(entry.view)) entry.previews++;
    entry.view = view;
    entry.version = ++this.#version;
    this.#trim();
    this.#changed();
    this.#keep(entry);
  }

  async remove(encoded: MessageReference): Promise<void> {
    const id = idOf(encoded);
    this.#deleted.set(id, true);
    if (this.#drop(id)) this.#changed();
  }

  /** Messages that show a job which has not ended. */
  unended(): UnendedMessage[] {
    return [...this.#entries.values()].flatMap(({ view, ...entry }) =>
      view.job === undefined || isFinal(view)
        ? []
        : [{ job: view.job, reference: JSON.stringify(asReference(entry)), view }],
    );
  }

  /** A picture of a message. A request for an outdated preview gets the current one. */
  /** What shows how the picture of a message was painted. */
  timelapse(id: string): { view: MessageView; blob: string } | undefined {
    const view = this.#entries.get(id)?.view;
    return view?.timelapse === undefined ? undefined : { view, blob: view.timelapse };
  }

  picture(id: string, role: string): { view: MessageView; picture: PictureView } | undefined {
    const view = this.#entries.get(id)?.view;
    const roles = role === 'preview' ? ['preview', 'result', 'photo'] : [role];
    const [picture] = roles.flatMap(
      (role) => view?.pictures.filter((picture) => picture.role === role) ?? [],
    );
    return view && picture && { view, picture };
  }

  /**
   * What a reader has missed; the cursor stands for all it has seen then. Undefined: it has seen nothing. `reader`: whose own messages
   * beside the channel are included.
   */
  since(cursor: string | undefined, reader?: string): { cursor: string; news: WireNews } {
    const [epoch, seenText] = cursor?.split('-') ?? [];
    const seen = epoch === this.#epoch ? Number(seenText) : Number.NaN;
    const reset = !(seen >= this.#removalsFrom && seen <= this.#version);
    const entries = [...this.#entries.values()].filter(
      ({ version, aside, author }) => (reset || version > seen) && (!aside || author.id === reader),
    );
    const removed = reset ? [] : this.#removals.filter(({ version }) => version > seen).map(({ id }) => id);
    return {
      cursor: `${this.#epoch}-${this.#version}`,
      news: { reset, messages: entries.map((entry) => toWire(entry, reader)), removed },
    };
  }

  /** Calls back after each change, without saying which. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Removes ended messages from before then (ms since the epoch): their pictures are about to be deleted. */
  forgetBefore(time: number): void {
    for (const { id, at, view } of this.#entries.values()) if (at < time && isFinal(view)) this.#drop(id);
    this.#changed();
  }

  #add(reference: WebMessageReference, view: MessageView): void {
    const entry = { ...reference, view, version: ++this.#version, previews: 0 };
    this.#entries.set(reference.id, entry);
    this.#trim();
    this.#changed();
    this.#keep(entry);
  }

  /** Only with a job: after a crash between the two nobody would ever end the message. Previews are not worth the disk. */
  #keep(entry: Entry): void {
    const { id, view, storedAs } = entry;
    if (view.job === undefined || view.tone === storedAs) return;
    const pictures = view.pictures.filter(({ source }) => 'blob' in source);
    this.#store?.put(id, { ...asReference(entry), view: { ...view, pictures } } satisfies StoredMessage);
    entry.storedAs = view.tone;
  }

  #trim(): void {
    const ended = [...this.#entries.values()].filter(({ view }) => isFinal(view));
    const [asides, others] = [ended.filter(({ aside }) => aside), ended.filter(({ aside }) => !aside)];
    for (const { id } of asides.slice(0, Math.max(0, asides.length - MAX_ENDED_ASIDE))) this.#drop(id);
    for (const { id } of others.slice(0, Math.max(0, others.length - MAX_ENDED))) this.#drop(id);
  }

  #drop(id: string): boolean {
    if (!this.#entries.delete(id)) return false;
    this.#store?.delete(id);
    this.#removals.push({ id, version: ++this.#version });
    for (const { version } of this.#removals.splice(0, this.#removals.length - MAX_REMOVALS))
      this.#removalsFrom = version;
    return true;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The id, by which everybody but the session knows the message. */
export function idOf(encoded: MessageReference): string {
  return (JSON.parse(encoded) as WebMessageReference).id;
}

function asReference({ id, author, at, aside }: WebMessageReference): WebMessageReference {
  return { id, author, at, ...(aside && { aside }) };
}

function toWire({ view: whole, previews, ...entry }: Entry, reader: string | undefined): WireMessage {
  const { id, author } = entry;
  const view = whole.isForRequester && author.id !== reader ? forOthers(whole) : whole;
  const pictures = view.pictures.map(({ role, source, label, alt }) => {
    const which = 'blob' in source ? source.blob.slice(0, 16) : previews;
    return { role, url: `/api/messages/${id}/${role}?v=${which}`, label, alt };
  });
  const loop = view.timelapse && {
    timelapse: `/api/messages/${id}/timelapse?v=${view.timelapse.slice(0, 16)}`,
  };
  return { ...asReference(entry), view: { ...view, ...loop, pictures } };
}

function preview(view: MessageView): unknown {
  const picture = view.pictures.find(({ role }) => role === 'preview');
  return picture && 'picture' in picture.source ? picture.source.picture : undefined;
}
