/** The program itself, as a process: one line when it is open, a clean end, a plain word when it cannot start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let directory: string;
let children: ChildProcess[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-main-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['dist/bin/bot.js'], {
    env: { ...process.env, DATA_DIR: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  return { child, output, exit: once(child, 'close') as Promise<[number | null]> };
}

async function open(env: Record<string, string> = {}) {
  const program = start({ PORT: '0', ...env });
  await Promise.race([
    once(program.child.stdout, 'data'),
    program.exit.then(() => Promise.reject(new Error(program.output.err))),
  ]);
  return { ...program, url: /http:\S+/.exec(program.output.out)![0] };
}

describe('main', { timeout: 60_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line, answers, and ends cleanly at %s',
    async (signal) => {
      const { child, output, exit, url } = await open();
      expect(output.out).toMatch(/^Atelier is open at http:\/\/localhost:\d+\n$/);
      expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
      // A reader of the stream does not hold the end up.
      const stream = await fetch(`${url}/api/events`);
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      await stream.body?.cancel().catch(() => {});
      expect(output.err).toBe('');
    },
  );

  it('says what to do when its port is taken, and exits with 1', async () => {
    const { url } = await open();
    const { port } = new URL(url);
    const { output, exit } = start({ PORT: port, DATA_DIR: join(directory, 'other') });
    expect(await exit).toEqual([1, null]);
    expect(output.err).toBe(
      `port ${port} is taken by another program; stop it, or choose another with PORT\n`,
    );
  });

  it('says which setting is wrong, and exits with 1', async () => {
    const { output, exit } = start({ PORT: 'eighty' });
    expect(await exit).toEqual([1, null]);
    expect(output.err).toMatch(/^PORT must be an integer from 0 to 65535/);
  });
});
