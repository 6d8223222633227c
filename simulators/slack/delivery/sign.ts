/** Signed requests: docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac } from 'node:crypto';
import type { ForgeOptions } from '../api.js';

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body`, in hexadecimal. */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** The two headers, good or as a forger would make them. */
export function signatureHeaders(
  secret: string,
  body: string,
  { signature = 'good', timestamp = Math.floor(Date.now() / 1000) }: ForgeOptions = {},
): Record<string, string> {
  const seconds = timestamp === 'missing' ? Math.floor(Date.now() / 1000) : timestamp;
  const good = sign(secret, seconds, body);
  const made: Record<string, string> = {
    good,
    bad: `v0=${'0'.repeat(64)}`,
    'wrong-secret': sign(`${secret}x`, seconds, body),
    malformed: good.slice(3),
  };
  return {
    ...(timestamp === 'missing' ? {} : { 'X-Slack-Request-Timestamp': String(seconds) }),
    ...(signature === 'missing' ? {} : { 'X-Slack-Signature': made[signature] ?? signature }),
  };
}
