/** A real redis-server of the test's own. Where none is installed its tests are skipped, except in CI. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWhere } from './describe-where.js';
import { freePort } from './free-port.js';

export interface RedisServer {
  /** redis://127.0.0.1:PORT */
  url: string;
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, over the same files. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

export interface RedisServerOptions {
  /** Keeps what was acknowledged over a crash. Default false. */
  appendonly?: boolean;
}

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A describe for tests that need a server. */
export function describeRedis(name: string, tests: () => void): void {
  const missing = "redis-server is not installed (Debian's package redis-server)";
  describeWhere(name, isInstalled() ? undefined : missing, tests);
}

export async function startRedis({ appendonly = false }: RedisServerOptions = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-redis-'));
  const port = await freePort();
  const files = ['--dir', directory, '--save', '', '--appendonly', appendonly ? 'yes' : 'no'];
  const durable = ['--appendfsync', 'always'];
  let child: ChildProcess;
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', ...files, ...durable];
    child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await ready(child);
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    async close() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when the server says that it takes connections; its data are loaded by then. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stdout!.on('data', (chunk) => {
      log += chunk;
      if (log.includes('Ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`redis-server did not start:\n${log}`)));
  });
}
