/** Settings of the Slack app; src/bots/slack/settings checks what belongs together. */
import { choice, text } from '../domain/field.js';
import { MAX_SECRET, MAX_URL } from './lengths.js';

export const SLACK_SETTINGS = {
  slackBotToken: text({
    meaning: 'bot token (xoxb-...) of the Slack app, for one workspace; empty with OAuth, or for no Slack',
    max: MAX_SECRET,
    default: '',
  }),
  slackAppToken: text({
    meaning: 'app-level token (xapp-...) of the Slack app, for Socket Mode',
    max: MAX_SECRET,
    default: '',
  }),
  slackSigningSecret: text({
    meaning: 'signing secret of the Slack app, for requests over HTTP in place of Socket Mode',
    max: MAX_SECRET,
    default: '',
  }),
  slackClientId: text({
    meaning: 'client id of the Slack app, for several workspaces by OAuth',
    max: 100,
    default: '',
  }),
  slackClientSecret: text({
    meaning: 'client secret of the Slack app, for several workspaces by OAuth',
    max: MAX_SECRET,
    default: '',
  }),
  slackPreviews: choice(['auto', 'url', 'file', 'text'], {
    meaning:
      'how previews get into a Slack message: url needs PUBLIC_URL, file uploads each, text has bar and numbers only; auto takes the first that works',
    default: 'auto',
  }),
  slackApiUrl: text({
    meaning: 'address of Slack’s API, for a proxy or a test server',
    max: MAX_URL,
    default: 'https://slack.com/api/',
  }),
  slackFileHosts: text({
    meaning:
      'hosts that files are fetched from, and that the bot token is shown to, with commas between them',
    max: MAX_URL,
    default: 'files.slack.com',
  }),
  secretKey: text({
    meaning: 'key that stored Slack tokens are encrypted with: 32 bytes in hex (openssl rand -hex 32)',
    max: 64,
    default: '',
  }),
} as const;
