/** PlatformErrors from what Slack's SDK throws (docs.slack.dev/reference/methods, the list of errors of each method). */
import { webApi } from '@slack/bolt';
import { AtelierError } from '../../../domain/errors.js';
import type { Clock } from '../../../lib/clock.js';
import { retry } from '../../../lib/retry.js';
import { said } from '../../../words/said.js';
import { isRefusal, PlatformError, type PlatformErrorCode } from '../../platform-error.js';

/** Slack does not accept the token any more, for any call: the requester cannot be reached. */
const REVOKED = [
  'account_inactive',
  'token_revoked',
  'team_access_not_granted',
  'access_denied',
  'team_not_found',
];

/** The operator's to mend, by another token or by rotating it: jobs go on, and their messages wait (delivery-policy.ts). */
const TOKEN_REFUSED = ['token_expired', 'invalid_auth', 'not_authed'];

/** Slack's codes by ours; every code that is not here is `invalid`. */
const CODES: Partial<Record<PlatformErrorCode, readonly string[]>> = {
  gone: [
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
  ],
  expired: [
    'expired_trigger_id',
    'exchanged_trigger_id',
    'invalid_trigger_id',
    'trigger_exchanged',
    'trigger_expired',
  ],
  // `edit_window_closed`: a workspace may forbid edits after some minutes.
  forbidden: ['missing_scope', 'edit_window_closed', 'cant_update_message', 'message_is_frozen'],
  'rate-limited': ['ratelimited', 'rate_limited'],
  unavailable: [...TOKEN_REFUSED, 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'],
};

/** Refusals of a message because of its blocks: a picture that Slack cannot fetch, a file that is not ready or not ours. */
const BLOCKS = ['invalid_blocks', 'invalid_blocks_format'];

/** Where a view is wrong the code says less, and a JSON pointer says which part: "[json-pointer:/view/blocks/2/image_url]". */
const PICTURE_POINTER = /\/(image_url|slack_file)\b/;

/** Slack names no time where the answer is an error in a body with status 200. */
const USUAL_PAUSE_MS = 10_000;

/** The longest that a call waits for its turn, ms: longer than a rate limit of a minute. */
const PATIENCE_MS = 90_000;

/** The same error where it is none of Slack's. `method`: said before Slack's words, which name no method. */
export function toPlatformError(error: unknown, method = 'Slack'): unknown {
  if (!(error instanceof webApi.SlackError)) return error;
  const message = `${method}: ${error.message}`;
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new PlatformError('rate-limited', message, {
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    });
  if (!(error instanceof webApi.WebAPIPlatformError))
    return new PlatformError('unavailable', message, { cause: error });
  const { error: platformCode, needed, response_metadata: metadata } = error.data as Answer;
  const code = codeOf(platformCode);
  return new PlatformError(code, message, {
    platformCode,
    reason: platformCode,
    details: needed === undefined ? (metadata?.messages ?? []) : [needed],
    ...(code === 'rate-limited' && { retryAfterMs: (metadata?.retryAfter ?? 0) * 1000 || USUAL_PAUSE_MS }),
    cause: error,
  });
}

function codeOf(platformCode: string): PlatformErrorCode {
  const found = Object.entries(CODES).find(([, known]) => known.includes(platformCode));
  return (found?.[0] as PlatformErrorCode | undefined) ?? 'invalid';
}

interface Answer {
  error: string;
  needed?: string;
  response_metadata?: { messages?: string[]; retryAfter?: number };
}

export function isTokenRefused(error: PlatformError): boolean {
  return TOKEN_REFUSED.includes(error.platformCode);
}

export function isRevoked(error: PlatformError): boolean {
  return REVOKED.includes(error.platformCode);
}

/** The scope that the app was not granted, where that is why. */
export function missingScope(error: unknown): string | undefined {
  const isMissing = error instanceof PlatformError && error.platformCode === 'missing_scope';
  return isMissing ? (error.details[0] ?? '') : undefined;
}

/** The same as a message for the requester; undefined for what has another reason. */
export function scopeRefusal(cause: unknown): AtelierError | undefined {
  const scope = missingScope(cause);
  if (scope === undefined) return undefined;
  return new AtelierError('forbidden', said('slack.lacksScope', { scope }), {
    cause,
  });
}

/** Whether Slack does not show a picture of the message or view. */
export function isPictureRefusal(error: unknown): boolean {
  if (!isRefusal(error, 'invalid')) return false;
  const { platformCode, details } = error;
  const isPointedAt = details.some((detail) => PICTURE_POINTER.test(detail));
  return BLOCKS.includes(platformCode) || (platformCode === 'invalid_arguments' && isPointedAt);
}

/** Any refusal with one of these codes of Slack's. */
export function hasPlatformCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof PlatformError && codes.includes(error.platformCode);
}

/** Waits out rate limits, as Slack says how long; the SDK's own waiting knows no end. Other errors are thrown as they come. */
export function whenAllowed<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  return retry(call, {
    clock,
    firstPause: 0,
    longestPause: 0,
    isPassing: (error) => isRefusal(error, 'rate-limited'),
    patience: () => PATIENCE_MS,
    leastPause: (error) => (error as PlatformError).retryAfterMs,
  });
}
