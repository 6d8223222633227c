import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../src/bots/chat-adapter.js';
import { assertAllowed, Communities, type CommunitySettings } from '../../src/bots/community.js';
import { localSharedStore } from '../../src/queue/storage/shared-key-value.js';
import { memoryKeyValueStore } from '../support/local-key-value.js';

let communities: Communities;
beforeEach(() => {
  communities = new Communities(localSharedStore(memoryKeyValueStore()));
});

describe('the settings of a community', () => {
  it('are the defaults until somebody changes them, for each community apart', async () => {
    expect(await communities.of('discord:guild:1')).toEqual({
      preset: '',
      quality: 'standard',
      perMember: 0,
      perDay: 0,
      allowsPrivate: true,
      screening: 'explicit',
      screeningThreshold: 70,
      channels: [],
    });
    await communities.change('discord:guild:1', { quality: 'draft', perMember: '3', channels: ['7'] });
    await communities.change('discord:guild:1', { allowsPrivate: 'no' });
    expect(await communities.of('discord:guild:1')).toMatchObject({
      quality: 'draft',
      perMember: 3,
      channels: ['7'],
      allowsPrivate: false,
    });
    expect((await communities.of('discord:guild:2')).perMember).toBe(0);
  });

  it('stay as they are when one of the changes is wrong', async () => {
    const changing = communities.change('c', { perMember: 5, quality: 'best' });
    await expect(changing).rejects.toMatchObject({
      code: 'invalid_input',
      message: /quality must be one of/,
    });
    expect((await communities.of('c')).perMember).toBe(0);
  });
});

describe('what they allow', () => {
  const context = (more: Partial<RequestContext>) =>
    ({ community: 'c', user: 'u', via: 'x', ...more }) as RequestContext;
  const set = (more: Partial<CommunitySettings>): CommunitySettings => ({
    preset: '',
    quality: 'standard',
    perMember: 0,
    perDay: 0,
    allowsPrivate: true,
    screening: 'off',
    screeningThreshold: 70,
    channels: [],
    ...more,
  });

  it('names channels: a thread counts as its channel, and where there are no channels all is well', () => {
    const settings = set({ channels: ['7'] });
    expect(() => assertAllowed(settings, context({ channels: ['thread', '7'] }))).not.toThrow();
    expect(() => assertAllowed(settings, context({}))).not.toThrow();
    expect(() => assertAllowed(settings, context({ channels: ['8'] }))).toThrow(
      /not painted in this channel/,
    );
  });

  it('may rule out what only one sees', () => {
    expect(() => assertAllowed(set({}), context({ isPrivate: true }))).not.toThrow();
    const settings = set({ allowsPrivate: false });
    expect(() => assertAllowed(settings, context({ isPrivate: true }))).toThrow(/only you see/);
    expect(() => assertAllowed(settings, context({}))).not.toThrow();
  });
});
