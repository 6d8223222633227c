/** How the program ends on a signal, and what keeps it from starting: seen from outside. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quadrantPicture } from '../support/pictures.js';
import { killProgram, messagesOf, type Program, sendPicture, startProgram } from '../support/program.js';

let directory: string;
let programs: Program[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-stop-'));
  programs = [];
});
afterEach(async () => {
  await Promise.all(programs.map(killProgram));
  await rm(directory, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}): Program {
  const program = startProgram(directory, env);
  programs.push(program);
  return program;
}

async function paintingIn(program: Program): Promise<string> {
  const url = await program.url;
  await sendPicture(url, await quadrantPicture().jpeg().toBuffer(), 1);
  await expect.poll(() => tones(url), { timeout: 20_000 }).toEqual(['running']);
  return url;
}

const tones = async (url: string) => (await messagesOf(url)).map(({ view }) => view.tone);

describe('the program', { timeout: 60_000 }, () => {
  it('lets a picture finish within the grace when it is stopped', async () => {
    const program = start({ STEP_MS: '200', SHUTDOWN_GRACE: '30' });
    await paintingIn(program);
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
    const lines = program.errors().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'info', outcome: 'done' }]);
    expect(await tones(await start().url)).toEqual(['done']);
  });

  it('resumes in the same message at the next start when the grace was too short', async () => {
    const program = start({ STEP_MS: '5000', SHUTDOWN_GRACE: '0' });
    const [before] = await messagesOf(await paintingIn(program));
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
    const url = await start().url;
    await expect.poll(() => tones(url), { timeout: 20_000 }).toEqual(['done']);
    expect(await messagesOf(url)).toMatchObject([{ id: before!.id, author: before!.author, at: before!.at }]);
  });

  it('keeps a checkpoint of the real engine when it is stopped, and resumes from there', async () => {
    const bot = 'dist/bin/bot.js';
    const first = startProgram(directory, { SHUTDOWN_GRACE: '0' }, bot);
    programs.push(first);
    const url = await first.url;
    const form = new FormData();
    form.set('text', '/stylize starry-night size=192');
    form.set('photo', new File([new Uint8Array(await quadrantPicture().jpeg().toBuffer())], 'photo.jpg'));
    expect((await fetch(`${url}/api/messages`, { method: 'POST', body: form })).status).toBe(201);
    const progressAt = async (at: string) => (await messagesOf(at))[0]?.view.bar?.fraction ?? 0;
    const patience = { timeout: 60_000, interval: 20 };
    await expect.poll(() => progressAt(url), patience).toBeGreaterThan(0.4);
    const before = await progressAt(url);
    first.process.kill('SIGTERM');
    expect(await first.exit).toEqual([0, null]);
    const second = startProgram(directory, {}, bot);
    programs.push(second);
    const again = await second.url;
    const shown: number[] = [];
    await expect
      .poll(async () => {
        const [message] = await messagesOf(again);
        const fraction = message?.view.bar?.fraction;
        if (message?.view.tone === 'running' && fraction) shown.push(fraction);
        return message?.view.tone;
      }, patience)
      .toBe('done');
    // A step may have ended before the signal arrived, and none of those is painted again.
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(before);
  });

  it('ends at once on a second signal', async () => {
    const program = start({ STEP_MS: '5000', SHUTDOWN_GRACE: '3600' });
    await paintingIn(program);
    program.process.kill('SIGTERM');
    program.process.kill('SIGINT');
    expect(await program.exit).toEqual([1, null]);
  });

  it('says in one line that DATA_DIR cannot be used, and exits with 1', async () => {
    await writeFile(join(directory, 'file'), '');
    const { exit, errors } = start({ DATA_DIR: join(directory, 'file', 'data') });
    expect(await exit).toEqual([1, null]);
    expect(errors()).toMatch(
      /^the folder .*file\/data cannot be used \(ENOTDIR\); check that .* writable\n$/,
    );
  });

  it('says in one line that another one uses DATA_DIR, and exits with 1', async () => {
    await start().url;
    const { exit, errors } = start();
    expect(await exit).toEqual([1, null]);
    expect(errors()).toMatch(/^another Atelier uses .*; stop it, or choose another folder with DATA_DIR\n$/);
  });
});
