/** What the operator sees of it: logs, metrics, readiness, and jobs from the command line. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/domain/job.js';
import { quadrantPicture } from '../support/pictures.js';
import { killProgram, messagesOf, type Program, sendPicture, startProgram } from '../support/program.js';

let directory: string;
let program: Program | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-ops-'));
  program = undefined;
});
afterEach(async () => {
  if (program) await killProgram(program);
  await rm(directory, { recursive: true, force: true });
});

const start = (env: Record<string, string> = {}): Promise<string> => {
  program = startProgram(directory, env);
  return program.url;
};
const send = async (url: string, number: number) =>
  sendPicture(url, await quadrantPicture().jpeg().toBuffer(), number);
const tones = async (url: string) => (await messagesOf(url)).map(({ view }) => view.tone);
const lines = () =>
  program!
    .errors()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

interface Ended {
  code: number;
  out: string;
  err: string;
}

function jobs(...args: string[]): Promise<Ended> {
  const env = { ...process.env, DATA_DIR: directory, REDIS_URL: '' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/bin/atelier.js', 'jobs', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const listed = async () => JSON.parse((await jobs('list', '--json')).out) as Job[];

/** A GET with a Host of the test's choice, which fetch does not allow. */
function statusAs(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

async function metricsOf(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

describe('seen from outside', { timeout: 60_000 }, () => {
  it('logs one line for each job, and counts it', async () => {
    const url = await start({ STEP_MS: '60' });
    await send(url, 1);
    await expect.poll(() => tones(url), { timeout: 20_000 }).toEqual(['done']);
    await send(url, 1); // the same again: its picture is there
    await expect.poll(() => tones(url)).toEqual(['done', 'done']);
    await expect.poll(() => lines().length).toBe(2);
    const work = { quality: 'draft', size: 64, user: expect.stringMatching(/^web:/) };
    const painted = { network: 'staged', runtime: 'staged' };
    expect(lines()).toMatchObject([
      { level: 'info', outcome: 'done', steps: 8, seconds: 1, attempts: 1, ...work, ...painted },
      { level: 'info', outcome: 'reused', seconds: 0, network: 'auto', ...work },
    ]);
    expect(lines()[0].waited).toBeGreaterThanOrEqual(0);
    expect(lines()[0].ran).toBeGreaterThan(0.4);

    const metrics = await metricsOf(url);
    expect(Object.fromEntries(metrics)).toMatchObject({
      'atelier_jobs{state="waiting"}': 0,
      'atelier_jobs{state="running"}': 0,
      'atelier_jobs_ended_total{outcome="done"}': 1,
      'atelier_jobs_ended_total{outcome="reused"}': 1,
      atelier_job_wait_seconds_count: 1,
      'atelier_job_run_seconds_count{network="staged"}': 1,
      'atelier_steps_per_second_sum{network="staged"}': 8,
      atelier_edits_refused_total: 0,
      atelier_engine_restarts_total: 0,
      atelier_engine_peak_memory_bytes: 2 ** 20,
    });
    const previews =
      metrics.get('atelier_previews_sent_total')! + metrics.get('atelier_previews_dropped_total')!;
    expect(previews).toBe(2);
    expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(await statusAs(`${url}/metrics`, '10.1.2.3:8080')).toBe(200);
    expect(await statusAs(`${url}/metrics`, 'evil.example')).toBe(403);
  });

  it('counts what waits and what runs, and a lost engine process', async () => {
    const url = await start({ STEP_MS: '5000', ENGINE_PROCESSES: '1' });
    await send(url, 1);
    await send(url, 2);
    await expect.poll(() => tones(url), { timeout: 20_000 }).toEqual(['running', 'waiting']);
    const states = async () => {
      const metrics = await metricsOf(url);
      return ['running', 'waiting'].map((state) => metrics.get(`atelier_jobs{state="${state}"}`));
    };
    await expect.poll(states).toEqual([1, 1]);
    const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) =>
      execFile('pgrep', ['-P', String(program!.process.pid), '-f', 'crash-engine'], (error, stdout) =>
        error ? reject(error) : resolve({ stdout }),
      ),
    );
    process.kill(Number(stdout.trim()), 'SIGKILL');
    await expect.poll(async () => (await metricsOf(url)).get('atelier_engine_restarts_total')).toBe(1);
  });

  it('is ready until it is stopped', async () => {
    const url = await start({ STEP_MS: '5000', SHUTDOWN_GRACE: '60' });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await send(url, 1);
    await expect.poll(() => tones(url), { timeout: 20_000 }).toEqual(['running']);
    program!.process.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(503);
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ reason: { code: 'shutting_down' } });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('is not ready while DATA_DIR cannot be written', async () => {
    const url = await start();
    // A folder in the way of the file, since a test that runs as root may write everywhere.
    await mkdir(join(directory, '.probe'));
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ reason: { code: 'storage_failed' } });
    await rm(join(directory, '.probe'), { recursive: true });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('lists, shows, cancels and retries jobs; reads the journal when nothing runs', async () => {
    const hold = join(directory, 'hold');
    await writeFile(hold, '');
    const url = await start({ HOLD: hold });
    await send(url, 1);
    await send(url, 2);
    await expect.poll(() => tones(url), { timeout: 20_000 }).toEqual(['running', 'waiting']);
    const [running, waiting] = await listed();
    expect([running!.state, waiting!.state]).toEqual(['running', 'waiting']);

    const { id } = waiting!;
    expect(await jobs('cancel', id)).toEqual({ code: 0, out: `${id} is cancelled\n`, err: '' });
    expect((await jobs('cancel', id)).code).toBe(2);
    expect(await jobs('cancel', running!.id)).toMatchObject({ code: 0, err: '' });
    await expect.poll(() => tones(url), { timeout: 20_000 }).toEqual(['cancelled', 'cancelled']);
    await rm(hold);
    expect(await jobs('retry', id)).toMatchObject({ code: 0, err: '' });
    await expect.poll(() => tones(url), { timeout: 60_000 }).toEqual(['cancelled', 'done']);
    expect((await jobs('show', id)).out).toMatch(/^id +\S+\nstate +done\n(?:.*\n)*steps +8\n/);
    expect((await jobs('list')).out).toMatch(/^ID +STATE .*\n\S+ +done .*\n\S+ +cancelled .*\n$/);
    expect((await jobs('show', id.slice(0, 13))).out).toContain(`id         ${id}\n`);
    expect(await jobs('show', '')).toMatchObject({ code: 2, err: expect.stringContaining('2 jobs begin') });
    expect(await jobs('show', 'nothing')).toMatchObject({ code: 2, err: expect.stringContaining('no job') });

    await killProgram(program!); // control.json stays behind
    expect((await listed()).map(({ state }) => state)).toEqual(['done', 'cancelled']);
    expect(await jobs('show', id)).toMatchObject({ code: 0 });
    expect(await jobs('retry', id)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^atelier jobs retry: no Atelier runs/),
    });
  });

  it('lets only the token in, keeps it in a file of its own user, and removes it in the end', async () => {
    const url = await start();
    const path = join(directory, 'control.json');
    await expect.poll(() => stat(path).then(({ mode }) => mode & 0o777)).toBe(0o600);
    const { token } = JSON.parse(await readFile(path, 'utf8'));
    const as = (authorization: string) => fetch(`${url}/admin/jobs`, { headers: { authorization } });
    expect((await as(`Bearer ${token}`)).status).toBe(200);
    for (const wrong of ['', 'Bearer', `Bearer ${token}x`, `Basic ${token}`])
      expect((await as(wrong)).status).toBe(403);
    const foreign = { authorization: `Bearer ${token}`, origin: 'http://evil.example' };
    const post = await fetch(`${url}/admin/jobs/x/cancel`, { method: 'POST', headers: foreign });
    expect(post.status).toBe(403);
    program!.process.kill('SIGTERM');
    expect(await program!.exit).toEqual([0, null]);
    await expect(stat(path)).rejects.toThrow('ENOENT');
    expect(program!.errors()).toBe('');
  });

  it.each([
    [[]],
    [['list', 'x']],
    [['show']],
    [['paint', 'x']],
    [['list', '--most', '0']],
    [['list', '--what']],
  ])('says how it is used: %j', async (args) => {
    expect(await jobs(...args)).toMatchObject({ code: 2, out: '' });
  });
});
