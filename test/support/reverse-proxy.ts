/** nginx and Caddy, set up by the very examples of the docs: only names of this machine (ports, certificate) are put in. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freePort } from './free-port.js';

/** The name under which the examples are reached. */
const NAME = 'atelier.example.com';

export type ProxyName = 'nginx' | 'caddy';

export interface Proxy {
  /** A request over TLS, its path to the byte as it is given. */
  fetch(path: string, options?: ProxyRequest): Promise<ProxyAnswer>;
  close(): Promise<void>;
}

export interface ProxyRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface ProxyAnswer {
  status: number;
  type: string | undefined;
  body: Buffer;
}

/** Why this proxy cannot run here; undefined where it can. */
export function missingProxy(name: ProxyName): string | undefined {
  try {
    execFileSync(name, [name === 'nginx' ? '-v' : 'version'], { stdio: 'ignore' });
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${name} or openssl is not installed (Debian's packages nginx-light, caddy, openssl)`;
  }
}

/** Starts the example of docs/how-to/slack.md before what listens on `port` of this machine. */
export async function startProxy(name: ProxyName, port: number): Promise<Proxy> {
  const directory = await mkdtemp(join(tmpdir(), `atelier-${name}-`));
  const open = await freePort();
  const example = (await exampleOf(name)).replaceAll('127.0.0.1:8081', `127.0.0.1:${port}`);
  const start = name === 'nginx' ? startNginx : startCaddy;
  const child = await start(directory, example, open);
  const proxy: Proxy = {
    fetch: (path, options) => ask(open, path, options),
    async close() {
      const gone = once(child, 'exit');
      if (child.exitCode === null && child.kill()) await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
  try {
    await expect
      .poll(() => (child.exitCode === null ? proxy.fetch('/').then(() => 'open', String) : 'ended'), {
        timeout: 10_000,
      })
      .toBe('open');
  } catch (error) {
    await proxy.close();
    throw error;
  }
  return proxy;
}

/** The fenced block of this language. */
async function exampleOf(name: ProxyName): Promise<string> {
  const page = await readFile('docs/how-to/slack.md', 'utf8');
  return new RegExp(`^ *\`\`\`${name}\\n([^]*?)^ *\`\`\``, 'm').exec(page)![1]!;
}

async function startNginx(directory: string, example: string, open: number): Promise<ChildProcess> {
  const [certificate, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${NAME}`];
  execFileSync('openssl', ['req', ...made, '-out', certificate, '-keyout', key], { stdio: 'ignore' });
  const server = example
    .replace('listen 443', `listen 127.0.0.1:${open}`)
    .replace(/\/\S+fullchain\.pem/, certificate)
    .replace(/\/\S+privkey\.pem/, key);
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const folders = kinds.map((kind) => `${kind}_temp_path ${directory}/${kind};`);
  const main = [`pid ${directory}/pid;`, `error_log ${directory}/error.log;`, 'daemon off;', 'events {}'];
  // Workers of another user could not reach the test's folder.
  if (process.getuid?.() === 0) main.unshift('user root;');
  const settings = [...main, 'http {', 'access_log off;', ...folders, server, '}'].join('\n');
  await writeFile(join(directory, 'nginx.conf'), settings);
  return spawn('nginx', ['-p', directory, '-c', join(directory, 'nginx.conf')], { stdio: 'ignore' });
}

async function startCaddy(directory: string, example: string, open: number): Promise<ChildProcess> {
  // Certificates by Caddy's own authority, since nobody vouches for this name.
  const lines = ['admin off', 'local_certs', 'skip_install_trust', 'auto_https disable_redirects'];
  const settings = `{\n${lines.join('\n')}\nhttps_port ${open}\n}\n${example}`;
  await writeFile(join(directory, 'Caddyfile'), settings);
  return spawn('caddy', ['run', '--config', join(directory, 'Caddyfile')], {
    stdio: 'ignore',
    env: { ...process.env, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
  });
}

function ask(port: number, path: string, options: ProxyRequest = {}): Promise<ProxyAnswer> {
  const { method = 'GET', headers, body } = options;
  const where = {
    host: '127.0.0.1',
    port,
    servername: NAME,
    rejectUnauthorized: false,
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { ...where, path, method, headers: { host: NAME, ...headers } },
      async (response) => {
        try {
          const type = response.headers['content-type'];
          const whole = Buffer.concat(await response.toArray());
          resolve({ status: response.statusCode!, type, body: whole });
        } catch (error) {
          reject(error);
        }
      },
    );
    outgoing.on('error', reject).end(body);
  });
}
