/**
 * The last pictures that screening has refused, for the moderators of a community: who, when, where and what was found, never the
 * picture or a way to it. The oldest go first, and all of them after their time.
 */
import type { Finding } from '../domain/screening.js';
import type { Clock } from '../lib/clock.js';
import type { SharedKeyValueStore } from '../queue/storage/shared-key-value.js';
import { said } from '../words/said.js';
import type { Words } from '../words/words.js';

export interface Refusal extends Finding {
  /** ms since the epoch */
  at: number;
  /** As in `RequestContext.user`. */
  user: string;
  /** Of the platform; absent where channels mean nothing. */
  channel?: string | undefined;
}

/** Called for each, for log and metrics. */
export type OnRefused = (refusal: Refusal & { community: string }) => void;

/** Refusals of a community that are kept. */
const KEPT = 50;

/** How long they are kept, ms. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** A refusal of a job is reported again after a restart between its end and its message; within this time it counts as the same, s. */
const SAME_S = 24 * 60 * 60;

export class Refusals {
  readonly #store: SharedKeyValueStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onRefused: OnRefused;

  constructor(store: SharedKeyValueStore, clock: Pick<Clock, 'now'>, onRefused: OnRefused = () => {}) {
    this.#store = store;
    this.#clock = clock;
    this.#onRefused = onRefused;
  }

  /** `once`: names what was refused, where it may be reported twice. */
  async add(community: string, refusal: Omit<Refusal, 'at'>, once?: string): Promise<void> {
    if (once !== undefined && !(await this.#store.claim(once, SAME_S))) return;
    const whole = { at: this.#clock.now(), ...refusal };
    this.#onRefused({ ...whole, community });
    await this.#store.put(community, [whole, ...(await this.last(community))].slice(0, KEPT));
  }

  /** Newest first. */
  async last(community: string): Promise<Refusal[]> {
    return (await this.#stored(community)).filter(({ at }) => at > this.#clock.now() - KEPT_MS);
  }

  /** Deletes those whose time is over, of every community. */
  async forgetOld(): Promise<void> {
    for (const community of await this.#store.keys()) {
      const left = await this.last(community);
      if (left.length === 0) await this.#store.delete(community);
      else if (left.length < (await this.#stored(community)).length) await this.#store.put(community, left);
    }
  }

  async #stored(community: string): Promise<Refusal[]> {
    return ((await this.#store.get(community)) as Refusal[] | undefined) ?? [];
  }
}

/** One refusal in a line; who, where and when as the platform writes people, channels and times. */
export function refusalLine(
  { t }: Words,
  { part, class: found, percent }: Refusal,
  as: { who: string; where: string; when: string },
): string {
  return t('community.refused.line', {
    ...as,
    part: said(`community.refused.${part}`),
    what: said(`refusals.unsafe.${found}`),
    percent: said('amounts.percent', { number: percent }),
  });
}
