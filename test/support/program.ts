/** The built program of `crash-program.ts` as a process, seen from outside: started, killed, and talked to as a browser does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { expect } from 'vitest';
import type { WireMessage } from '../../src/bots/web/wire.js';

export interface Program {
  process: ChildProcess;
  /** Resolves with the address once it says that it is open; rejects with what it wrote when it ends before. */
  url: Promise<string>;
  /** Exit code and signal. */
  exit: Promise<[number | null, NodeJS.Signals | null]>;
  /** What it has written to stderr. */
  errors(): string;
}

/** In a process group of its own, so that it can be killed with its engines. `script`: dist/bin/bot.js is the whole program. */
export function startProgram(
  directory: string,
  env: Record<string, string> = {},
  script = 'out/test-programs/crash-program.js',
): Program {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, DATA_DIR: directory, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exit = once(child, 'close') as Program['exit'];
  const ended = exit.then(() => Promise.reject(new Error(`it ended: ${errors}`)));
  const url = Promise.race([once(child.stdout, 'data'), ended]).then(
    ([line]) => /http:\S+/.exec(String(line))![0],
  );
  url.catch(() => {});
  return { process: child, url, exit, errors: () => errors };
}

/** SIGKILL for the whole group; resolves once it is gone. */
export async function killProgram({ process: { pid, exitCode, signalCode }, exit }: Program): Promise<void> {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, 'SIGKILL');
  await exit;
}

export async function messagesOf(url: string): Promise<WireMessage[]> {
  return (await (await fetch(`${url}/api/messages`)).json()) as WireMessage[];
}

/** Asks for a small picture, as somebody who was never there before. `number` makes picture and person ones of their own. */
export async function sendPicture(url: string, photo: Uint8Array, number: number): Promise<void> {
  const form = new FormData();
  form.set('text', `/stylize starry-night size=64 quality=draft seed=${number}`);
  form.set('photo', new File([new Uint8Array(photo)], 'photo.jpg'));
  const headers = { cookie: `atelier=${randomBytes(16).toString('hex')}` };
  const response = await fetch(`${url}/api/messages`, { method: 'POST', body: form, headers });
  if (response.status !== 201) throw new Error(`refused: ${response.status} ${await response.text()}`);
}

/** The number that a message was sent with. */
export function numberOf({ view }: WireMessage): number {
  return Number(/seed=(\d+)/.exec(view.command)![1]);
}

/** As many messages as pictures were requested, each with its one finished picture and no preview. */
export async function expectOnePictureEach(url: string, jobs: number): Promise<void> {
  const all = await messagesOf(url);
  const numbers = all.map(numberOf).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: jobs }, (_, index) => index + 1));
  for (const { view } of all) {
    const painted = view.pictures.filter(({ role }) => role === 'result' || role === 'preview');
    expect(painted.map(({ role }) => role)).toEqual(['result']);
    const response = await fetch(`${url}${painted[0]!.url}`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
  }
}
