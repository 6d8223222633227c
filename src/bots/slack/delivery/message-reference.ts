/** Where a message is, as the session keeps it for us: enough to find it again after a restart. */
import type { MessageReference } from '../../chat-adapter.js';
import { PlatformError } from '../../platform-error.js';
import type { ApiClient } from '../connection/api-methods.js';
import type { Installation } from '../connection/installations.js';

export interface SlackMessageReference {
  /** Workspace that the message belongs to. */
  team: string;
  enterprise?: string;
  /** The app is installed for the whole enterprise: its token is stored there. */
  org?: true;
  channel: string;
  /** Slack's name of the message: seconds since 1970 with six decimals, unique within the channel. */
  ts: string;
  /** `ts` of the thread's first message, for an answer in a thread. */
  thread?: string;
  /** The requester. */
  user: string;
}

export function encodeReference(reference: SlackMessageReference): MessageReference {
  return JSON.stringify(reference);
}

/** Throws PlatformError gone for what no `encodeReference` has written. */
export function decodeReference(encoded: MessageReference): SlackMessageReference {
  const reference = readReference(encoded);
  if (reference !== undefined) return reference;
  throw new PlatformError('gone', 'this message is not known any more');
}

export function readReference(encoded: MessageReference): SlackMessageReference | undefined {
  const reference = JSON.parse(encoded) as Partial<SlackMessageReference>;
  return reference.channel && reference.ts && reference.user
    ? (reference as SlackMessageReference)
    : undefined;
}

/** Direct messages have ids of their own kind. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

/** The job's message among all messages of all workspaces. */
export function keyOf({ team, channel, ts }: Pick<SlackMessageReference, 'team' | 'channel' | 'ts'>): string {
  return `${team}:${channel}:${ts}`;
}

/** Address of a message in the browser and the app. `site`: the workspace's, as auth.test gives it. */
export function linkTo(
  site: string,
  { channel, ts, thread }: Pick<SlackMessageReference, 'channel' | 'ts' | 'thread'>,
): string {
  const url = new URL(`archives/${channel}/p${ts.replace('.', '')}`, site);
  if (thread !== undefined) url.search = new URLSearchParams({ thread_ts: thread, cid: channel }).toString();
  return url.href;
}

/** A message, and the client that may change it. */
export interface MessageLocation {
  reference: SlackMessageReference;
  installation: Installation;
  client: ApiClient;
}
