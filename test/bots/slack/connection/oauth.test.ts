/** Several workspaces by OAuth: installation, tokens at rest, and what happens when one leaves. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlack, type Person, startFakeSlack } from '../../../../simulators/slack/index.js';
import { SCOPES } from '../../../../src/bots/slack/connection/oauth.js';
import type { TestApp } from '../../../support/app.js';
import { isDone, isJob, photo, startSlackBot } from '../../../support/slack.js';
import { StagedEngine } from '../../../support/staged-engine.js';

const secretKey = randomBytes(32).toString('hex');
/** What the browser of an installer holds on to. */
let cookie = '';
let directory: string;
let slack: FakeSlack;
let app: TestApp;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-oauth-'));
  slack = await startFakeSlack({
    rates: false,
    processing: 'immediate',
    workspace: { name: 'Studio', install: false },
  });
  app = await start();
});
afterEach(async () => {
  await app.close();
  await slack.close();
  await rm(directory, { recursive: true });
});

function start(key = secretKey): Promise<TestApp> {
  return startSlackBot(slack, {
    directory,
    engine: new StagedEngine({ steps: 4, gate: async () => {} }),
    settings: {
      slackBotToken: '',
      slackClientId: slack.app.clientId,
      slackClientSecret: slack.app.clientSecret,
      slackPreviews: 'text',
      publicUrl: 'http://127.0.0.1:1/',
      secretKey: key,
    },
  });
}

/** The page at this path of the bot, as the installer's browser sees it. */
async function visit(path: string, language = ''): Promise<Response> {
  const headers = { cookie, 'accept-language': language };
  const response = await fetch(`${app.publicUrl}${path}`, { redirect: 'manual', headers });
  const set = response.headers.get('set-cookie');
  if (set) cookie = set.split(';')[0]!;
  return response;
}

/** To Slack, a decision there, and back. */
async function install(person: Person, how: { deny?: boolean; orgWide?: boolean } = {}): Promise<Response> {
  const there = (await visit('/slack/install')).headers.get('location')!;
  const back = new URL(slack.approve(there, person, how));
  return visit(`${back.pathname}${back.search}`);
}

async function paint(person: Person, channel = person.workspace.channels[0]!): Promise<void> {
  await person.slash(channel, '/stylize', 'poppies');
  await person.submit(await person.untilView(), { photo: await photo() });
  await channel.until(isDone);
}

describe('an installation', () => {
  it('asks for what the app needs, leads back, and lets the workspace paint', async () => {
    const ada = slack.workspace.addPerson('ada');
    slack.workspace.addChannel('general');
    const there = new URL((await visit('/slack/install')).headers.get('location')!);
    expect(there.origin + there.pathname).toBe(slack.authorizeUrl);
    expect(there.searchParams.get('scope')!.split(',')).toEqual([...SCOPES]);
    expect(there.searchParams.get('redirect_uri')).toBe('http://127.0.0.1:1/slack/oauth_redirect');
    const page = await install(ada);
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining('Atelier is in Studio now'),
    ]);
    await slack.workspace.channels[0]!.inviteBot();
    await paint(ada);
  });

  it('of two workspaces keeps each to its own token', async () => {
    const other = slack.addWorkspace({ name: 'Other', install: false });
    const people = [slack.workspace.addPerson('ada'), other.addPerson('bob')];
    for (const person of people) {
      person.workspace.addChannel('general');
      await install(person);
      await person.workspace.channels[0]!.inviteBot();
    }
    for (const person of people) await paint(person);
    const posts = slack.calls.of('chat.postMessage');
    expect(posts.map(({ token, ok }) => [token, ok])).toEqual(
      people.map(({ workspace }) => [workspace.bot!.botToken, true]),
    );
    expect((await app.queue.list(9)).map(({ community }) => community).sort()).toEqual(
      people.map(({ workspace }) => `slack:${workspace.id}`).sort(),
    );
  });

  it('outlasts a restart, and its token is nowhere to be read', async () => {
    const ada = slack.workspace.addPerson('ada');
    const general = slack.workspace.addChannel('general');
    await install(ada);
    await general.inviteBot();
    await app.close();
    const { botToken } = slack.workspace.bot!;
    for (const name of await readdir(directory, { recursive: true })) {
      const bytes = await readFile(join(directory, name)).catch(() => Buffer.alloc(0));
      expect(bytes.includes(botToken), name).toBe(false);
    }
    app = await start();
    await paint(ada);
  });

  it('is not read with another SECRET_KEY, and the operator hears why', async () => {
    const ada = slack.workspace.addPerson('ada');
    const general = slack.workspace.addChannel('general');
    await install(ada);
    await app.close();
    app = await start(randomBytes(32).toString('hex'));
    await ada.slash(general, '/stylize');
    await slack.until(() => app.errors.length > 0);
    expect(String((app.errors[0] as Error).message)).toContain('SECRET_KEY');
  });

  it('of a whole enterprise serves all of its workspaces', async () => {
    const enterprise = { id: 'E0GRID0001', name: 'Grid' };
    const one = slack.addWorkspace({ name: 'One', enterprise, install: false });
    const ada = one.addPerson('ada');
    const channel = one.addChannel('general');
    const page = await install(ada, { orgWide: true });
    expect(await page.text()).toContain('Atelier is in Grid now');
    await channel.inviteBot();
    await paint(ada, channel);
    const [job] = await app.queue.list(1);
    expect(job).toMatchObject({ user: `slack:${enterprise.id}:${ada.id}`, community: `slack:${one.id}` });
    expect(JSON.parse(JSON.parse(job!.delivery).handle)).toMatchObject({
      org: true,
      enterprise: enterprise.id,
      team: one.id,
    });
  });
});

describe('an installation that is not one', () => {
  it('is one that was declined', async () => {
    const page = await install(slack.workspace.addPerson('ada'), { deny: true });
    expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('was not installed')]);
  });

  it.each([
    ['without a state', (query: URLSearchParams) => query.delete('state')],
    [
      'with a state that was changed',
      (query: URLSearchParams) => query.set('state', `${query.get('state')}x`),
    ],
    ['with a state of its own making', (query: URLSearchParams) => query.set('state', 'a.1.b')],
    ['without a code', (query: URLSearchParams) => query.delete('code')],
  ])('comes back %s', async (_, change) => {
    const there = (await visit('/slack/install')).headers.get('location')!;
    const back = new URL(slack.approve(there, slack.workspace.addPerson('ada')));
    change(back.searchParams);
    const page = await visit(`${back.pathname}${back.search}`);
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('not good any more')]);
    expect(slack.calls.of('oauth.v2.access')).toEqual([]);
  });

  it('comes back to another browser', async () => {
    const there = (await visit('/slack/install')).headers.get('location')!;
    const back = new URL(slack.approve(there, slack.workspace.addPerson('ada')));
    cookie = '';
    expect((await visit(`${back.pathname}${back.search}`)).status).toBe(400);
  });

  it('comes back twice', async () => {
    const there = (await visit('/slack/install')).headers.get('location')!;
    const held = cookie;
    const back = new URL(slack.approve(there, slack.workspace.addPerson('ada')));
    expect((await visit(`${back.pathname}${back.search}`)).status).toBe(200);
    cookie = held;
    expect((await visit(`${back.pathname}${back.search}`)).status).toBe(400);
  });

  it('has a code that Slack does not know', async () => {
    const there = (await visit('/slack/install')).headers.get('location')!;
    const state = new URL(there).searchParams.get('state')!;
    const page = await visit(`/slack/oauth_redirect?${new URLSearchParams({ code: 'made-up', state })}`);
    expect([page.status, await page.text()]).toEqual([502, expect.stringContaining('invalid_code')]);
  });
});

it('is told in the languages of the browser', async () => {
  const page = async (language: string) => (await visit('/slack/oauth_redirect', language)).text();
  expect(await page('de-AT,en;q=0.5')).toMatch(/<html lang="de">.+Dieser Link gilt nicht mehr/);
  expect(await page('pt;q=0.2, ja')).toContain('このリンクは無効になりました');
  expect(await page('fr')).toContain('Recommencez depuis <a href="/slack/install">/slack/install</a>.');
  expect(await page('')).toContain('<html lang="en">');
});

describe('an app that is removed', () => {
  it.each(['uninstall', 'revoke'] as const)('leaves no token behind: %s', async (how) => {
    const ada = slack.workspace.addPerson('ada');
    const general = slack.workspace.addChannel('general');
    await install(ada);
    await general.inviteBot();
    await slack.workspace[how]();
    await slack.settled();
    await app.close();
    app = await start();
    await install(ada);
    await general.inviteBot();
    await paint(ada);
    expect(
      slack.calls.all.filter(({ error }) => error === 'token_revoked' || error === 'account_inactive'),
    ).toEqual([]);
  });

  it('ends its jobs quietly', async () => {
    const ada = slack.workspace.addPerson('ada');
    const general = slack.workspace.addChannel('general');
    await install(ada);
    await general.inviteBot();
    await ada.slash(general, '/stylize', 'poppies');
    await ada.submit(await ada.untilView(), { photo: await photo() });
    await general.until(isJob);
    await slack.workspace.uninstall();
    await slack.settled();
    expect(app.errors).toEqual([]);
  });
});
