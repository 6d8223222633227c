import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { allows, download, hostList } from '../../../src/bots/media/download.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Its origin, and the requests that it got. */
async function host(answer: Answer): Promise<{ origin: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const picture: Answer = (_, response) => response.setHeader('content-type', 'image/PNG; x=y').end('picture');

describe('download', () => {
  it('brings the bytes, with the headers that the host wants', async () => {
    const { origin, requests } = await host(picture);
    const options = { name: 'a.png', hosts: [origin], headers: { authorization: 'Bearer xoxb' } };
    const { bytes, type } = await download(`${origin}/a.png`, options);
    expect(Buffer.from(bytes).toString()).toBe('picture');
    expect(type).toBe('image/png');
    expect(requests[0]?.headers.authorization).toBe('Bearer xoxb');
  });

  it('asks no other host, whatever names it', async () => {
    const elsewhere = await host(picture);
    const { origin } = await host((_, response) =>
      response.writeHead(302, { location: `${elsewhere.origin}/secret` }).end(),
    );
    const options = { name: 'a.png', hosts: [origin], headers: { authorization: 'Bearer xoxb' } };
    const refusal = { code: 'invalid_input', message: expect.stringContaining('attach the picture itself') };
    await expect(download(elsewhere.origin, options)).rejects.toMatchObject(refusal);
    await expect(download(`${origin}/redirected`, options)).rejects.toMatchObject(refusal);
    await expect(download('file:///etc/passwd', options)).rejects.toMatchObject(refusal);
    expect(elsewhere.requests).toEqual([]);
  });

  it('follows redirects within its hosts, up to a limit', async () => {
    const { origin } = await host((request, response) =>
      request.url === '/2'
        ? picture(request, response)
        : response.writeHead(302, { location: request.url === '/1' ? '/2' : '/loop' }).end(),
    );
    const options = { name: 'a.png', hosts: [origin] };
    expect((await download(`${origin}/1`, options)).bytes).toHaveLength(7);
    await expect(download(`${origin}/loop`, options)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('shows its headers to nobody that a redirect leads to', async () => {
    const elsewhere = await host(picture);
    const { origin, requests } = await host((_, response) =>
      response.writeHead(302, { location: elsewhere.origin }).end(),
    );
    const options = { name: 'a.png', hosts: ['127.0.0.1'], headers: { authorization: 'Bearer xoxb' } };
    expect((await download(origin, options)).bytes).toHaveLength(7);
    expect(requests[0]?.headers.authorization).toBe('Bearer xoxb');
    expect(elsewhere.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('stops at the limit, announced or not', async () => {
    const { origin } = await host((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 1000);
      const go = () => response.writable && response.write(Buffer.alloc(100), () => setImmediate(go));
      go();
    });
    for (const path of ['/announced', '/endless']) {
      const started = download(`${origin}${path}`, { name: 'big.png', hosts: [origin], mostBytes: 500 });
      await expect(started).rejects.toMatchObject({ code: 'picture_too_large', message: /"big.png"/ });
    }
  });

  it('has a time limit', async () => {
    const { origin } = await host((_, response) => response.write('first'));
    const slow = download(origin, { name: 'slow.png', hosts: [origin], timeout: 50 });
    await expect(slow).rejects.toMatchObject({ code: 'invalid_input', message: /took longer than 0.05 s/ });
  });

  it('says that a file is gone, or that its host is in trouble', async () => {
    const { origin } = await host((request, response) =>
      response.writeHead(request.url === '/gone' ? 404 : 503).end(),
    );
    const options = { name: 'a.png', hosts: [origin] };
    await expect(download(`${origin}/gone`, options)).rejects.toThrow('"a.png" is no longer available');
    await expect(download(`${origin}/down`, options)).rejects.toThrow('cannot be fetched right now');
  });
});

describe('hosts', () => {
  it.each([
    ['cdn.example.com', 'https://cdn.example.com/a', true],
    ['cdn.example.com', 'http://cdn.example.com/a', false],
    ['cdn.example.com', 'https://cdn.example.com:8443/a', false],
    ['cdn.example.com', 'https://evil.example.com/a', false],
    ['cdn.example.com', 'https://cdn.example.com.evil.net/a', false],
    ['cdn.example.com', 'https://cdn.example.com@evil.net/a', false],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['*.example.com', 'https://notexample.com/', false],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/a', true],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4001/a', false],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000/a', true],
    ['http://', 'http://127.0.0.1:4000/a', false],
    ['127.0.0.1:4000', 'http://127.0.0.1:4000/a', true],
    ['127.0.0.1:4000', 'http://127.0.0.1:4001/a', false],
    ['cdn.test:4000', 'https://cdn.test:4000/a', true],
    ['cdn.test:443', 'https://cdn.test/a', true],
    ['cdn.test:4000', 'ftp://cdn.test:4000/a', false],
    ['127.0.0.1', 'http://127.0.0.1:4000/a', true],
    ['localhost', 'http://localhost/a', true],
    ['localhost', 'http://localhost.evil.net/a', false],
    ['[::1]', 'http://[::1]:4000/a', true],
  ])('%s: %s is %s', (entry, url, expected) => {
    expect(allows(hostList(`other.net, ${entry}`), new URL(url))).toBe(expected);
  });
});
