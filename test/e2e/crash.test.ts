/**
 * The program is killed (SIGKILL, with its engine processes) again and again while people send pictures. What it has
 * acknowledged is finished exactly once, in the message that it was given; what it has not is sent again, as people do.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WireMessage } from '../../src/bots/web/wire.js';
import { uniform } from '../../src/lib/random.js';
import { Database } from '../../src/queue/local/database.js';
import { quadrantPicture } from '../support/pictures.js';
import {
  expectOnePictureEach,
  killProgram,
  messagesOf,
  numberOf,
  type Program,
  sendPicture,
  startProgram,
} from '../support/program.js';

const JOBS = 24;
const KILLS = 6;

let directory: string;
let program: Program | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-crash-'));
});
afterEach(async () => {
  if (program) await killProgram(program);
  await rm(directory, { recursive: true, force: true });
});

const isDone = ({ view }: WireMessage) => view.tone === 'done';
const countDone = async (url: string) => (await messagesOf(url)).filter(isDone).length;

/** Sends what is not in the chat yet; rejects when the program is gone. */
async function sendMissing(url: string, photo: Uint8Array): Promise<void> {
  const there = new Set((await messagesOf(url)).map(numberOf));
  for (let number = 1; number <= JOBS; number++) {
    if (there.has(number)) continue;
    await sendPicture(url, photo, number);
    await sleep(60);
  }
}

/** Jobs that are done, and when they were; read while no program runs. */
function doneJobs(): { id: string; finished: number }[] {
  const database = new Database(join(directory, 'journal.db'));
  const rows = database.all<{ id: string; finished: number }>(
    "SELECT id, finished FROM jobs WHERE state = 'done' ORDER BY finished, id",
  );
  database.close();
  return rows.map(({ id, finished }) => ({ id, finished }));
}

it(`finishes ${JOBS} pictures exactly once through ${KILLS} kills`, { timeout: 180_000 }, async () => {
  const photo = await quadrantPicture().jpeg().toBuffer();
  const next = uniform(20_240_601);
  let done: ReturnType<typeof doneJobs> = [];
  for (let life = 1; life <= KILLS; life++) {
    program = startProgram(directory);
    const url = await program.url;
    const sending = sendMissing(url, photo).catch(() => {});
    // Every other life lasts until something was finished: one job that is hit three times in a row counts as the reason.
    if (life % 2 === 0) {
      const before = await countDone(url);
      await expect.poll(() => countDone(url), { timeout: 30_000 }).toBeGreaterThan(before);
    }
    await sleep(1200 * next());
    await killProgram(program);
    await sending;
    const earlier = done;
    done = doneJobs();
    expect(done).toEqual(expect.arrayContaining(earlier));
  }

  program = startProgram(directory);
  const url = await program.url;
  await sendMissing(url, photo);
  await expect.poll(() => countDone(url), { timeout: 60_000 }).toBe(JOBS);
  await expectOnePictureEach(url, JOBS);
  await killProgram(program);
  expect(doneJobs()).toHaveLength(JOBS);
  expect(doneJobs()).toEqual(expect.arrayContaining(done));
});
