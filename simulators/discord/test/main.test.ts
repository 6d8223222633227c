/** `npm run fake:discord`: it says how to start the bot, and serves its page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

let process_: ChildProcess | undefined;
afterEach(async () => {
  if (process_?.exitCode !== null) return;
  process_.kill('SIGTERM');
  await once(process_, 'exit');
});

it('prints the environment for the bot and the address of its page', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  process_ = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { ...process.env, FAKE_DISCORD_PORT: '0' },
  });
  let said = '';
  for await (const piece of process_.stdout!) {
    said += String(piece);
    if (said.includes('Ctrl+C')) break;
  }
  const names = [...said.matchAll(/export (\w+)=\S+/gu)].map(([, name]) => name);
  const own = ['DISCORD_TOKEN', 'DISCORD_APPLICATION_ID', 'DISCORD_API_URL', 'DISCORD_CDN_HOSTS'];
  expect(names).toEqual([...own, 'PORT']);
  expect(said).toMatch(/export PORT=\d+ DATA_DIR=\S+\n {2}npm start/u);
  const [, page] = /(http:\S+\/)\n/u.exec(said)!;
  expect(await (await fetch(page!)).text()).toContain('Trying the bot');
});
