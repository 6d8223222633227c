import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTAKE } from '../../../../src/bots/media/intake-limits.js';
import type { WireError, WireHello, WireMessage, WireNews } from '../../../../src/bots/web/wire.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { quadrantPicture } from '../../../support/pictures.js';
import { StagedEngine } from '../../../support/staged-engine.js';

let app: TestApp;
let photo: Uint8Array;

beforeAll(async () => {
  app = await startApp({
    engine: new StagedEngine({ steps: 4, gate: async () => {} }),
    limits: { maxWaitingPerUser: 50 },
  });
  photo = await quadrantPicture(96, 64)
    .withExif({ IFD3: { GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => app.close());

/** One browser: it keeps its cookie. */
class Browser {
  cookie = '';

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${app.url}${path}`, {
      ...init,
      headers: { ...(this.cookie && { cookie: this.cookie }), ...init.headers },
    });
    const set = response.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0]!;
    return response;
  }

  say(text: string | undefined, files: Record<string, [Uint8Array, string]> = {}): Promise<Response> {
    const form = new FormData();
    if (text !== undefined) form.set('text', text);
    for (const [field, [bytes, name]] of Object.entries(files))
      form.append(field, new File([new Uint8Array(bytes)], name));
    return this.fetch('/api/messages', { method: 'POST', body: form });
  }

  async message(id: string): Promise<WireMessage | undefined> {
    const messages = (await (await this.fetch('/api/messages')).json()) as WireMessage[];
    return messages.find((message) => message.id === id);
  }

  /** Sends, and reads the message until it has ended. */
  async paint(text = '/stylize starry-night', name = 'red-panda.jpg'): Promise<WireMessage> {
    const response = await this.say(text, { photo: [photo, name] });
    expect(response.status).toBe(201);
    const { message } = (await response.json()) as { message: string };
    for (;;) {
      const found = await this.message(message);
      if (!found || !['waiting', 'running'].includes(found.view.tone)) return found!;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error;

/** The names in the central directory of a ZIP file (APPNOTE.TXT, 4.3.12). */
function namesIn(archive: Buffer): string[] {
  const names: string[] = [];
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = archive.indexOf(signature); at >= 0; at = archive.indexOf(signature, at + 46))
    names.push(archive.subarray(at + 46, at + 46 + archive.readUInt16LE(at + 28)).toString());
  return names;
}

/** A request as fetch will not send it. */
function raw(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port: app.port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    outgoing.on('error', reject).end();
  });
}

describe('the page', () => {
  it('is served with headers that let it run its own script only', async () => {
    const response = await new Browser().fetch('/');
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'",
    );
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(await response.text()).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=/);
  });

  it('is compressed for who takes that, and comes as it is else', async () => {
    const get = (path: string, accepted: string) =>
      new Browser().fetch(path, { headers: { 'accept-encoding': accepted } });
    const plain = await get('/style.css', 'identity');
    const css = await plain.text();
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('content-length')).toBe(String(css.length));
    for (const [accepted, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip;q=0.8', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
    ] as const) {
      for (const path of ['/style.css', '/api/hello']) {
        const { headers } = await get(path, accepted);
        expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([encoding, 'accept-encoding']);
      }
      expect(await (await get('/style.css', accepted)).text()).toBe(css);
    }
    expect(
      (await get('/api/styles/starry-night/thumbnail', 'br')).headers.get('content-encoding'),
    ).toBeNull();
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/css/..%5c..%5cmain.ts',
    '/.env',
    '/main.ts',
  ])('does not lead out of its folder: %s', async (path) => {
    expect(await raw(path, { host: 'localhost' })).toBeGreaterThanOrEqual(400);
  });

  it('says that it is alive', async () => {
    expect(await (await new Browser().fetch('/healthz')).json()).toEqual({ status: 'ok' });
  });
});

describe('who may talk to it', () => {
  it.each([
    ['localhost', 200],
    ['localhost:8080', 200],
    ['127.0.0.1:99', 200],
    ['[::1]:8080', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
  ])('answers to the name %s with %i', async (host, status) => {
    expect(await raw('/api/messages', { host })).toBe(status);
  });

  it.each([
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:1' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    // Let through, and then refused for what they carry.
    [{ 'sec-fetch-site': 'same-origin' }, 400],
    [{}, 400],
  ])('takes commands from its own page only: %j is %i', async (headers, status) => {
    expect(
      await raw(
        '/api/messages',
        { host: `localhost:${app.port}`, ...headers } as Record<string, string>,
        'POST',
      ),
    ).toBe(status);
  });

  it('refuses in the first of the browser’s languages that there is', async () => {
    const refusal = async (languages: string) => {
      const response = await new Browser().fetch('/api/messages/none/result', {
        headers: { 'accept-language': languages },
      });
      return [response.status, ((await response.json()) as WireError).error.message];
    };
    expect(await refusal('nl, de-AT;q=0.8, en;q=0.5')).toEqual([404, 'Dieses Bild ist nicht mehr da.']);
    expect(await refusal('ja')).toEqual([404, 'この絵はもうありません。']);
    expect(await refusal('nl')).toEqual([404, 'This picture is no longer available.']);
  });

  it('gives each browser a secret of its own that no message tells', async () => {
    const [ann, bob] = [new Browser(), new Browser()];
    const response = await ann.fetch('/api/hello');
    expect(response.headers.get('set-cookie')).toMatch(/^atelier=[0-9a-f]{32};.*HttpOnly; SameSite=Strict$/);
    const { you, styles, networks } = (await response.json()) as WireHello;
    expect(((await (await ann.fetch('/api/hello')).json()) as WireHello).you).toEqual(you);
    expect(((await (await bob.fetch('/api/hello')).json()) as WireHello).you.id).not.toBe(you.id);
    expect(styles.length).toBeGreaterThanOrEqual(12);
    expect(networks).toEqual(['auto', 'compact', 'vgg19']);
    expect(styles.every(({ title, artist, year, licence }) => title && artist && year && licence)).toBe(true);
    const message = await ann.paint();
    expect(message.author).toEqual(you);
    expect(JSON.stringify(message)).not.toContain(ann.cookie.split('=')[1]);
  });
});

describe('a command', () => {
  it('leads to a message with the painting, to look at and to download', async () => {
    const ann = new Browser();
    const { view } = await ann.paint('/stylize starry-night strength=70', '../../weird "name".jpg');
    expect(view).toMatchObject({ tone: 'done', command: '/stylize starry-night strength=70' });
    expect(view.title).toBe('Weird "name" in the style of The Starry Night');
    const result = view.pictures.find(({ role }) => role === 'result')!;
    const picture = await ann.fetch(result.url);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('cache-control')).toContain('immutable');
    const download = await ann.fetch(`${result.url}&download`);
    expect(download.headers.get('content-disposition')).toBe(
      `attachment; filename="weird-name-in-the-style-of-the-starry-night.png"; filename*=UTF-8''weird-name-in-the-style-of-the-starry-night.png`,
    );
    expect(
      Buffer.from(await download.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('is kept in other formats, and enlarged', async () => {
    const ann = new Browser();
    const { view } = await ann.paint();
    const { url } = view.pictures.find(({ role }) => role === 'result')!;
    const kept = async (query: string) => {
      const response = await ann.fetch(`${url}&download${query}`);
      const { format, width } = await sharp(await response.arrayBuffer()).metadata();
      const [, name] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition')!)!;
      return [name, response.headers.get('content-type'), format, width];
    };
    const stem = 'red-panda-in-the-style-of-the-starry-night';
    expect(await kept('&format=jpeg')).toEqual([`${stem}.jpg`, 'image/jpeg', 'jpeg', 96]);
    expect(await kept('&format=webp&enlarged')).toEqual([`${stem}-enlarged.webp`, 'image/webp', 'webp', 192]);
    expect(await kept('&enlarged')).toEqual([`${stem}-enlarged.png`, 'image/png', 'png', 192]);
    const unknown = await ann.fetch(`${url}&format=bmp`);
    expect([unknown.status, (await errorOf(unknown)).message]).toEqual([
      400,
      'There is no format named bmp; there are png, jpeg, webp.',
    ]);
  });

  it('comes with others in one ZIP file, each under its own name', async () => {
    const ann = new Browser();
    const [one, two] = [await ann.paint(), await ann.paint()];
    const response = await ann.fetch(`/api/pictures.zip?ids=${one!.id},${two!.id},${one!.id},gone`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="atelier.zip"');
    const archive = Buffer.from(await response.arrayBuffer());
    expect(namesIn(archive)).toEqual([
      'red-panda-in-the-style-of-the-starry-night.png',
      'red-panda-in-the-style-of-the-starry-night-2.png',
    ]);
    const { url } = two!.view.pictures.find(({ role }) => role === 'result')!;
    expect(archive.includes(Buffer.from(await (await ann.fetch(url)).arrayBuffer()))).toBe(true);
    expect((await ann.fetch('/api/pictures.zip?ids=gone')).status).toBe(404);
  });

  it('never hands out what was sent as it was sent', async () => {
    const ann = new Browser();
    const { view } = await ann.paint();
    const input = view.pictures.find(({ role }) => role === 'photo')!;
    const copy = Buffer.from(await (await ann.fetch(input.url)).arrayBuffer());
    expect(Buffer.from(photo).includes('Exif')).toBe(true);
    expect(copy.includes('Exif')).toBe(false);
  });

  it.each(['in a japanese style, softer', '/stylize in a japanese style, softer'])(
    'understands plain words: %s',
    async (text) => {
      const { view } = await new Browser().paint(text);
      expect(view.command).toBe('/stylize great-wave strength=30');
    },
  );

  it('answers a question to the requester, in no message', async () => {
    const ann = new Browser();
    const before = (await (await ann.fetch('/api/messages')).json()) as WireMessage[];
    const response = await ann.say('/help');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ note: { tone: 'note', title: 'How to ask' } });
    expect(await (await ann.fetch('/api/messages')).json()).toEqual(before);
  });

  it.each<[string, string | undefined, () => Record<string, [Uint8Array, string]>, number, string]>([
    ['no text', undefined, () => ({}), 400, 'invalid_input'],
    ['a long text', `/stylize ${'x'.repeat(INTAKE.text)}`, () => ({}), 400, 'invalid_input'],
    ['an unknown preset', '/stylize mona-lisa', () => ({ photo: [photo, 'a.jpg'] }), 400, 'unknown_preset'],
    ['no photo', '/stylize starry-night', () => ({}), 400, 'missing_content'],
    ['an unknown slot', '/stylize', () => ({ other: [photo, 'a.jpg'] }), 400, 'invalid_input'],
    [
      'a page named .jpg',
      '/stylize starry-night',
      () => ({ photo: [Buffer.from('<!doctype html><script>alert(1)</script>'), 'cat.jpg'] }),
      415,
      'picture_type_unsupported',
    ],
    [
      'a drawing with a script',
      '/stylize starry-night',
      () => ({ photo: [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'cat.png'] }),
      415,
      'picture_type_unsupported',
    ],
    [
      'half a picture header',
      '/stylize starry-night',
      () => ({ photo: [photo.slice(0, 20), 'cat.jpg'] }),
      400,
      'picture_unreadable',
    ],
    [
      'too many bytes',
      '/stylize starry-night',
      () => ({ photo: [new Uint8Array(INTAKE.bytes + 1), 'huge.jpg'] }),
      413,
      'picture_too_large',
    ],
  ])('is refused with a reason: %s', async (_, text, files, status, code) => {
    const response = await new Browser().say(text, files());
    expect(response.status).toBe(status);
    expect(await errorOf(response)).toEqual({ code, message: expect.stringMatching(/^.+\.$/) });
  });

  it('is refused with too many pictures, fields or a broken form', async () => {
    const form = new FormData();
    form.set('text', '/stylize');
    for (let i = 0; i < 4; i++) form.append('photo', new File([new Uint8Array(photo)], `${i}.jpg`));
    const ann = new Browser();
    expect(
      (await errorOf(await ann.fetch('/api/messages', { method: 'POST', body: form }))).message,
    ).toContain('3 pictures');
    const fields = new FormData();
    fields.set('text', '/help');
    fields.set('more', 'x');
    expect((await ann.fetch('/api/messages', { method: 'POST', body: fields })).status).toBe(400);
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(
      (await ann.fetch('/api/messages', { method: 'POST', body: '--x\r\nbroken', headers })).status,
    ).toBe(400);
    expect(
      (
        await ann.fetch('/api/messages', {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBeLessThan(500);
  });
});

describe('buttons', () => {
  it('work for the requester, and say so to others', async () => {
    const [ann, bob] = [new Browser(), new Browser()];
    const { id, view } = await ann.paint();
    const refused = await bob.fetch(`/api/jobs/${view.job}/delete`, { method: 'POST' });
    expect(refused.status).toBe(403);
    expect(await errorOf(refused)).toMatchObject({ code: 'forbidden' });
    expect((await bob.fetch(`/api/jobs/${view.job}/stronger`, { method: 'POST' })).status).toBe(403);
    const again = await ann.fetch(`/api/jobs/${view.job}/stronger`, { method: 'POST' });
    expect(again.status).toBe(201);
    const made = await ann.message(((await again.json()) as { message: string }).message);
    expect(made?.view.command).toBe('/stylize starry-night strength=65');
    expect((await ann.fetch(`/api/jobs/${view.job}/delete`, { method: 'POST' })).status).toBe(200);
    expect(await ann.message(id)).toBeUndefined();
    expect((await ann.fetch(`/api/messages/${id}/result`)).status).toBe(404);
  });

  it.each([
    ['/api/jobs/none/again', 404],
    ['/api/jobs/none/explode', 404],
  ])('%s is %i', async (path, status) => {
    expect((await new Browser().fetch(path, { method: 'POST' })).status).toBe(status);
  });
});

describe('pictures', () => {
  it.each([
    '/api/messages/none/photo',
    '/api/messages/..%2f..%2fetc/passwd',
    '/api/styles/none/thumbnail',
    '/api/styles/..%2fpresets.json/thumbnail',
  ])('are found by message and place only: %s', async (path) => {
    const response = await new Browser().fetch(path);
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ code: 'not_found' });
  });

  it('show each style small', async () => {
    const bytes = (await (await new Browser().fetch('/api/styles/starry-night/thumbnail')).arrayBuffer())
      .byteLength;
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan((await readFile('config/presets/van-gogh-starry-night.jpg')).byteLength);
  });
});

/** Reads a stream until `enough` is true of its news. */
async function follow(
  enough: (news: WireNews[]) => boolean,
  lastEventId?: string,
): Promise<{ news: WireNews[]; id: string }> {
  const controller = new AbortController();
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(`${app.url}/api/events`, { signal: controller.signal, headers });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const news: WireNews[] = [];
  let id = '';
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      id = /^id: (.*)$/m.exec(event)?.[1] ?? id;
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data) news.push(JSON.parse(data) as WireNews);
    }
    if (enough(news)) break;
  }
  controller.abort();
  return { news, id };
}

describe('the stream', () => {
  it('begins with all messages, then tells each change of the same message', async () => {
    const ann = new Browser();
    const tones: string[] = [];
    let started = false;
    const { news } = await follow((news) => {
      if (!started) {
        started = true;
        void ann.say('/stylize great-wave', { photo: [photo, 'stream.jpg'] });
      }
      tones.push(
        ...news
          .at(-1)!
          .messages.filter(({ view }) => view.command === '/stylize great-wave')
          .map(({ view }) => view.tone),
      );
      return tones.at(-1) === 'done';
    });
    expect(news[0]?.reset).toBe(true);
    expect(news.slice(1).every(({ reset }) => !reset)).toBe(true);
    const painted = news
      .slice(1)
      .flatMap(({ messages }) => messages.filter(({ view }) => view.command === '/stylize great-wave'));
    expect(new Set(painted.map(({ id }) => id)).size).toBe(1);
  });

  it('catches up from the last event that a reader had, and from the beginning after a restart', async () => {
    const ann = new Browser();
    const kept = await ann.paint();
    const { id } = await follow((news) => news.length > 0);
    const added = await ann.paint('/stylize great-wave');
    await ann.fetch(`/api/jobs/${kept.view.job}/delete`, { method: 'POST' });
    const { news } = await follow((news) => news.length > 0, id);
    expect(news[0]).toMatchObject({ reset: false, messages: [{ id: added.id }], removed: [kept.id] });
    const other = await follow((news) => news.length > 0, '01234567-1');
    expect(other.news[0]?.reset).toBe(true);
  });
});

describe('defects', () => {
  it('were none in all of this', () => {
    expect(app.errors).toEqual([]);
  });
});

describe('a picture that there is', () => {
  const post = (browser: Browser, path: string, text: string, style?: Uint8Array) => {
    const form = new FormData();
    form.set('text', text);
    if (style) form.set('style', new File([new Uint8Array(style)], 'squares.jpg'));
    return browser.fetch(path, { method: 'POST', body: form });
  };
  const made = async (browser: Browser, response: Response) => {
    expect(response.status).toBe(201);
    return browser.message(((await response.json()) as { message: string }).message);
  };

  it('is painted again with other options, and in another style, for its requester alone', async () => {
    const [ann, bob] = [new Browser(), new Browser()];
    const { view } = await ann.paint();
    const options = `/api/jobs/${view.job}/options`;
    const style = `/api/jobs/${view.job}/other-style`;
    expect((await made(ann, await post(ann, options, 'strength=62')))?.view.command).toBe(
      '/stylize starry-night strength=62',
    );
    expect((await made(ann, await post(ann, style, 'great wave')))?.view.command).toMatch(
      /^\/stylize great-wave/,
    );
    const own = await made(ann, await post(ann, style, '', photo));
    expect(own?.view.pictures.map(({ label }) => label)).toEqual(['red-panda.jpg', 'squares.jpg']);
    for (const path of [options, style]) expect((await post(bob, path, '')).status).toBe(403);
    for (const text of ['strength=200', 'mosaic', 'shape=round'])
      expect((await errorOf(await post(ann, options, text))).code).toBe('invalid_input');
  });

  it('and one that is not there yet come at five strengths beside the channel', async () => {
    const ann = new Browser();
    const { view } = await ann.paint();
    const ask = (text: string) => {
      const form = new FormData();
      form.set('text', text);
      form.set('photo', new File([new Uint8Array(photo)], 'red-panda.jpg'));
      return ann.fetch('/api/strengths', { method: 'POST', body: form });
    };
    for (const response of [
      await ann.fetch(`/api/jobs/${view.job}/strengths?aside`, { method: 'POST' }),
      await ask('/stylize mosaic size=64'),
    ])
      expect(await made(ann, response)).toBeUndefined();
    expect((await errorOf(await ask('/stylize'))).message).toMatch(/There is no style yet/);
  });
});
