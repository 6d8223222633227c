/** config/slack-manifest.yaml against what the code listens to and calls, and a Slack that obeys it. */
import { readFile } from 'node:fs/promises';
import type { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { AppManifest } from '../../../simulators/slack/index.js';
import { METHOD_SCOPES } from '../../../src/bots/slack/connection/api-methods.js';
import { type Handlers, listen } from '../../../src/bots/slack/connection/listeners.js';
import { SCOPES } from '../../../src/bots/slack/connection/oauth.js';
import { isDone, isJob, photo, studio } from '../../support/slack.js';

const manifest = parse(await readFile('config/slack-manifest.yaml', 'utf8')) as AppManifest & {
  display_information: Record<string, string>;
};
const scopes = manifest.oauth_config!.scopes!.bot!;

/** docs.slack.dev/reference/events */
const EVENTS: Record<string, string | undefined> = {
  app_home_opened: undefined,
  app_mention: 'app_mentions:read',
  app_uninstalled: undefined,
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  'message.mpim': 'mpim:history',
  tokens_revoked: undefined,
};

/** Where the bot can be spoken to: each is an event of its own in a manifest. */
const MESSAGES = ['message.channels', 'message.groups', 'message.im', 'message.mpim'];

/** What is registered with Bolt. */
function heard() {
  const names: Record<'command' | 'shortcut' | 'event', string[]> = { command: [], shortcut: [], event: [] };
  const app = {
    command: (name: string) => names.command.push(name),
    shortcut: ({ callback_id }: { callback_id: string }) => names.shortcut.push(callback_id),
    event: (name: string) => names.event.push(...(name === 'message' ? MESSAGES : [name])),
    action: () => {},
    view: () => {},
  };
  listen(app as unknown as App, {} as Handlers);
  return names;
}

describe('the manifest', () => {
  it('has the commands, shortcuts and events that the code listens to, and no others', () => {
    const { command, shortcut, event } = heard();
    expect(manifest.features!.slash_commands!.map((one) => one.command)).toEqual(command);
    expect(manifest.features!.shortcuts!.map(({ callback_id }) => callback_id)).toEqual(shortcut);
    expect([...manifest.settings!.event_subscriptions!.bot_events!].sort()).toEqual(event.sort());
    expect(manifest.settings!.interactivity!.is_enabled).toBe(true);
    expect(manifest.features!.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
  });

  it('asks for the scopes that methods, events and commands need, and for no more', () => {
    for (const [method, anyOf] of Object.entries<readonly string[]>(METHOD_SCOPES)) {
      const isAllowed = anyOf.length === 0 || anyOf.some((scope) => scopes.includes(scope));
      expect(isAllowed, method).toBe(true);
    }
    const events = manifest.settings!.event_subscriptions!.bot_events!.flatMap((name) => EVENTS[name] ?? []);
    expect(scopes).toEqual(expect.arrayContaining(events));
    const needed = new Set<string>(['commands', ...events, ...Object.values(METHOD_SCOPES).flat()]);
    expect(scopes.filter((scope) => !needed.has(scope))).toEqual([]);
    expect([...SCOPES]).toEqual(scopes);
  });

  it('is within Slack’s limits', () => {
    const { name, description, long_description, background_color } = manifest.display_information;
    expect(name!.length).toBeLessThanOrEqual(35);
    expect(description!.length).toBeLessThanOrEqual(140);
    expect(long_description!.length).toBeGreaterThanOrEqual(174);
    expect(long_description!.length).toBeLessThanOrEqual(4000);
    expect(background_color).toMatch(/^#[0-9a-f]{6}$/);
    for (const shortcut of manifest.features!.shortcuts!)
      expect(shortcut.name!.length).toBeLessThanOrEqual(24);
  });
});

describe('an app with this manifest', () => {
  const here = studio({ manifest }, { limits: { maxWaitingPerUser: 20 } });

  it('can do all that it does', async () => {
    const message = await here.paint();
    expect(message.images[0]!.file).toBeDefined();
    await here.ada.mention(here.general, 'poppies', [await photo()]);
    const answer = await here.general.until((other) => isJob(other) && other.threadTs !== undefined);
    await answer.until(isDone);
    await here.ben.dm('poppies', [await photo()]);
    await here.ben.dmChannel.until(isDone);
    const crew = here.slack.workspace.addGroupMessage([here.ada, here.ben]);
    await here.ben.mention(crew, 'poppies', [await photo()]);
    await crew.until(isDone);
    const open = here.slack.workspace.addChannel('open', { bot: false });
    await here.ada.press(message, 'Share');
    expect(await here.ada.submit(await here.ada.untilView(), { channel: open })).toMatchObject({
      errors: {},
    });
    await open.until(({ images }) => images.length === 1);
    await here.ada.shortcut(message, 'stylize_picture');
    await here.ada.openHome();
    await here.ada.untilHome(({ words }) => words.includes('This workspace'));
    await here.ada.press(message, 'Delete');
    await here.slack.until(() => message.deleted);
    const lacking = here.slack.calls.all.filter(({ error }) => error === 'missing_scope');
    expect(lacking.map(({ method }) => method)).toEqual([]);
    expect(here.app.errors).toEqual([]);
  });
});
