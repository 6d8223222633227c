import { describe, expect, it } from 'vitest';
import {
  decodePlace,
  encodePlace,
  isDirect,
  keyOf,
  linkTo,
  type Place,
  placeIn,
} from '../../../../src/bots/slack/delivery/message-reference.js';

const place: Place = {
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
    expect(decodePlace(encodePlace(place))).toEqual(place);
  });

  it('of a workspace without a name is good', () => {
    const { team, ...rest } = place;
    expect(decodePlace(encodePlace({ ...rest, team: '' }))).toEqual({ ...rest, team: '' });
  });

  it('of somebody else is refused', () => {
    expect(placeIn('{"id":"web"}')).toBeUndefined();
    expect(() => decodePlace('{"id":"web"}')).toThrow(expect.objectContaining({ code: 'not_found' }));
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
