/** Whether a request comes from Slack, and just now (docs.slack.dev/authentication/verifying-requests-from-slack). */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a request's time may be from ours, s: Slack's own recommendation. */
export const TOLERANCE_S = 5 * 60;

interface SignedRequest {
  signature: string | undefined;
  /** Seconds since 1970. */
  timestamp: string | undefined;
  /** To the byte as it came. */
  body: Uint8Array;
}

/** `now`: ms since 1970. */
export function isFromSlack(
  secret: string,
  { signature, timestamp, body }: SignedRequest,
  now: number,
): boolean {
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
  const expected = Buffer.from(sign(secret, timestamp, body));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export function sign(secret: string, timestamp: string, body: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}
