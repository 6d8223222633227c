/** A network between two processes that a test can take down. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Network {
  port: number;
  /** Ends all connections and takes no new ones. */
  cut(): void;
  /** Lets nothing through any more, and says nothing about it. */
  freeze(): void;
  /** Lets only what goes to the server through. */
  mute(): void;
  restore(): void;
  close(): void;
}

export async function startProxy(target: number): Promise<Network> {
  let state: 'open' | 'frozen' | 'mute' | 'cut' = 'open';
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (state === 'cut') return client.destroy();
    const upstream = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (state === 'open' || (state === 'mute' && to === upstream)) to.write(chunk);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      endAll();
    },
    freeze() {
      state = 'frozen';
    },
    mute() {
      state = 'mute';
    },
    restore() {
      state = 'open';
    },
    close() {
      endAll();
      server.close();
    },
  };
}
