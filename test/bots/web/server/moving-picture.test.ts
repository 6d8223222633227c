/** A moving picture through the web chat, painted by the real engine: 64 px, three frames. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireError, WireMade, WireMessage } from '../../../../src/bots/web/wire.js';
import { createStylizer } from '../../../../src/engine/pipeline/stylizer.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { panOverCat } from '../../../support/pictures.js';
import { MODELS_DIR } from '../../../support/reference.js';

let app: TestApp;
/** 96 x 64 px. */
let gif: Uint8Array;

beforeAll(async () => {
  app = await startApp({ engine: createStylizer({ modelsDir: MODELS_DIR }) });
  gif = await panOverCat(3, [60, 140, 100]);
});
afterAll(() => app.close());

function say(text: string): Promise<Response> {
  const form = new FormData();
  form.set('text', text);
  form.set('photo', new File([new Uint8Array(gif)], 'waving-cat.gif'));
  return fetch(`${app.url}/api/messages`, { method: 'POST', body: form });
}

async function painted(text: string): Promise<WireMessage['view']> {
  const response = await say(text);
  expect(response.status).toBe(201);
  const { message: id } = (await response.json()) as WireMade;
  for (;;) {
    const messages = (await (await fetch(`${app.url}/api/messages`)).json()) as WireMessage[];
    const { view } = messages.find((message) => message.id === id)!;
    if (!['waiting', 'running'].includes(view.tone)) return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function fetched(path: string) {
  const response = await fetch(`${app.url}${path}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const { format, pages = 1, delay, width } = await sharp(bytes).metadata();
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { type: response.headers.get('content-type'), format, pages, delay, width, name };
}

describe('a GIF with a command', () => {
  it('becomes a moving painting, with its times, to be kept as WebP and GIF; copies of it stand still', async () => {
    const view = await painted('/stylize mosaic size=96 quality=draft');
    expect(view).toMatchObject({ tone: 'done', fileName: 'waving-cat-in-the-style-of-roman-mosaic.webp' });
    expect(view.lines[0]).toMatch(/^96 × 64 px · 3 frames · draft/);
    const { url } = view.pictures.find(({ role }) => role === 'result')!;
    const moving = { pages: 3, delay: [60, 140, 100], width: 96 };
    expect(await fetched(url)).toMatchObject({ type: 'image/webp', format: 'webp', ...moving });
    const name = 'waving-cat-in-the-style-of-roman-mosaic.gif';
    expect(await fetched(`${url}&download&format=gif`)).toMatchObject({ format: 'gif', name, ...moving });
    expect(await fetched(`${url}&size=thumb`)).toMatchObject({ format: 'webp', pages: 1 });
    const photo = view.pictures.find(({ role }) => role === 'photo')!;
    expect(await fetched(`${photo.url}&size=thumb`)).toMatchObject({ format: 'webp', pages: 1 });
    const unknown = await fetch(`${app.url}${url}&format=png`);
    expect([unknown.status, ((await unknown.json()) as WireError).error.message]).toEqual([
      400,
      'There is no format named png; there are webp, gif.',
    ]);
  });

  it('is a still where that is asked for, with the loop of its making', async () => {
    const view = await painted('/stylize mosaic size=96 quality=draft motion=still');
    expect(view.command).toBe('/stylize mosaic size=96 quality=draft motion=still');
    const { url } = view.pictures.find(({ role }) => role === 'result')!;
    expect(await fetched(url)).toMatchObject({ format: 'png', pages: 1 });
    const loop = await fetched(view.timelapse!);
    expect(loop).toMatchObject({ type: 'image/webp', format: 'webp', width: 96 });
    expect(loop.pages).toBeGreaterThan(3);
    expect(loop.delay!.at(-1)).toBeGreaterThan(1000);
    const kept = await fetched(`${view.timelapse}&download&format=gif`);
    expect(kept).toMatchObject({
      format: 'gif',
      name: 'waving-cat-in-the-style-of-roman-mosaic-timelapse.gif',
    });
    expect((await fetch(`${app.url}${view.timelapse}&format=png`)).status).toBe(400);
  });

  it('is not painted larger than a moving picture can be', async () => {
    const response = await say('/stylize mosaic size=1024');
    expect([response.status, ((await response.json()) as WireError).error.message]).toEqual([
      400,
      'A moving picture can be at most 768 px large. Ask for a smaller size, or for a still: motion=still.',
    ]);
  });
});
