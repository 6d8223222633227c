/**
 * What a refusal of Discord means for a message (discord-api-docs, developers/topics/opcodes-and-status-codes, JSON error codes): is
 * it gone, can another way still reach it, or does the same work later?
 */
import { RESTJSONErrorCodes as Code, DiscordAPIError, HTTPError } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';

export type Failure =
  /** The message, its channel or the right to it are gone for good. */
  | 'gone'
  /** The interaction's token is no good any more; the bot's own may be. */
  | 'expired'
  /** The message is there, but cannot be changed just now. */
  | 'stuck'
  | 'too-large'
  /** An interaction that was answered already, or too late. */
  | 'too-late'
  /** What was sent is not as Discord wants it: a defect of ours. */
  | 'invalid'
  /** Discord is away or asks to wait. */
  | 'away';

const FAILURES = new Map<number | string, Failure>([
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
  [Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached, 'stuck'], // 30046
  [Code.InvalidActionOnArchivedThread, 'stuck'], // 50083
  [Code.ThreadLocked, 'stuck'], // 160005
  [Code.RequestEntityTooLarge, 'too-large'], // 40005
  [Code.FileUploadedExceedsMaximumSize, 'too-large'], // 50045
  [Code.UnknownInteraction, 'too-late'], // 10062
  [Code.InteractionHasAlreadyBeenAcknowledged, 'too-late'], // 40060
]);

export function failureOf(error: unknown): Failure {
  if (error instanceof DiscordAPIError) {
    const known = FAILURES.get(error.code);
    if (known !== undefined) return known;
    if (error.status === 413) return 'too-large';
    // 403 without a code of its own comes from the edge, as 429 and 5xx do.
    return error.status === 400 ? 'invalid' : 'away';
  }
  return error instanceof HTTPError && error.status === 413 ? 'too-large' : 'away';
}

/** Whether Discord does not accept the bot's token. */
export function isUnauthorised(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  return error instanceof Error && 'code' in error && error.code === 'TokenInvalid';
}

/** One line without bodies, headers or tokens of the request. */
export function describe(error: unknown): string {
  if (error instanceof DiscordAPIError) return `${error.code} ${error.message.replaceAll('\n', '; ')}`;
  if (error instanceof HTTPError) return `HTTP ${error.status}`;
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error instanceof Error ? `${error.message || error.name}${cause}` : String(error);
}

/** Whether Discord has answered with an error, rather than something of ours. */
export function isDiscords(error: unknown): boolean {
  return error instanceof DiscordAPIError || error instanceof HTTPError;
}

/** The same as an error of ours, without what was sent. */
export function toDefect(error: unknown, doing: string): AtelierError {
  return new AtelierError('internal', `Discord refuses ${doing}: ${describe(error)}`);
}
