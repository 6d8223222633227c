/**
 * What the API answers instead: HTTP status, JSON code, message. The codes and their meanings are those of discord-api-docs,
 * developers/topics/opcodes-and-status-codes#json; the statuses are as seen in the threads named beside them.
 */
export interface FormErrors {
  [key: string]: FormErrors | { code: string; message: string }[];
}

export class DiscordError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly errors?: FormErrors,
    /** Seconds, for a 429. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

const KNOWN: Record<number, readonly [status: number, message: string]> = {
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  // A token that was never acknowledged: 404 within the 15 minutes (discord-api-docs#6851).
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  20012: [403, 'You are not authorized to perform this action on this application'],
  30015: [400, 'Maximum number of attachments in a message reached (10)'],
  30032: [400, 'Maximum number of application commands reached (100).'],
  30034: [400, 'Max number of daily application command creates has been reached (200)'],
  // 429 with this code (aikaterna-cogs#302).
  30046: [429, 'Maximum number of edits to messages older than 1 hour reached. Try again later.'],
  // 413 (discord-api-docs#8572).
  40005: [413, 'Request entity too large'],
  40060: [400, 'Interaction has already been acknowledged.'],
  40094: [400, 'This interaction has hit the maximum number of follow up messages'],
  50001: [403, 'Missing Access'],
  50003: [403, 'Cannot execute action on a DM channel'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50024: [400, 'Cannot execute action on this channel type'],
  // A token older than 15 minutes: 401 (discord-api-docs#6851).
  50027: [401, 'Invalid Webhook Token'],
  50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'],
  // 403 (Voxel-Fox-Ltd/Flower#63).
  160002: [403, 'Cannot reply without permission to read message history'],
  160005: [400, 'Thread is locked'],
};

/** The error with this code, in Discord's words. */
export function refusal(code: number, retryAfter?: number): DiscordError {
  const known = KNOWN[code];
  if (known === undefined) throw new Error(`no status and message are written down for the code ${code}`);
  return new DiscordError(known[0], code, known[1], undefined, retryAfter);
}

/** The words for a code that a test makes up an error with. */
export function wordsFor(code: number, status: number): string {
  return KNOWN[code]?.[1] ?? `${status}: error`;
}

export const unauthorised = (): DiscordError => new DiscordError(401, 0, '401: Unauthorized');
export const notFound = (): DiscordError => new DiscordError(404, 0, '404: Not Found');
export const notAllowed = (): DiscordError => new DiscordError(405, 0, '405: Method Not Allowed');
