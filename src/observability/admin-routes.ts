/**
 * What the program's HTTP server answers to the operator: `/metrics` and `/readyz` to everybody who reaches the server (they
 * name no person), `/admin/jobs` to this machine only, with the token of `control-file.ts`. The server's own guard holds for all.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AtelierError, toAtelierError } from '../domain/errors.js';
import type { Job } from '../domain/job.js';
import type { JobQueue } from '../queue/queue.js';
import { isToken } from './control-file.js';
import type { Metrics } from './metrics.js';

export interface OpsOptions {
  queue: JobQueue;
  metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** Rejects with the reason why no job can be taken now. */
  assertReady: () => Promise<void>;
  token: string;
}

/** Jobs that one answer may list. */
export const MOST_LISTED = 10_000;

/** To be called before the server listens. */
export function opsRoutes(server: FastifyInstance, options: OpsOptions): void {
  const { metrics, assertReady } = options;
  server.get('/metrics', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type(metrics.contentType);
    return metrics.text();
  });
  server.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    try {
      await assertReady();
      return { status: 'ready' };
    } catch (error) {
      const { code, message } = toAtelierError(error);
      reply.code(503);
      return { status: 'not ready', reason: { code, message } };
    }
  });
  server.register(async (admin) => adminRoutes(admin, options), { prefix: '/admin/jobs' });
}

function adminRoutes(server: FastifyInstance, { queue, token }: OpsOptions): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const sent = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!isFromHere(request) || !isToken(sent, token))
      throw new AtelierError('forbidden', 'this is for the operator; use npx atelier jobs');
  });
  type Id = { Params: { id: string } };

  server.get<{ Querystring: { most?: string } }>('/', async ({ query }) => {
    const most = Number(query.most ?? MOST_LISTED);
    if (!(Number.isInteger(most) && most >= 1 && most <= MOST_LISTED))
      throw new AtelierError('invalid_input', `most must be an integer from 1 to ${MOST_LISTED}`);
    return queue.list(most);
  });
  server.get<Id>('/:id', async ({ params }) => {
    const job = await known(queue, params.id);
    const position = await queue.position(params.id);
    return { ...job, ...(position && { position }) };
  });
  server.post<Id>('/:id/cancel', async ({ params }) => {
    const { state } = await known(queue, params.id);
    if (!(await queue.cancel(params.id)))
      throw new AtelierError('invalid_input', `job ${params.id} has ended (${state}); nothing was cancelled`);
    return known(queue, params.id);
  });
  server.post<Id>('/:id/retry', async ({ params }) => {
    const { state } = await known(queue, params.id);
    const job = await queue.retry(params.id);
    if (!job) {
      const words = `job ${params.id} is ${state}; only failed and cancelled jobs are tried again`;
      throw new AtelierError('invalid_input', words);
    }
    return job;
  });
}

async function known(queue: JobQueue, id: string): Promise<Job> {
  const job = await queue.get(id);
  if (!job) throw new AtelierError('not_found', `there is no job ${id} (any more)`);
  return job;
}

/** Over the loopback interface, or by an address that is this machine's own: then both ends are the same. */
function isFromHere({ socket: { remoteAddress = '', localAddress } }: FastifyRequest): boolean {
  const plain = remoteAddress.replace(/^::ffff:/, '');
  return plain.startsWith('127.') || plain === '::1' || remoteAddress === localAddress;
}
