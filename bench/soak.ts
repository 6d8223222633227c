/**
 * `npm run soak [-- JOBS KILLS]`: the program, with only the painting replaced by a quick one, is killed (SIGKILL, its whole process
 * group) again and again at random moments while pictures are sent. Says what was tried, survived and lost; exit code 1 for a loss.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../src/domain/job.js';
import { openDataDir } from '../src/queue/local/data-dir.js';
import { isWhole } from '../src/queue/storage/blobs.js';
import { quadrantPicture } from '../test/support/pictures.js';

const [JOBS = 1000, KILLS = 60] = process.argv.slice(2).map(Number);

/** A life lasts up to so long, ms: from before the port is open to some pictures done. */
const LONGEST_LIFE = 4000;

const directory = await mkdtemp(join(tmpdir(), 'atelier-soak-'));
const LIMITS = { MAX_WAITING: '100000', COMMUNITY_SHARE: '100', STEP_MS: '5', LOG_LEVEL: 'error' };

function start(): { child: ChildProcess; url: Promise<string> } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/crash-program.ts'], {
    env: { ...process.env, ...LIMITS, DATA_DIR: directory, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const url = once(child.stdout!, 'data').then(([line]) => /http:\S+/.exec(String(line))![0]);
  return { child, url };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  process.kill(-child.pid!, 'SIGKILL');
  await gone;
}

/** Numbers whose acceptance was answered. */
const acknowledged = new Set<number>();

/** Sends what was not acknowledged, as people do; ends when the program is gone. */
async function sendMissing(url: string, photo: Uint8Array): Promise<void> {
  for (let number = 1; number <= JOBS; number++) {
    if (acknowledged.has(number)) continue;
    const form = new FormData();
    form.set('text', `/stylize starry-night size=64 quality=draft seed=${number}`);
    form.set('photo', new File([new Uint8Array(photo)], 'photo.jpg'));
    const response = await fetch(`${url}/api/messages`, { method: 'POST', body: form });
    if (response.status === 201) acknowledged.add(number);
  }
}

/** All jobs as they are stored, while no program runs. */
async function stored(): Promise<{ jobs: Job[]; broken: number }> {
  const data = openDataDir(directory, (error) => console.error(error));
  const jobs = data.repository.list(10 * JOBS);
  let broken = 0;
  for (const { result } of jobs) {
    if (!result) continue;
    const bytes = await data.blobs.get(result.picture).catch(() => undefined);
    if (!bytes || !isWhole(result.picture, bytes)) broken++;
  }
  data.close();
  return { jobs, broken };
}

const seconds = performance.now();
const photo = await quadrantPicture().jpeg().toBuffer();
for (let life = 1; life <= KILLS; life++) {
  const { child, url } = start();
  const sending = url.then((url) => sendMissing(url, photo)).catch(() => {});
  // Every third is killed at a random moment of its start.
  if (life % 3 !== 0) await url;
  await sleep(LONGEST_LIFE * Math.random());
  await kill(child);
  await Promise.race([sending, sleep(1000)]);
}
const last = start();
const url = await last.url;
await sendMissing(url, photo);
for (let open = 1; open > 0; await sleep(500)) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const of = (state: string) =>
    Number(new RegExp(`atelier_jobs\\{state="${state}"\\} (\\d+)`).exec(metrics)?.[1]);
  open = of('waiting') + of('running');
}
await kill(last.child);

const { jobs, broken } = await stored();
const done = jobs.filter(({ state }) => state === 'done');
const seeds = (of: Job[]) => new Set(of.map(({ request }) => request.settings.seed));
const lost = [...acknowledged].filter((number) => !seeds(done).has(number)).length;
const failed = jobs.filter(({ state }) => state !== 'done').length;
const again = jobs.filter(({ attempts }) => attempts > 1).length;
console.log(`jobs acknowledged      ${acknowledged.size}
kills                  ${KILLS}
lost                   ${lost}
failed or cancelled    ${failed}
pictures not whole     ${broken}
resumed after a kill   ${again}
duration               ${Math.round((performance.now() - seconds) / 1000)} s`);
await rm(directory, { recursive: true, force: true });
process.exitCode = lost + failed + broken > 0 ? 1 : 0;
