/**
 * What one queue, one user and one community may hold. Declared like the options of a request, so that the environment's
 * names and docs/how-to/operations.md derive from here; the wording of a refusal names the limit and when to come back.
 */
import { AtelierError, type ErrorCode } from '../../domain/errors.js';
import { integer, type ValuesOf } from '../../domain/field.js';
import type { NewJob } from '../../domain/job.js';
import { approximateDuration, coarseDuration } from '../../words/measures.js';
import { type Said, said } from '../../words/said.js';
import type { QueuedJob } from './fair-queue.js';

/** The window of a community's limit per day, ms. */
export const DAY_MS = 24 * 60 * 60 * 1000;

export const LIMITS = {
  maxWaiting: integer({
    meaning: 'jobs that may wait in the whole queue',
    min: 1,
    max: 100_000,
    default: 200,
  }),
  maxWaitingPerUser: integer({
    meaning:
      'jobs that one user may have waiting; not set, there is no limit while the web chat is all there is and is reached from this machine only',
    min: 1,
    max: 100_000,
    default: 3,
  }),
  maxRunningPerUser: integer({
    meaning: 'jobs that one user may have running; further ones wait',
    min: 1,
    max: 1000,
    default: 1,
  }),
  communityShare: integer({
    meaning:
      'share of the waiting places that one community may hold, and of the engines while other communities wait',
    unit: '%',
    min: 1,
    max: 100,
    default: 50,
  }),
} as const;

export type QueueLimits = ValuesOf<typeof LIMITS>;

/** A community's part of something there are `count` of: at least one. */
export function communityPart(limits: QueueLimits, count: number): number {
  return Math.max(1, Math.ceil((limits.communityShare / 100) * count));
}

/** What waits, or has a place reserved. */
export interface LineCounts {
  size: number;
  waitingOf(user: string): number;
  waitingIn(community: string): number;
}

/** Whose places are counted. */
export type Requester = Pick<NewJob, 'user' | 'community'>;

interface Refusal {
  code: ErrorCode;
  reason: Said;
  /** The waiting jobs of which one has to start before there is room. */
  blockedBy: (waiting: QueuedJob) => boolean;
}

/**
 * Throws queue_full or too_many_waiting when there is no room for the job. `secondsToStart` tells when the first waiting
 * job of a kind is expected to start, if that is known.
 */
export function assertRoom(
  limits: QueueLimits,
  line: LineCounts,
  job: Requester,
  secondsToStart: (which: (waiting: QueuedJob) => boolean) => number | undefined,
): void {
  const refusal = findRefusal(limits, line, job);
  if (refusal === undefined) return;
  const seconds = secondsToStart(refusal.blockedBy);
  const { code, reason } = refusal;
  throw new AtelierError(
    code,
    seconds === undefined
      ? said('refusals.comeBackLater', { reason })
      : said('refusals.comeBackIn', { reason, time: approximateDuration(seconds) }),
  );
}

function findRefusal(limits: QueueLimits, line: LineCounts, job: Requester): Refusal | undefined {
  const { maxWaiting, maxWaitingPerUser } = limits;
  const perCommunity = communityPart(limits, maxWaiting);
  if (line.size >= maxWaiting) {
    const reason = said('refusals.queueFull', { count: maxWaiting });
    return { code: 'queue_full', reason, blockedBy: () => true };
  }
  if (line.waitingOf(job.user) >= maxWaitingPerUser) {
    const reason = said('refusals.yourWaiting', { count: maxWaitingPerUser });
    return { code: 'too_many_waiting', reason, blockedBy: (waiting) => waiting.user === job.user };
  }
  if (line.waitingIn(job.community) >= perCommunity) {
    const reason = said('refusals.communityWaiting', { count: perCommunity });
    return { code: 'too_many_waiting', reason, blockedBy: (waiting) => waiting.community === job.community };
  }
  return undefined;
}

/** A member has as many jobs under way as the community allows. */
export function memberIsBusy(perMember: number): AtelierError {
  return new AtelierError('too_many_waiting', said('refusals.memberBusy', { count: perMember }));
}

/** A member has had what the community allows in a day; `oldest`: ms since the epoch of the job that frees a place when it is a day old. */
export function memberHadEnough(perDay: number, oldest: number, now: number): AtelierError {
  const time = coarseDuration((oldest + DAY_MS - now) / 1000);
  return new AtelierError('too_many_waiting', said('refusals.memberHadEnough', { count: perDay, time }));
}
