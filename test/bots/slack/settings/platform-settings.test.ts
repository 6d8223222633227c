import { describe, expect, it } from 'vitest';
import { platformsOf } from '../../../../src/app/platforms.js';
import {
  addressOf,
  eventTransportOf,
  type SlackSettings,
} from '../../../../src/bots/slack/settings/platform-settings.js';
import { CONFIG, loadConfig } from '../../../../src/config/config.js';

const one: SlackSettings = {
  slackBotToken: 'xoxb-1',
  slackAppToken: 'xapp-1',
  slackSigningSecret: '',
  slackClientId: '',
  slackClientSecret: '',
  slackPreviews: CONFIG.slackPreviews.default,
  slackApiUrl: CONFIG.slackApiUrl.default,
  slackFileHosts: CONFIG.slackFileHosts.default,
  publicUrl: '',
  secretKey: '',
  previewInterval: 4,
};
const many: SlackSettings = {
  ...one,
  slackBotToken: '',
  slackClientId: '1.2',
  slackClientSecret: 'secret',
  publicUrl: 'https://atelier.example.com',
  secretKey: 'ab'.repeat(32),
};

describe('the settings', () => {
  it.each(['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'])(
    'are not complete with %s alone, and that is said',
    async (name) => {
      const refused = { code: 'invalid_input', message: expect.stringMatching(/^SLACK_BOT_TOKEN must/) };
      await expect(platformsOf(loadConfig({ [name]: 'xapp-1' }))).rejects.toMatchObject(refused);
    },
  );

  it('say how Slack is listened to', () => {
    expect(eventTransportOf(one)).toBe('socket');
    expect(eventTransportOf({ ...one, slackAppToken: '', slackSigningSecret: 's' })).toBe('http');
    expect(eventTransportOf({ ...one, slackSigningSecret: 's' })).toBe('socket');
    expect(eventTransportOf(many)).toBe('socket');
  });

  it.each<[Partial<SlackSettings>, RegExp]>([
    [{ slackAppToken: '' }, /SLACK_APP_TOKEN .* SLACK_SIGNING_SECRET/],
    [{ slackAppToken: 'xoxb-1' }, /^SLACK_APP_TOKEN must .* xapp-/],
    [{ slackBotToken: '' }, /^SLACK_BOT_TOKEN must .* xoxb-/],
    [{ slackBotToken: 'xoxp-1' }, /^SLACK_BOT_TOKEN/],
    [{ slackApiUrl: 'slack' }, /^SLACK_API_URL/],
    [{ publicUrl: 'example.com' }, /^PUBLIC_URL/],
    [{ slackPreviews: 'url' }, /PUBLIC_URL/],
  ])('of one workspace are refused with %j', (change, words) => {
    const refused = expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(words) });
    expect(() => eventTransportOf({ ...one, ...change })).toThrow(refused);
  });

  it.each<[Partial<SlackSettings>, RegExp]>([
    [{ slackBotToken: 'xoxb-1' }, /leave one of them out/],
    [{ slackClientSecret: '' }, /SLACK_CLIENT_SECRET/],
    [{ publicUrl: '' }, /PUBLIC_URL/],
    [{ secretKey: '' }, /SECRET_KEY/],
    [{ secretKey: 'short' }, /openssl rand -hex 32/],
  ])('of several workspaces are refused with %j', (change, words) => {
    const refused = expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(words) });
    expect(() => eventTransportOf({ ...many, ...change })).toThrow(refused);
  });

  it('may put us below a path of a larger site', () => {
    expect(addressOf('https://example.com/atelier/', '/slack/x')).toBe('https://example.com/atelier/slack/x');
    expect(addressOf('https://example.com', '/slack/x')).toBe('https://example.com/slack/x');
  });
});
