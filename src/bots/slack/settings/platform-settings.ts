/** What the operator says about its Slack app, and whether it is enough to begin with. */
import { AtelierError } from '../../../domain/errors.js';

/** Plain values under the names of the program's settings. */
export interface SlackSettings {
  slackBotToken: string;
  slackAppToken: string;
  slackSigningSecret: string;
  slackClientId: string;
  slackClientSecret: string;
  slackPreviews: 'auto' | 'url' | 'file' | 'text';
  slackApiUrl: string;
  /** With commas between them. */
  slackFileHosts: string;
  /** Empty: the outside does not reach this program. */
  publicUrl: string;
  /** 32 bytes in hex. */
  secretKey: string;
  /** s */
  previewInterval: number;
}

/** How commands and events come in: over a WebSocket that the bot opens, or as requests to its own HTTP server. */
export type EventTransport = 'socket' | 'http';

/** Throws invalid_input that names the variable which is missing or wrong. */
export function eventTransportOf(settings: SlackSettings): EventTransport {
  const wrong = wrongIn(settings);
  if (wrong !== undefined) throw new AtelierError('invalid_input', wrong);
  return settings.slackAppToken === '' ? 'http' : 'socket';
}

/** Several workspaces, each with a token of its own that OAuth has brought. */
export function usesOAuth({ slackClientId }: SlackSettings): boolean {
  return slackClientId !== '';
}

/** Below the public address, which may have a path of its own. */
export function addressOf(publicUrl: string, path: string): string {
  const base = new URL(publicUrl);
  return new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base).href;
}

function wrongIn(settings: SlackSettings): string | undefined {
  const { slackBotToken, slackAppToken, slackSigningSecret, slackApiUrl, publicUrl } = settings;
  if (!URL.canParse(slackApiUrl)) return 'SLACK_API_URL must be an address like https://slack.com/api/';
  if (publicUrl !== '' && !URL.canParse(publicUrl))
    return 'PUBLIC_URL must be an address like https://atelier.example.com';
  if (slackAppToken === '' && slackSigningSecret === '')
    return 'Slack needs SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for requests over HTTP';
  if (slackAppToken !== '' && !slackAppToken.startsWith('xapp-'))
    return 'SLACK_APP_TOKEN must be an app-level token, which begins with xapp-';
  if (usesOAuth(settings)) return wrongInOAuth(settings);
  if (!slackBotToken.startsWith('xoxb-'))
    return 'SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-';
  if (settings.slackPreviews === 'url' && publicUrl === '')
    return 'SLACK_PREVIEWS=url needs PUBLIC_URL, where Slack fetches the pictures from';
  return undefined;
}

function wrongInOAuth(settings: SlackSettings): string | undefined {
  if (settings.slackBotToken !== '')
    return 'SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for several; leave one of them out';
  if (settings.slackClientSecret === '') return 'SLACK_CLIENT_ID needs SLACK_CLIENT_SECRET';
  if (settings.publicUrl === '') return 'SLACK_CLIENT_ID needs PUBLIC_URL, which Slack leads people back to';
  if (!/^[0-9a-f]{64}$/i.test(settings.secretKey))
    return 'SLACK_CLIENT_ID needs SECRET_KEY, 32 bytes in hex (openssl rand -hex 32)';
  return undefined;
}
