/** Uploads that stall, break off or take too many places, over real sockets. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../support/app.js';
import { quadrantPicture } from '../../../support/pictures.js';
import { StagedEngine } from '../../../support/staged-engine.js';

const AT_ONCE = 8;
const BOUNDARY = 'x'.repeat(24);

let app: TestApp;
let photo: Uint8Array;
const sockets: Socket[] = [];

beforeAll(async () => {
  app = await startApp({
    engine: new StagedEngine({ steps: 1, gate: async () => {} }),
    limits: { maxWaitingPerUser: 50 },
    uploads: { atOnce: AT_ONCE, minRate: 4096 },
  });
  photo = await quadrantPicture(96, 64).jpeg().toBuffer();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await app.close();
});

const cookieOf = (browser: number) => `atelier=${browser.toString(16).padStart(32, '0')}`;

/** A command with a photo, of which `declared` bytes are announced and the first ones sent. */
function begin(browser: number, declared = 1_000_000): Socket {
  const socket = connect(app.port, '127.0.0.1');
  sockets.push(socket.on('error', () => {}));
  const part = (head: string, body: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}`;
  const body = `${part('name="text"', '/stylize poppies\r\n')}${part('name="photo"; filename="a.jpg"', 'beginning')}`;
  socket.write(
    [
      'POST /api/messages HTTP/1.1',
      `Host: localhost:${app.port}`,
      `Cookie: ${cookieOf(browser)}`,
      `Content-Type: multipart/form-data; boundary=${BOUNDARY}`,
      `Content-Length: ${declared}`,
      '',
      body,
    ].join('\r\n'),
  );
  return socket;
}

/** Everything that the server says before it closes. */
async function answerOf(socket: Socket): Promise<string> {
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}

function say(text: string, browser: number, picture?: Uint8Array): Promise<Response> {
  const form = new FormData();
  form.set('text', text);
  if (picture) form.set('photo', new File([new Uint8Array(picture)], 'photo.jpg'));
  return fetch(`${app.url}/api/messages`, {
    method: 'POST',
    body: form,
    headers: { cookie: cookieOf(browser) },
  });
}

describe('uploads', () => {
  it('that stall keep no command waiting, and are ended with 408', async () => {
    const stalled = Array.from({ length: AT_ONCE }, (_, i) => begin(1 + i));
    const answers = stalled.map(answerOf);
    // All places are taken once one more is refused.
    await expect
      .poll(async () => (await say('/stylize poppies', 50, photo)).status, { timeout: 20_000 })
      .toBe(429);
    expect((await say('/queue', 51)).status).toBe(200);
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer).toMatch(/upload_too_slow/);
    }
    expect((await say('/stylize poppies', 50, photo)).status).toBe(201);
  });

  it('of one browser take a quarter of the places: others still get in', async () => {
    const own: Socket[] = [];
    // One more stalls each time: a command that is quicker may have had the place of one.
    const oneMore = async () => {
      own.push(begin(60));
      return (await say('/help', 60, photo)).status;
    };
    await expect.poll(oneMore, { timeout: 20_000 }).toBe(429);
    expect((await say('/stylize poppies', 61, photo)).status).toBe(201);
    for (const socket of own) socket.destroy();
    await expect
      .poll(async () => (await say('/stylize poppies', 60, photo)).status, { timeout: 20_000 })
      .toBe(201);
  });

  it('that break off or are cut short are nobody’s defect', async () => {
    const errors = app.errors.length;
    for (let i = 0; i < 60; i += 1) {
      const socket = begin(100 + i);
      await once(socket, 'connect');
      socket.destroy();
    }
    const cut = begin(200, 250);
    const answer = answerOf(cut);
    cut.end();
    expect(await answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    const short = begin(201, 180);
    expect(await Promise.race([answerOf(short), once(short, 'data').then(([data]) => String(data))])).toMatch(
      /^HTTP\/1\.1 4\d\d /,
    );
    expect((await say('/stylize poppies', 202, photo)).status).toBe(201);
    expect(app.errors.slice(errors)).toEqual([]);
  });
});
