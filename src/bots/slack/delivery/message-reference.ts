/** Where a message is, as the session keeps it for us: enough to find it again after a restart. */
import { AtelierError } from '../../../domain/errors.js';
import type { Delivery } from '../../chat-adapter.js';

export interface Place {
  /** Workspace that the message belongs to. */
  team: string;
  enterprise?: string;
  /** The app is installed for the whole enterprise: its token is kept there. */
  org?: true;
  channel: string;
  /** Slack's name of the message: seconds since 1970 with six decimals, unique within the channel. */
  ts: string;
  /** `ts` of the thread's first message, for an answer in a thread. */
  thread?: string;
  /** Who asked. */
  user: string;
}

export function encodePlace(place: Place): Delivery {
  return JSON.stringify(place);
}

/** Throws not_found for what no `encodePlace` has written. */
export function decodePlace(delivery: Delivery): Place {
  const place = placeIn(delivery);
  if (place !== undefined) return place;
  throw new AtelierError('not_found', 'this message is not known any more');
}

export function placeIn(delivery: Delivery): Place | undefined {
  const place = JSON.parse(delivery) as Partial<Place>;
  return place.channel && place.ts && place.user ? (place as Place) : undefined;
}

/** Direct messages have ids of their own kind. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

/** The job's message among all messages of all workspaces. */
export function keyOf({ team, channel, ts }: Pick<Place, 'team' | 'channel' | 'ts'>): string {
  return `${team}:${channel}:${ts}`;
}

/** Address of a message in the browser and the app. `site`: the workspace's, as auth.test gives it. */
export function linkTo(
  site: string,
  { channel, ts, thread }: Pick<Place, 'channel' | 'ts' | 'thread'>,
): string {
  const url = new URL(`archives/${channel}/p${ts.replace('.', '')}`, site);
  if (thread !== undefined) url.search = new URLSearchParams({ thread_ts: thread, cid: channel }).toString();
  return url.href;
}
