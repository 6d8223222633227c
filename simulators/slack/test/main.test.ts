/** `npm run fake:slack`: the fake as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endsWithTest } from './support.js';

test('it prints what a bot needs, and serves its page', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'simulators/slack/main.ts'], {
    env: { ...process.env, FAKE_SLACK_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  endsWithTest(async () => {
    child.kill('SIGTERM');
    await exit;
  });
  const [text] = await once(child.stdout, 'data');
  const setting = (name: string) => new RegExp(`${name}=(\\S+)`).exec(String(text))?.[1] ?? '';
  expect(setting('SLACK_FILE_HOSTS')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(setting('PORT')).toMatch(/^\d+$/);
  expect(setting('DATA_DIR')).toMatch(/^data\//);
  const answer = await fetch(`${setting('SLACK_API_URL')}auth.test`, {
    headers: { authorization: `Bearer ${setting('SLACK_BOT_TOKEN')}` },
  });
  expect(await answer.json()).toMatchObject({ ok: true, team: 'Studio' });
  const opened = await fetch(`${setting('SLACK_API_URL')}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${setting('SLACK_APP_TOKEN')}` },
  });
  expect(await opened.json()).toMatchObject({ ok: true, url: expect.stringMatching(/^ws:/) });
  const page = await (await fetch(new URL('/', setting('SLACK_API_URL')))).text();
  expect(page).toContain('/page/main.js');
});
