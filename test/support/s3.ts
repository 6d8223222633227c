/**
 * A small S3: PUT, GET and DELETE of objects by path, for clients that sign as AWS's documentation of Signature Version 4 says
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The signature is computed here a second time,
 * from what arrives.
 */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export const ACCESS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret/key+example',
  region: 'eu-test-1',
};

export interface S3Server {
  endpoint: string;
  /** Path -> bytes. */
  objects: Map<string, Buffer>;
  /** Answers the next requests with these states, without doing what they ask for. */
  failWith(...states: number[]): void;
  close(): Promise<void>;
}

export async function startS3(bucket: string): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const failures: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const answer = (state: number, code?: string) =>
      response.writeHead(state).end(code && `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    const failure = failures.shift();
    if (failure) return answer(failure, 'SlowDown');
    const refusal = refuse(request, body);
    if (refusal) return answer(403, refusal);
    const path = request.url!;
    if (!path.startsWith(`/${bucket}/`)) return answer(404, 'NoSuchBucket');
    if (request.method === 'PUT') objects.set(path, body);
    if (request.method === 'DELETE') objects.delete(path);
    if (request.method !== 'GET') return answer(request.method === 'PUT' ? 200 : 204);
    const object = objects.get(path);
    if (object === undefined) return answer(404, 'NoSuchKey');
    response.writeHead(200).end(object);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    failWith: (...states) => void failures.push(...states),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The code of the refusal, or undefined when the request is signed well. */
function refuse({ method, url, headers }: IncomingMessage, body: Buffer): string | undefined {
  const header = (name: string) => String(headers[name] ?? '').trim();
  const authorization =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[\w-]+\/s3\/aws4_request), ?SignedHeaders=([\w;-]+), ?Signature=(\w{64})$/;
  const [, keyId, scope, signedHeaders, signature] = authorization.exec(header('authorization')) ?? [];
  if (!scope || !signedHeaders) return 'AuthorizationHeaderMalformed';
  if (keyId !== ACCESS.accessKeyId) return 'InvalidAccessKeyId';
  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) return 'AccessDenied';
  const time = header('x-amz-date');
  const [day, region] = scope.split('/');
  if (region !== ACCESS.region || !time.startsWith(day!)) return 'AuthorizationHeaderMalformed';
  const content = header('x-amz-content-sha256');
  if (content !== 'UNSIGNED-PAYLOAD' && content !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const [path, query = ''] = url!.split('?');
  const signed = names.map((name) => `${name}:${header(name)}\n`).join('');
  const canonical = [method, path, query, signed, signedHeaders, content].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const steps = [day!, region!, 's3', 'aws4_request'];
  const key = steps.reduce<string | Buffer>((key, step) => hmac(key, step), `AWS4${ACCESS.secretAccessKey}`);
  return hmac(key, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
