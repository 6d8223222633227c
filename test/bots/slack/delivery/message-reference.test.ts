import { describe, expect, it } from 'vitest';
import {
  decodeReference,
  encodeReference,
  isDirect,
  keyOf,
  linkTo,
  readReference,
  type SlackMessageReference,
} from '../../../../src/bots/slack/delivery/message-reference.js';

const place: SlackMessageReference = {
  team: 'T1',
  enterprise: 'E1',
  org: true,
  channel: 'C1',
  ts: '1700000000.000100',
  thread: '1699999999.000200',
  user: 'U1',
};

describe('a message’s handle', () => {
  it('is JSON that says all that is needed after a restart', () => {
    expect(decodeReference(encodeReference(place))).toEqual(place);
  });

  it('of a workspace without a name is good', () => {
    const { team, ...rest } = place;
    expect(decodeReference(encodeReference({ ...rest, team: '' }))).toEqual({ ...rest, team: '' });
  });

  it('of somebody else is refused', () => {
    expect(readReference('{"id":"web"}')).toBeUndefined();
    expect(() => decodeReference('{"id":"web"}')).toThrow(expect.objectContaining({ code: 'gone' }));
  });

  it('is one key among all workspaces and channels', () => {
    expect(keyOf(place)).toBe('T1:C1:1700000000.000100');
  });

  it('leads to the message in Slack', () => {
    expect(linkTo('https://studio.slack.com/', { ...place, thread: undefined as never })).toBe(
      'https://studio.slack.com/archives/C1/p1700000000000100',
    );
    expect(linkTo('https://studio.slack.com/', place)).toBe(
      'https://studio.slack.com/archives/C1/p1700000000000100?thread_ts=1699999999.000200&cid=C1',
    );
  });

  it('tells direct messages from channels', () => {
    expect([isDirect('D1'), isDirect('C1'), isDirect('G1')]).toEqual([true, false, false]);
  });
});
