/**
 * Installation in several workspaces by OAuth 2.0 (docs.slack.dev/authentication/installing-with-oauth): one address that leads
 * to Slack, one that Slack leads back to. The state says that both were seen by the same browser, lately, and once.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SharedKeyValueStore } from '../../../queue/storage/shared-key-value.js';
import { addressOf, type SlackSettings } from '../settings/platform-settings.js';
import { escaped } from '../views/text.js';
import type { ApiClients } from './api-client.js';
import type { Clock } from './clock.js';
import { failureOf } from './failure.js';
import { type Installation, identify, type StoredInstallations } from './installations.js';

/** What the app asks a workspace for; docs/slack.md says why each. */
export const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'im:history',
  'users:read',
] as const;

const INSTALL_PATH = '/slack/install';
const REDIRECT_PATH = '/slack/oauth_redirect';

const COOKIE = 'atelier-slack-state';

/** From the first page to the last, s. */
const LIFE_S = 600;

interface OAuthOptions {
  server: FastifyInstance;
  settings: SlackSettings;
  clients: ApiClients;
  stored: StoredInstallations;
  sharedStore: Pick<SharedKeyValueStore, 'claim'>;
  clock: Clock;
  onError(error: unknown): void;
}

export function oauthRoutes(options: OAuthOptions): void {
  const { server, settings, clock } = options;
  const key = Buffer.from(settings.secretKey, 'hex');
  const open = { config: { isOpen: true } };

  server.get(INSTALL_PATH, open, async (_request, reply) => {
    const state = newState(key, clock.now());
    const url = new URL('/oauth/v2/authorize', settings.slackApiUrl);
    url.search = new URLSearchParams({
      client_id: settings.slackClientId,
      scope: SCOPES.join(','),
      redirect_uri: addressOf(settings.publicUrl, REDIRECT_PATH),
      state,
    }).toString();
    return reply.header('set-cookie', cookie(settings.publicUrl, state, LIFE_S)).redirect(url.href, 302);
  });

  server.get<{ Querystring: { code?: string; state?: string; error?: string } }>(
    REDIRECT_PATH,
    open,
    async (request, reply) => {
      reply.header('set-cookie', cookie(settings.publicUrl, '', 0)).header('cache-control', 'no-store');
      const { code, state, error } = request.query;
      if (error !== undefined) return page(reply, 403, 'Atelier was not installed', 'Nothing was changed.');
      const isOurs = state !== undefined && state === cookieOf(request) && isFresh(key, state, clock.now());
      if (!isOurs || code === undefined || !(await options.sharedStore.claim(`state:${state}`, 2 * LIFE_S)))
        return page(reply, 400, 'This link is not good any more', `Begin again at ${INSTALL_PATH}.`);
      return exchange(options, code).then(
        ({ name }) =>
          page(reply, 200, `Atelier is in ${name} now`, 'Go back to Slack, and type /stylize in a channel.'),
        (cause) => {
          const failure = failureOf(cause);
          options.onError(cause);
          const reason = 'code' in failure ? ` (${failure.code})` : '';
          return page(reply, 502, `Slack did not go along${reason}`, `Begin again at ${INSTALL_PATH}.`);
        },
      );
    },
  );
}

/** From Slack's code to a stored installation. */
async function exchange(
  { settings, clients, stored }: OAuthOptions,
  code: string,
): Promise<{ name: string }> {
  const answer = await clients.anonymous().oauth.v2.access({
    client_id: settings.slackClientId,
    client_secret: settings.slackClientSecret,
    code,
    redirect_uri: addressOf(settings.publicUrl, REDIRECT_PATH),
  });
  const token = answer.access_token ?? '';
  const known = await identify(clients, token);
  const enterprise = answer.enterprise?.id ?? known.enterprise;
  const installation: Installation = {
    ...known,
    team: answer.team?.id ?? known.team,
    botUser: answer.bot_user_id ?? known.botUser,
    ...(enterprise !== undefined && { enterprise }),
    ...(answer.is_enterprise_install && { org: true }),
  };
  await stored.put(installation);
  return {
    name: (answer.is_enterprise_install ? answer.enterprise?.name : answer.team?.name) ?? 'your workspace',
  };
}

/** A random text, its time, and our signature of both. */
function newState(key: Uint8Array, now: number): string {
  const text = `${randomBytes(18).toString('base64url')}.${Math.floor(now / 1000)}`;
  return `${text}.${signatureOf(key, text)}`;
}

function isFresh(key: Uint8Array, state: string, now: number): boolean {
  const [text, signature] = [state.slice(0, state.lastIndexOf('.')), state.slice(state.lastIndexOf('.') + 1)];
  const [expected, given] = [Buffer.from(signatureOf(key, text)), Buffer.from(signature)];
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return false;
  const age = now / 1000 - Number(text.split('.')[1]);
  return age >= -1 && age <= LIFE_S;
}

function signatureOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(`slack-state:${text}`).digest('base64url');
}

function cookie(publicUrl: string, value: string, maxAge: number): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  // Lax: the browser comes back from Slack by a link.
  return `${COOKIE}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
}

function cookieOf({ headers }: FastifyRequest): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

function page(reply: FastifyReply, status: number, title: string, text: string): FastifyReply {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><h1>${escaped(title)}</h1><p>${escaped(text)}</p></html>`;
  return reply.code(status).header('content-type', 'text/html; charset=utf-8').send(html);
}
