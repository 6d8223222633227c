import { describe, expect, it } from 'vitest';
import { isFromSlack } from '../../../../src/bots/slack/connection/request-signature.js';

// The example of docs.slack.dev/authentication/verifying-requests-from-slack.
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const TIMESTAMP = '1531420618';
const BODY = Buffer.from(
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
);
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
const now = Number(TIMESTAMP) * 1000;
const request = { signature: SIGNATURE, timestamp: TIMESTAMP, body: BODY };

describe('a request from Slack', () => {
  it('is known by Slack’s own example', () => {
    expect(isFromSlack(SECRET, request, now)).toBe(true);
  });

  it.each([-300, 0, 300])('is taken %i s from now', (seconds) => {
    expect(isFromSlack(SECRET, request, now + seconds * 1000)).toBe(true);
  });

  it.each([-301, 301, 1e9])('is refused %i s from now', (seconds) => {
    expect(isFromSlack(SECRET, request, now + seconds * 1000)).toBe(false);
  });

  it.each([
    ['without a signature', { signature: undefined }],
    ['without a time', { timestamp: undefined }],
    ['with a body that was changed', { body: Buffer.concat([BODY, Buffer.from(' ')]) }],
    ['with a time that was changed', { timestamp: String(Number(TIMESTAMP) + 1) }],
    ['with a time that is no number', { timestamp: '1531420618abc' }],
    ['with a time below zero', { timestamp: '-5' }],
    ['with a signature that is too short', { signature: SIGNATURE.slice(0, 20) }],
    ['with a signature of another version', { signature: SIGNATURE.replace('v0', 'v1') }],
    ['with a signature that says more', { signature: `${SIGNATURE}=1` }],
    ['with an empty signature', { signature: '' }],
  ])('is refused %s', (_, change) => {
    expect(isFromSlack(SECRET, { ...request, ...change }, now)).toBe(false);
  });

  it('is refused when another secret has signed it', () => {
    expect(isFromSlack('another', request, now)).toBe(false);
  });
});
