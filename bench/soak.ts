/**
 * `npm run soak [-- JOBS KILLS]`: the program, with only the painting replaced by a quick one, is killed (SIGKILL, its whole process
 * group) again and again at random moments while pictures are sent. Says what was tried, survived and lost, whether
 * anything was doubled, and whether each picture is that of its own photo; exit code 1 where one of them is wrong.
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

/** How often each number was sent: one that was accepted and not answered is sent again, and is then two jobs. */
const sent = new Map<number, number>();

/** Pictures are told apart by their height at 64 px wide; they are sent twice as large. */
const heightOf = (number: number) => 32 + (number % 33);

/** Sends what was not acknowledged, as people do; ends when the program is gone. */
async function sendMissing(url: string): Promise<void> {
  for (let number = 1; number <= JOBS; number++) {
    if (acknowledged.has(number)) continue;
    sent.set(number, (sent.get(number) ?? 0) + 1);
    const photo = await quadrantPicture(128, 2 * heightOf(number))
      .jpeg()
      .toBuffer();
    const form = new FormData();
    form.set('text', `/stylize starry-night size=64 quality=draft seed=${number}`);
    form.set('photo', new File([new Uint8Array(photo)], 'photo.jpg'));
    const response = await fetch(`${url}/api/messages`, { method: 'POST', body: form });
    if (response.status === 201) acknowledged.add(number);
    else throw new Error(`refused: ${response.status} ${await response.text()}`);
  }
}

/** From its header (PNG, 11.2.1): pictures so small are refused by our own decoder. */
function pngHeight(bytes: Uint8Array): number {
  return Buffer.from(bytes).readUInt32BE(20);
}

/** All jobs as they are stored, while no program runs; `shown` are those of the chat's messages, each as often as it has one. */
async function stored(): Promise<{ jobs: Job[]; broken: number; foreign: number; shown: string[] }> {
  const data = openDataDir(directory, (error) => console.error(error));
  const jobs = data.repository.list(10 * JOBS);
  let [broken, foreign] = [0, 0];
  for (const { result, request } of jobs) {
    if (!result) continue;
    const bytes = await data.blobs.get(result.picture).catch(() => undefined);
    if (!bytes || !isWhole(result.picture, bytes)) broken++;
    else if (pngHeight(bytes) !== heightOf(request.settings.seed)) foreign++;
  }
  const messages = data.store('web').all();
  data.close();
  const shown = messages.flatMap(({ value }) => (value as { view: { job?: string } }).view.job ?? []);
  return { jobs, broken, foreign, shown };
}

const seconds = performance.now();
for (let life = 1; life <= KILLS; life++) {
  const { child, url } = start();
  const sending = url.then((url) => sendMissing(url)).catch(() => {});
  // Every third is killed at a random moment of its start.
  if (life % 3 !== 0) await url;
  await sleep(LONGEST_LIFE * Math.random());
  await kill(child);
  await Promise.race([sending, sleep(1000)]);
}
const last = start();
const url = await last.url;
await sendMissing(url);
for (let open = 1; open > 0; await sleep(500)) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const of = (state: string) =>
    Number(new RegExp(`atelier_jobs\\{state="${state}"\\} (\\d+)`).exec(metrics)?.[1]);
  open = of('waiting') + of('running');
}
await kill(last.child);

const { jobs, broken, foreign, shown } = await stored();
const done = jobs.filter(({ state }) => state === 'done');
const seeds = (of: Job[]) => new Set(of.map(({ request }) => request.settings.seed));
const lost = [...acknowledged].filter((number) => !seeds(done).has(number)).length;
const failed = jobs.filter(({ state }) => state !== 'done').length;
const jobsOf = (number: number) => jobs.filter(({ request }) => request.settings.seed === number).length;
const jobsTooMany = [...sent].filter(([number, times]) => jobsOf(number) > times).length;
const doubled = jobsTooMany + shown.length - new Set(shown).size;
const again = jobs.filter(({ attempts }) => attempts > 1).length;
console.log(`jobs acknowledged      ${acknowledged.size}
kills                  ${KILLS}
lost                   ${lost}
failed or cancelled    ${failed}
pictures not whole     ${broken}
doubled                ${doubled}
pictures of another    ${foreign}
resumed after a kill   ${again}
duration               ${Math.round((performance.now() - seconds) / 1000)} s`);
await rm(directory, { recursive: true, force: true });
process.exitCode = lost + failed + broken + doubled + foreign > 0 ? 1 : 0;
