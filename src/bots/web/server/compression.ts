/** Answers that are text go out compressed, for browsers that take it. Pictures are compressed already; the stream of events is not. */
import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Less than this fits into one packet anyway, bytes. */
const WORTH_IT = 1400;

const TEXT = /^(text\/|application\/(javascript|json|manifest\+json)|image\/svg)/;

/** As good as gzip's best, in a fraction of the time of Brotli's default of 11. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

export function compress(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const text = textOf(payload);
    if (!text || !isCompressible(request, reply)) return payload;
    reply.header('vary', 'accept-encoding');
    const compressor = compressorFor(request.headers['accept-encoding'] ?? '');
    if (!compressor) return payload;
    reply.removeHeader('content-length').header('content-encoding', compressor.name);
    // An error of the source destroys what is sent, and so breaks the answer off.
    return pipeline(text, compressor.stream, () => {});
  });
}

/** A stream of the payload; undefined where it is not worth it. */
function textOf(payload: unknown): Readable | undefined {
  if (typeof payload === 'string' || payload instanceof Uint8Array) {
    if (payload.length < WORTH_IT) return undefined;
    return new PassThrough().end(payload);
  }
  return typeof (payload as Readable | undefined)?.pipe === 'function' ? (payload as Readable) : undefined;
}

function isCompressible({ method }: FastifyRequest, reply: FastifyReply): boolean {
  const type = String(reply.getHeader('content-type') ?? '');
  return method !== 'HEAD' && reply.statusCode !== 206 && TEXT.test(type);
}

function compressorFor(accepted: string): { name: string; stream: Transform } | undefined {
  const names = accepted.split(',').map((name) => name.trim().replace(/;q=(?!0(\.0*)?$).*$/, ''));
  if (names.includes('br')) return { name: 'br', stream: createBrotliCompress(BROTLI) };
  if (names.includes('gzip')) return { name: 'gzip', stream: createGzip() };
  return undefined;
}
