/**
 * Who is who in the local channel: each browser gets a secret in a cookie. What others see is derived from it and leads
 * nowhere back: an id, and a name from the paint box. There is nothing to log in to.
 */
import { createHash, randomBytes } from 'node:crypto';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PAINTS } from '../paint-box.js';
import type { WirePerson } from '../wire.js';

const COOKIE = 'atelier';
/** A year. */
const MAX_AGE_S = 365 * 24 * 3600;
const SECRET = /^[0-9a-f]{32}$/;

const COLOURS = Object.keys(PAINTS);
const ANIMALS = 'Badger Crane Fox Hare Heron Kite Lynx Magpie Moth Otter Owl Wren'.split(' ');

/** Whom the limits of uploads count for: a browser by its cookie, all others of an address together. */
export function clientOf({ cookies, ip }: FastifyRequest): string {
  const secret = cookies[COOKIE] ?? '';
  return SECRET.test(secret) ? secret : ip;
}

/** The person behind a request; a new one is given their cookie with the answer. */
export function personOf(request: FastifyRequest, reply: FastifyReply): WirePerson {
  let secret = request.cookies[COOKIE] ?? '';
  if (!SECRET.test(secret)) {
    secret = randomBytes(16).toString('hex');
    const options = { path: '/', maxAge: MAX_AGE_S, httpOnly: true, sameSite: 'strict' } as const;
    // As a header: `setCookie` waits for a hook that a stream's hijacked reply does not run.
    reply.header('set-cookie', request.server.serializeCookie(COOKIE, secret, options));
  }
  const digest = createHash('sha256').update(secret).digest();
  const name = `${COLOURS[digest[0]! % COLOURS.length]} ${ANIMALS[digest[1]! % ANIMALS.length]}`;
  return { id: digest.subarray(2, 14).toString('hex'), name };
}
