/** Screening in the web chat, where its operator turns it on: by the real engine and the real classifier. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnRefused } from '../../../../src/bots/last-refusals.js';
import type { WireMessage } from '../../../../src/bots/web/wire.js';
import { logRefusals } from '../../../../src/observability/job-watch.js';
import { createMetrics } from '../../../../src/observability/metrics.js';
import { openDataDir } from '../../../../src/queue/local/data-dir.js';
import { SHARED_PREFIX } from '../../../../src/queue/storage/shared-key-value.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { BETWEEN, decentPhoto, QUICK, realEngine } from '../../../support/screened.js';

let directory: string;
let app: TestApp;
const metrics = createMetrics();
const lines: string[] = [];
const log = pino({ base: null }, { write: (line) => void lines.push(line) });

/** What moderators of the web chat would have settled, if it had any. */
async function open(screeningThreshold: number): Promise<void> {
  const { store, ...data } = openDataDir(directory, () => {});
  store(`${SHARED_PREFIX}communities`).put('web', { screeningThreshold });
  data.close();
  const noteRefusal = logRefusals(log);
  const onRefused: OnRefused = (refusal) => {
    metrics.refused(refusal);
    noteRefusal(refusal);
  };
  app = await startApp({ engine: realEngine(), directory, screening: 'explicit', onRefused });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-screening-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function say(): Promise<Response> {
  const { name, bytes } = await decentPhoto();
  const form = new FormData();
  form.set('text', `/stylize mosaic size=${QUICK.size} quality=${QUICK.quality}`);
  form.append('photo', new File([new Uint8Array(bytes)], name));
  return fetch(`${app.url}/api/messages`, { method: 'POST', body: form });
}

/** What the metric counts, by part. */
async function refused(): Promise<Record<string, number>> {
  const counts = (await metrics.text()).matchAll(
    /^atelier_pictures_refused_total\{part="(\w+)",class="\w+"\} (\d+)$/gm,
  );
  return Object.fromEntries([...counts].map(([, part, count]) => [part, Number(count)]));
}

/** As anybody sees it. */
async function last(): Promise<WireMessage> {
  const response = await fetch(`${app.url}/api/messages`);
  return ((await response.json()) as WireMessage[]).at(-1)!;
}

/** Reads what the page of this person is told, until it fits. */
async function untilTold(cookie: string, words: RegExp): Promise<void> {
  const response = await fetch(`${app.url}/api/events`, { headers: { cookie } });
  let told = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    told += chunk;
    if (words.test(told)) return;
  }
}

describe('in the web chat', () => {
  it('refuses a photo in the answer to its sender', async () => {
    await open(0);
    const response = await say();
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error).toMatchObject({ code: 'unsafe_picture', message: expect.stringMatching(/castle\.jpg/) });
    expect(await last()).toBeUndefined();
    expect(await refused()).toEqual({ sent: 1 });
    // Of the picture nothing.
    const { level, time, ...told } = JSON.parse(lines[0]!);
    expect(told).toEqual({
      community: 'web',
      user: expect.stringMatching(/^web:/),
      part: 'sent',
      class: expect.any(String),
      percent: expect.any(Number),
      msg: 'screening refused a picture',
    });
    await app.close();
  });

  it('says why a painting is not shown to its requester alone; others see that it has ended', async () => {
    await open(BETWEEN);
    const response = await say();
    const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    await untilTold(cookie, /it is not shown/);
    expect((await last()).view).toMatchObject({ tone: 'cancelled', title: 'Stopped', pictures: [] });
    expect(JSON.stringify(await last())).not.toMatch(/it is not shown|porn/i);
    expect(await refused()).toEqual({ sent: 1, painted: 1 });
    expect(lines.map((line) => JSON.parse(line).part)).toEqual(['sent', 'painted']);
    await app.close();
  });
});
