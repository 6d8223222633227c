/**
 * The edits that a workspace allows: chat.update is tier 3, 50 a minute for an app and a workspace, all its jobs together
 * (docs.slack.dev/apis/web-api/rate-limits). A bucket of tokens gives out 45, the ends of jobs first, then pictures that are
 * being painted, then places in line; the more messages there are, the longer each waits for its next edit. What has to be asked about
 * an edit's picture before counts as an edit, so that pictures that Slack takes its time for make all of them rarer.
 *
 * p-queue's intervalCap and priority would give the turns, but not the rest: it counts in wall time, so that no test could let a
 * minute pass; it cannot fall silent for the time that a 429 names; and it does not know which messages share the flow.
 */
import type { Clock } from '../../../lib/clock.js';

/** Edits a minute: 50 less one in ten, for clocks that differ. */
const PER_MINUTE = 45;

/** Edits at once after a rest: with what flows in meanwhile no minute has more than 50. */
const AT_ONCE = 5;

const MS_PER_TOKEN = 60_000 / PER_MINUTE;

/** A message that was not edited for so long does not count any more, ms. */
const FORGOTTEN_MS = 10 * 60_000;

/** In order of urgency. */
const URGENCIES = ['final', 'running', 'waiting'] as const;
export type Urgency = (typeof URGENCIES)[number];

interface Turn {
  urgency: Urgency;
  go(): void;
}

interface Bucket {
  /** Tokens at the time `at`. */
  tokens: number;
  at: number;
  /** Slack accepts no edit before. */
  silentUntil: number;
  turns: Turn[];
  isServing: boolean;
  /** Messages that are being edited: what they show, and when they were edited last. */
  messages: Map<string, { urgency: Urgency; at: number }>;
}

export class EditBudget {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when this message may be edited. */
  take(team: string, message: string, urgency: Urgency): Promise<void> {
    const bucket = this.#bucket(team);
    if (urgency === 'final') bucket.messages.delete(message);
    else bucket.messages.set(message, { urgency, at: this.#clock.now() });
    return new Promise((go) => {
      bucket.turns.push({ urgency, go });
      void this.#serve(bucket);
    });
  }

  /** Slack wants no edits for so long. */
  pause(team: string, seconds: number): void {
    const bucket = this.#bucket(team);
    bucket.tokens = 0;
    bucket.silentUntil = Math.max(bucket.silentUntil, this.#clock.now() + seconds * 1000);
  }

  /**
   * Shortest time between two edits of this message, ms, at least `least`: all messages of its kind share the flow, or half
   * of it where there are both kinds.
   */
  interval(team: string, message: string, least: number): number {
    const bucket = this.#bucket(team);
    this.#forget(bucket);
    const own = bucket.messages.get(message)?.urgency ?? 'waiting';
    const all = [...bucket.messages.values()];
    const alike = all.filter(({ urgency }) => urgency === own).length;
    const share = alike < all.length ? 0.5 : 1;
    return Math.max(least, (alike * MS_PER_TOKEN) / share);
  }

  #bucket(team: string): Bucket {
    let bucket = this.#buckets.get(team);
    if (bucket === undefined) {
      const at = this.#clock.now();
      bucket = { tokens: AT_ONCE, at, silentUntil: 0, turns: [], isServing: false, messages: new Map() };
      this.#buckets.set(team, bucket);
    }
    return bucket;
  }

  /** One loop for each workspace with turns to give. */
  async #serve(bucket: Bucket): Promise<void> {
    if (bucket.isServing) return;
    bucket.isServing = true;
    while (bucket.turns.length > 0) {
      const wait = this.#refill(bucket);
      if (wait > 0) {
        await this.#clock.sleep(wait);
        continue;
      }
      bucket.tokens -= 1;
      nextTurn(bucket.turns).go();
    }
    bucket.isServing = false;
  }

  /** Lets tokens flow in; returns how long there is none, ms. */
  #refill(bucket: Bucket): number {
    const now = this.#clock.now();
    if (now < bucket.silentUntil) {
      bucket.at = bucket.silentUntil;
      return bucket.silentUntil - now;
    }
    bucket.tokens = Math.min(AT_ONCE, bucket.tokens + Math.max(0, now - bucket.at) / MS_PER_TOKEN);
    bucket.at = Math.max(bucket.at, now);
    return bucket.tokens >= 1 ? 0 : Math.ceil((1 - bucket.tokens) * MS_PER_TOKEN);
  }

  #forget({ messages }: Bucket): void {
    const since = this.#clock.now() - FORGOTTEN_MS;
    for (const [key, { at }] of messages) if (at < since) messages.delete(key);
  }
}

/** Takes the most urgent turn out, the oldest of these. */
function nextTurn(turns: Turn[]): Turn {
  for (const urgency of URGENCIES) {
    const index = turns.findIndex((turn) => turn.urgency === urgency);
    if (index >= 0) return turns.splice(index, 1)[0]!;
  }
  throw new RangeError('there is no turn to give');
}
