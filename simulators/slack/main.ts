/**
 * The fake on its own, on a fixed port, with a page to try a bot by hand (`npm run fake:slack`). FAKE_SLACK_PORT moves it,
 * FAKE_SLACK_REQUEST_URL sends to a bot over HTTP in place of Socket Mode.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { AppManifest, FakeSlack } from './api.js';
import { consolePage } from './console/server.js';
import { startWithCore } from './start.js';

const MANIFEST = 'config/slack-manifest.yaml';

const port = Number(process.env.FAKE_SLACK_PORT ?? 4310);
const requestUrl = process.env.FAKE_SLACK_REQUEST_URL;

const { slack } = await startWithCore(
  {
    clock: 'real',
    port,
    filePort: port === 0 ? 0 : port + 1,
    plainImages: true,
    processing: { ms: 800 },
    ...(existsSync(MANIFEST) ? { manifest: parse(readFileSync(MANIFEST, 'utf8')) as AppManifest } : {}),
    ...(requestUrl ? { delivery: { requestUrl } } : {}),
  },
  consolePage,
);
furnish(slack);
console.log(welcome(slack));
process.once('SIGINT', () => void slack.close());
process.once('SIGTERM', () => void slack.close());

/** A small studio with people to be. */
function furnish({ workspace }: FakeSlack): void {
  workspace.addPerson('ada', { owner: true, realName: 'Ada Brandt' });
  workspace.addPerson('noor', { realName: 'Noor Haddad' });
  workspace.addPerson('tomas', { realName: 'Tomás Vega' });
  workspace.addChannel('general');
  workspace.addChannel('paintings');
  workspace.addChannel('planning', { bot: false });
  workspace.addChannel('secret-show', { private: true });
}

function welcome(fake: FakeSlack): string {
  // PORT and DATA_DIR: its own, beside a bot that already runs here.
  const lines = (mode: 'socket' | 'http') =>
    Object.entries({ ...fake.env(mode), PORT: '8091', DATA_DIR: 'data/fake-slack' }).map(
      ([name, value]) => `  ${name}=${value} \\`,
    );
  return [
    `A Slack to try the bot by hand: ${fake.url}/`,
    '',
    'Start the bot with Socket Mode:',
    ...lines('socket'),
    '  npm start',
    '',
    'or over HTTP, with FAKE_SLACK_REQUEST_URL=http://localhost:8081/slack/events set for this fake:',
    ...lines('http'),
    '  npm start',
    '',
    'for several workspaces by OAuth:',
    `  SLACK_CLIENT_ID=${fake.app.clientId} SLACK_CLIENT_SECRET=${fake.app.clientSecret}`,
  ].join('\n');
}
