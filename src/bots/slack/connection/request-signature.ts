/** Whether a request comes from Slack, and is recent (docs.slack.dev/authentication/verifying-requests-from-slack). */
import { isValidSlackRequest } from '@slack/bolt';

/** How far a request's time may be from ours, s: Slack's own recommendation. */
export const TOLERANCE_S = 5 * 60;

/** The one form that Slack writes: Bolt ignores what stands behind, and a signature is also a request's name. */
const SIGNATURE = /^v0=[0-9a-f]{64}$/;

interface SignedRequest {
  signature: string | undefined;
  /** Seconds since 1970. */
  timestamp: string | undefined;
  /** To the byte as it came. */
  body: Uint8Array;
}

/** `now`: ms since 1970. Bolt checks the signature; of the time it would let a second more pass, and any time to come. */
export function isFromSlack(
  signingSecret: string,
  { signature, timestamp, body }: SignedRequest,
  now: number,
): boolean {
  if (signature === undefined || !SIGNATURE.test(signature)) return false;
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
  return isValidSlackRequest({
    signingSecret,
    body: Buffer.from(body).toString('utf8'),
    headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) },
    nowMilliseconds: now,
  });
}
