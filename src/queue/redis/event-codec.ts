/**
 * Events of a job on their way through Redis: a line of JSON, then a preview's bytes if there are any. The server puts a number
 * and a line feed before it, which counts the events of the job: a subscriber knows which of two is newer.
 */
import type { JobEvent } from '../../domain/event.js';

export interface NumberedEvent {
  number: number;
  event: JobEvent;
}

const LINE_FEED = 10;

export function encodeEvent(event: JobEvent): Buffer {
  if (event.type !== 'preview') return Buffer.from(JSON.stringify(event));
  const { bytes, ...picture } = event.picture;
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...event, picture })}\n`), bytes]);
}

export function decodeEvent(message: Buffer): NumberedEvent {
  const afterNumber = message.indexOf(LINE_FEED);
  const afterJson = message.indexOf(LINE_FEED, afterNumber + 1);
  const hasBytes = afterJson >= 0;
  const event = JSON.parse(message.toString('utf8', afterNumber + 1, hasBytes ? afterJson : undefined));
  if (hasBytes) event.picture.bytes = new Uint8Array(message.subarray(afterJson + 1));
  return { number: Number(message.toString('latin1', 0, afterNumber)), event };
}
