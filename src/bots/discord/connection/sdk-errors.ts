/**
 * PlatformErrors from what discord.js throws (discord-api-docs, developers/topics/opcodes-and-status-codes, JSON error codes).
 * The SDK's errors hold the request with its token and body, so that none of them is kept as a cause.
 */
import { RESTJSONErrorCodes as Code, DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { isNetworkError, PlatformError, type PlatformErrorCode } from '../../platform-error.js';

const CODES = new Map<number | string, PlatformErrorCode>([
  [Code.UnknownMessage, 'gone'], // 10008
  [Code.UnknownChannel, 'gone'], // 10003
  [Code.UnknownGuild, 'gone'], // 10004
  [Code.MissingAccess, 'gone'], // 50001
  [Code.MissingPermissions, 'gone'], // 50013
  [Code.CannotExecuteActionOnDMChannel, 'gone'], // 50003
  [Code.CannotEditMessageAuthoredByAnotherUser, 'gone'], // 50005
  [Code.CannotSendMessagesToThisUser, 'gone'], // 50007
  [Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds, 'gone'], // 50278
  [Code.UnknownWebhook, 'expired'], // 10015
  [Code.InvalidWebhookToken, 'expired'], // 50027
  [Code.UnknownInteraction, 'expired'], // 10062
  [Code.InteractionHasAlreadyBeenAcknowledged, 'expired'], // 40060
  [Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached, 'forbidden'], // 30046
  [Code.InvalidActionOnArchivedThread, 'forbidden'], // 50083
  [Code.ThreadLocked, 'forbidden'], // 160005
  [Code.RequestEntityTooLarge, 'too-large'], // 40005
  [Code.FileUploadedExceedsMaximumSize, 'too-large'], // 50045
]);

/** Discord's code for it is 0, which says nothing. */
const UNAUTHORISED = '401';

/** What `act` resolves with; an error of Discord's becomes a PlatformError. `what`: "an edit". */
export async function asPlatform<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toPlatformError(error, what);
  }
}

/** The same error where it is none of Discord's. */
export function toPlatformError(error: unknown, what: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const reason = describe(error);
  const words = code === 'unavailable' ? 'does not answer' : 'refuses';
  return new PlatformError(code, `Discord ${words} ${what}: ${reason}`, {
    reason,
    ...(error instanceof DiscordAPIError && {
      platformCode: error.status === 401 ? UNAUTHORISED : String(error.code),
    }),
    ...(error instanceof RateLimitError && { retryAfterMs: error.retryAfter }),
  });
}

function codeOf(error: unknown): PlatformErrorCode | undefined {
  if (error instanceof RateLimitError) return 'rate-limited';
  if (error instanceof HTTPError) return error.status === 413 ? 'too-large' : 'unavailable';
  if (!(error instanceof DiscordAPIError)) return isNetworkError(error) ? 'unavailable' : undefined;
  const known = CODES.get(error.code);
  if (known !== undefined) return known;
  if (error.status === 413) return 'too-large';
  // 403 without a code of its own comes from the edge, as 429 and 5xx do.
  return error.status === 400 ? 'invalid' : 'unavailable';
}

/** Whether Discord does not accept the bot's token. */
export function isUnauthorised(error: unknown): boolean {
  if (error instanceof PlatformError) return error.platformCode === UNAUTHORISED;
  if (error instanceof DiscordAPIError) return error.status === 401;
  return error instanceof Error && 'code' in error && error.code === 'TokenInvalid';
}

/** One line without bodies, headers or tokens of the request. */
export function describe(error: unknown): string {
  if (error instanceof PlatformError) return error.reason;
  if (error instanceof DiscordAPIError) return `${error.code} ${error.message.replaceAll('\n', '; ')}`;
  if (error instanceof HTTPError) return `HTTP ${error.status}`;
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error instanceof Error ? `${error.message || error.name}${cause}` : String(error);
}
