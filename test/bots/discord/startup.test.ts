/** How the transport starts: settings that are wrong, a Discord that is unavailable, shards. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningDiscord, startFakeDiscord } from '../../../simulators/discord/index.js';
import { discord as transport } from '../../../src/bots/discord/platform.js';
import { startApp, type TestApp } from '../../support/app.js';
import { freeEngine, startBot } from '../../support/discord.js';

let discord: RunningDiscord;
let app: TestApp | undefined;
beforeEach(async () => {
  discord = await startFakeDiscord({ rateLimits: false });
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await discord.close();
});

const settings = (changed = {}) => ({
  discordToken: discord.token,
  discordApplicationId: discord.applicationId,
  discordApiUrl: discord.apiUrl,
  discordCdnHosts: discord.cdn.url,
  discordShards: '1',
  previewInterval: 0.02,
  ...changed,
});
const start = (changed = {}) => startApp({ engine: freeEngine(), platforms: [transport(settings(changed))] });

describe('settings', () => {
  it.each([
    [
      'a token that Discord does not accept',
      { discordToken: 'MTIz.abc.def' },
      /Discord does not accept DISCORD_TOKEN/,
    ],
    [
      'the id of another application',
      { discordApplicationId: '123' },
      /DISCORD_APPLICATION_ID is 123, and DISCORD_TOKEN is that of/,
    ],
    [
      'an address that is none',
      { discordApiUrl: 'localhost:4800' },
      /DISCORD_API_URL must be an address like https:\/\/discord\.com\/api; got "localhost:4800"/,
    ],
    [
      'a number of shards that is none',
      { discordShards: 'many' },
      /DISCORD_SHARDS must be auto or a number from 1 up; got "many"/,
    ],
  ])('that are wrong end the start with a sentence: %s', async (_, changed, words) => {
    const failing = (async () => start(changed))();
    await expect(failing).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(words),
    });
  });

  it('need no application id', async () => {
    app = await start({ discordApplicationId: '' });
    await discord.commands.registered();
    await discord.gateway.connected();
  });

  it.each(['/', '/v10', '/v10/'])('may have an address with this at its end: %s', async (end) => {
    app = await start({ discordApiUrl: `${discord.apiUrl}${end}` });
    await discord.commands.registered();
    expect(discord.requests.all.filter(({ status }) => status === 404)).toEqual([]);
  });
});

describe('a Discord that is unavailable at the start', () => {
  it('keeps nothing else from starting, and is connected to when it is back', async () => {
    const fault = discord.faults.next({
      times: Number.POSITIVE_INFINITY,
      answer: { kind: 'edge', status: 502 },
    });
    app = await start();
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    expect(app.lines[0]).toMatch(/^Discord cannot be reached \(HTTP 502\); it is tried again in 1 s$/);
    fault.lift();
    await discord.gateway.connected();
    await discord.commands.registered();
  });

  it('may answer while its gateway is down', async () => {
    discord.gateway.down();
    const starting = start();
    await discord.until(() => discord.gateway.log.some(({ kind }) => kind === 'refused'), 'a try');
    discord.gateway.up();
    await discord.commands.registered();
    app = await starting;
  });

  it('may take commands only later: they are sent again', async () => {
    const fault = discord.faults.next({
      method: 'PUT',
      path: '/commands',
      times: Number.POSITIVE_INFINITY,
      answer: { kind: 'edge', status: 503 },
    });
    app = await start();
    await discord.gateway.connected();
    fault.lift();
    await discord.commands.registered();
  });
});

describe('an application', () => {
  it('that supports servers only gets the commands for servers, and the operator is told what to tick', async () => {
    await discord.close();
    discord = await startFakeDiscord({ rateLimits: false, integrationTypes: [0] });
    app = await start();
    await discord.commands.registered();
    await vi.waitFor(() => expect(app!.lines.join('\n')).toContain('tick User Install'));
    expect(discord.commands.get('stylize')).toMatchObject({ integration_types: [0], contexts: [0, 1] });
    expect(discord.commands.get('atelier')).toBeDefined();
    expect(app.errors).toEqual([]);
  });

  it('that supports people only gets no settings for servers', async () => {
    await discord.close();
    discord = await startFakeDiscord({ rateLimits: false, integrationTypes: [1] });
    app = await start();
    await discord.commands.registered();
    expect(discord.commands.get('stylize')).toMatchObject({ integration_types: [1], contexts: [0, 1, 2] });
    expect(discord.commands.get('atelier')).toBeUndefined();
  });

  it('that does not say what it supports is taken for a new one', async () => {
    discord.faults.next({
      path: '/applications/@me',
      times: 9,
      answer: { kind: 'error', status: 404, code: 0 },
    });
    app = await start();
    await discord.commands.registered();
    expect(discord.commands.get('stylize')).toMatchObject({ integration_types: [0] });
  });
});

describe('an end', () => {
  it('is nobody’s trouble', async () => {
    app = await start();
    await discord.gateway.connected();
    await app.close();
    expect(app.lines).toEqual([]);
    app = undefined;
  });
});

describe('a token that is taken back later', () => {
  it('is told of in a line that says what to do', async () => {
    app = await start();
    await discord.gateway.connected();
    discord.gateway.cut({ code: 4004 });
    await vi.waitFor(() => expect(app!.lines.join('\n')).toContain('does not accept DISCORD_TOKEN any more'));
  });
});

describe('connections in one process', () => {
  it.each([
    ['a number', '2', 1, 2],
    ['as many as Discord recommends', 'auto', 3, 3],
  ])('are as many as the settings say: %s', async (_, discordShards, recommended, count) => {
    await discord.close();
    discord = await startFakeDiscord({ rateLimits: false, shards: recommended });
    app = await startBot(discord, { discordShards });
    await discord.gateway.identified(count);
    expect(discord.gateway.connections.map(({ shard, shards }) => [shard, shards])).toEqual(
      Array.from({ length: count }, (_, shard) => [shard, count]),
    );
  });
});
