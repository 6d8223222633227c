/** Opens a server's port, and says in one line why it cannot be opened. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AtelierError } from '../domain/errors.js';

export interface ListenOptions {
  host: string;
  /** 0: the system chooses one. */
  port: number;
  /** Name of the setting that `host` comes from; `portName` likewise. */
  hostName: string;
  portName: string;
}

/** Listens and returns the address to type into a browser. Rejects with invalid_input where the operator has to choose another. */
export async function listen(
  server: FastifyInstance,
  { host, port, hostName, portName }: ListenOptions,
): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EADDRINUSE: `port ${port} is taken by another program; stop it, or choose another with ${portName}`,
      EACCES: `port ${port} is not allowed for this user; choose one above 1023 with ${portName}`,
      EADDRNOTAVAIL: `${host} is no address of this machine; change ${hostName}`,
      ENOTFOUND: `${host} is no address of this machine; change ${hostName}`,
    };
    throw code && reasons[code] ? new AtelierError('invalid_input', reasons[code], { cause: error }) : error;
  }
  const address = server.server.address() as AddressInfo;
  const local = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address.address);
  const name = local ? 'localhost' : address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}
