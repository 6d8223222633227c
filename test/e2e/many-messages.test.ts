/** More jobs under way than messages that a chat keeps: each is painted all the same, in the message that it was given. */
import { expect, it, onTestFinished } from 'vitest';
import { startApp } from '../support/app.js';
import { Gate } from '../support/gate.js';
import { quadrantPicture } from '../support/pictures.js';
import { messagesOf, sendPicture } from '../support/program.js';
import { StagedEngine } from '../support/staged-engine.js';

const JOBS = 230;
const LIMITS = { maxWaiting: 1000, maxWaitingPerUser: 1000, communityShare: 100 };

it(`paints each of ${JOBS} pictures that were accepted before the first was done`, async () => {
  const gate = new Gate();
  const app = await startApp({ engine: new StagedEngine({ steps: 1, gate: gate.pass }), limits: LIMITS });
  onTestFinished(() => app.close());
  const photo = await quadrantPicture().jpeg().toBuffer();
  for (let number = 1; number <= JOBS; number++) await sendPicture(app.url, photo, number);
  const tones = async () => new Set((await messagesOf(app.url)).map(({ view }) => view.tone));
  await expect.poll(tones).toEqual(new Set(['running', 'waiting']));
  gate.open();
  const left = async () => (await app.queue.list(1000)).filter(({ state }) => state !== 'done').length;
  await expect.poll(left, { timeout: 60_000 }).toBe(0);
  // The latest 200 are still shown; every job was done, none cancelled.
  expect(await app.queue.list(1000)).toHaveLength(JOBS);
  await expect.poll(tones).toEqual(new Set(['done']));
  expect(app.errors).toEqual([]);
});
