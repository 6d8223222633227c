/**
 * Installation in several workspaces by OAuth 2.0 (docs.slack.dev/authentication/installing-with-oauth), with @slack/oauth on
 * the program's public HTTP server. A state is accepted from the browser that it was given to, within ten minutes, and once.
 */
import oauth, {
  AuthorizationError,
  type InstallationStore,
  InstallProvider,
  InvalidStateError,
  MissingCodeError,
  MissingStateError,
  type StateStore,
} from '@slack/oauth';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { deriveSecret } from '../../../lib/derive-secret.js';
import type { SharedKeyValueStore } from '../../../queue/storage/shared-key-value.js';
import { wordsFor } from '../../../words/catalogues.js';
import { acceptedLocales } from '../../../words/languages.js';
import type { Words } from '../../../words/words.js';
import { PlatformError } from '../../platform-error.js';
import { addressOf, type SlackSettings } from '../settings/platform-settings.js';
import { escaped } from '../views/text.js';
import { type ApiClients, clientOptions, silent } from './api-client.js';
import { identify, type StoredInstallations } from './installations.js';
import { toPlatformError } from './sdk-errors.js';

/** What the app asks a workspace for; docs/how-to/slack.md says why each. */
export const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'mpim:history',
  'mpim:read',
  'users:read',
] as const;

const INSTALL_PATH = '/slack/install';
const REDIRECT_PATH = '/slack/oauth_redirect';

/** From the first page to the last, s. */
const STATE_LIFE_S = 600;

interface OAuthOptions {
  publicServer: FastifyInstance;
  settings: SlackSettings;
  clients: ApiClients;
  stored: StoredInstallations;
  sharedStore: Pick<SharedKeyValueStore, 'claim'>;
  onError(error: unknown): void;
}

export function oauthRoutes(options: OAuthOptions): void {
  const { publicServer, onError } = options;
  const provider = createProvider(options);

  publicServer.get(INSTALL_PATH, async (request, reply) => {
    reply.hijack();
    // Headers of the server's own, which a hijacked reply does not send.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    await provider.handleInstallPath(request.raw, reply.raw);
  });

  publicServer.get(REDIRECT_PATH, async (request, reply) => {
    const words = wordsFor(acceptedLocales(request.headers['accept-language']));
    const { t } = words;
    let page = broken(words);
    await provider.handleCallback(request.raw, reply.raw, {
      success({ isEnterpriseInstall, enterprise, team }) {
        const name = (isEnterpriseInstall ? enterprise?.name : team?.name) ?? t('slack.install.yours');
        page = [200, t('slack.install.done', { name }), t('slack.install.next')];
      },
      failure(error) {
        page = pageOf(words, error);
        if (page[0] >= 500) onError(toPlatformError(error));
      },
    });
    return send(reply, words, page);
  });
}

function createProvider({ settings, clients, stored, sharedStore }: OAuthOptions): InstallProvider {
  const secret = deriveSecret(Buffer.from(settings.secretKey, 'hex'), 'slack oauth state');
  return new InstallProvider({
    clientId: settings.slackClientId,
    clientSecret: settings.slackClientSecret,
    authorizationUrl: new URL('/oauth/v2/authorize', settings.slackApiUrl).href,
    installUrlOptions: {
      scopes: [...SCOPES],
      redirectUri: addressOf(settings.publicUrl, REDIRECT_PATH),
    },
    directInstall: true,
    // By the default export: Node does not see this name among the exports of a CommonJS module.
    stateStore: onceOnly(new oauth.ClearStateStore(secret.toString('hex'), STATE_LIFE_S), sharedStore),
    stateCookieExpirationSeconds: STATE_LIFE_S,
    installationStore: storeOf(clients, stored),
    clientOptions: clientOptions(settings.slackApiUrl),
    logger: silent,
  });
}

/** The SDK's states, each of them accepted once by all bots behind one address. */
function onceOnly(states: StateStore, sharedStore: Pick<SharedKeyValueStore, 'claim'>): StateStore {
  return {
    generateStateParam: (options, now) => states.generateStateParam(options, now),
    async verifyStateParam(now, state) {
      const options = await states.verifyStateParam(now, state);
      if (await sharedStore.claim(`state:${state}`, 2 * STATE_LIFE_S)) return options;
      throw new InvalidStateError('the state was used before');
    },
  };
}

/** Stores what the SDK brings, with what auth.test says besides; it is read by `StoredInstallations` alone. */
function storeOf(clients: ApiClients, stored: StoredInstallations): InstallationStore {
  return {
    async storeInstallation({ bot, team, enterprise, isEnterpriseInstall }) {
      const known = await identify(clients, bot?.token ?? '');
      const enterpriseId = enterprise?.id ?? known.enterprise;
      await stored.put({
        ...known,
        team: team?.id ?? known.team,
        botUser: bot?.userId ?? known.botUser,
        ...(enterpriseId !== undefined && { enterprise: enterpriseId }),
        ...(isEnterpriseInstall && { org: true as const }),
      });
    },
    async fetchInstallation() {
      throw new TypeError('installations are read by StoredInstallations');
    },
  };
}

type Page = [status: number, title: string, text: string];

function pageOf(words: Words, error: unknown): Page {
  const { t } = words;
  if (error instanceof AuthorizationError)
    return [403, t('slack.install.declined'), t('slack.install.unchanged')];
  const isStale = [InvalidStateError, MissingStateError, MissingCodeError].some(
    (kind) => error instanceof kind,
  );
  if (isStale) return [400, t('slack.install.stale'), again(words)];
  const cause = toPlatformError(error);
  if (!(cause instanceof PlatformError)) return broken(words);
  return [502, t('slack.install.refused', { reason: cause.reason }), again(words)];
}

function broken(words: Words): Page {
  return [500, words.t('refusals.brokenTitle'), again(words)];
}

function again({ t }: Words): string {
  return t('slack.install.again', { path: INSTALL_PATH });
}

function send(reply: FastifyReply, { language }: Words, [status, title, text]: Page): FastifyReply {
  const linked = escaped(text).replace(INSTALL_PATH, `<a href="${INSTALL_PATH}">${INSTALL_PATH}</a>`);
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(title)}</title><h1>${escaped(title)}</h1><p>${linked}</p></html>`;
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', 'text/html; charset=utf-8')
    .send(html);
}
