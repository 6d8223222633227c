/** What a failed call of the Web API means for us (docs.slack.dev/reference/methods, the list of errors of each method). */
import { webApi } from '@slack/bolt';
import type { Clock } from './clock.js';

export type Failure =
  /** The message, its channel or our access is gone for good. */
  | { kind: 'gone'; code: string }
  /** Too many calls: not before so many seconds. */
  | { kind: 'limited'; seconds: number }
  /** Slack does not take these blocks: a picture that it cannot fetch, a file that is not ready or not ours. */
  | { kind: 'blocks'; code: string; details: string[] }
  /** The message stays and cannot be edited any more. */
  | { kind: 'frozen'; code: string }
  /** The app was not granted a scope. */
  | { kind: 'scope'; code: string; scope: string }
  /** Any other refusal by Slack: the same call would be refused again. */
  | { kind: 'refused'; code: string }
  /** No answer, or none that says what happened: the call may have been carried out. */
  | { kind: 'unknown' };

/** We are let in no more: nobody can be told. */
const REVOKED = [
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'team_access_not_granted',
  'access_denied',
  'team_not_found',
];

const GONE = [
  ...REVOKED,
  'message_not_found',
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'is_inactive',
  'posting_to_channel_denied',
  'messages_tab_disabled',
  'thread_not_found',
  'restricted_action',
  'restricted_action_read_only_channel',
  'cannot_dm_bot',
  'user_not_found',
];

const BLOCKS = ['invalid_blocks', 'invalid_blocks_format'];

/** Where a view is wrong the code says less, and a JSON pointer says which part: "[json-pointer:/view/blocks/2/image_url]". */
const PICTURE_POINTER = /\/(image_url|slack_file)\b/;

/** `edit_window_closed`: a workspace may forbid edits after some minutes. */
const FROZEN = ['edit_window_closed', 'cant_update_message', 'message_is_frozen'];

/** Slack names no time where the answer is an error in a body with status 200. */
const USUAL_WAIT_S = 10;

/** The longest that a call waits for its turn, s: longer than a rate limit of a minute. */
const PATIENCE_S = 90;

export function failureOf(error: unknown): Failure {
  if (error instanceof webApi.WebAPIRateLimitedError) return { kind: 'limited', seconds: error.retryAfter };
  if (!(error instanceof webApi.WebAPIPlatformError)) return { kind: 'unknown' };
  const { error: code, needed, response_metadata: metadata } = error.data as PlatformAnswer;
  if (code === 'ratelimited' || code === 'rate_limited')
    return { kind: 'limited', seconds: metadata?.retryAfter ?? USUAL_WAIT_S };
  if (code === 'missing_scope') return { kind: 'scope', code, scope: needed ?? '' };
  if (GONE.includes(code)) return { kind: 'gone', code };
  const details = metadata?.messages ?? [];
  const isPicture = code === 'invalid_arguments' && details.some((detail) => PICTURE_POINTER.test(detail));
  if (isPicture || BLOCKS.includes(code)) return { kind: 'blocks', code, details };
  if (FROZEN.includes(code)) return { kind: 'frozen', code };
  // Slack's own trouble.
  if (['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].includes(code))
    return { kind: 'unknown' };
  return { kind: 'refused', code };
}

interface PlatformAnswer {
  error: string;
  needed?: string;
  response_metadata?: { messages?: string[]; retryAfter?: number };
}

/** The token is no good any more, whatever it is used for. */
export function isRevoked(failure: Failure): boolean {
  return failure.kind === 'gone' && REVOKED.includes(failure.code);
}

/** Calls until it is this call's turn: Slack says how long to wait. Other failures are thrown as they come. */
export async function patiently<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  let waited = 0;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== 'limited' || waited + failure.seconds > PATIENCE_S) throw error;
      waited += failure.seconds;
      await clock.sleep(failure.seconds * 1000);
    }
  }
}
