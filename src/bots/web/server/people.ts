/**
 * Who is who in the local channel: each browser gets a secret in a cookie. What others see is derived from it and leads
 * nowhere back: an id, and a name from the paint box. There is nothing to log in to.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WirePerson } from '../wire.js';

const COOKIE = 'atelier';
/** A year, s. */
const MAX_AGE = 365 * 24 * 3600;

const COLOURS = 'Amber Cobalt Coral Crimson Indigo Ivory Ochre Saffron Sepia Sienna Umber Viridian'.split(
  ' ',
);
const ANIMALS = 'Badger Crane Fox Hare Heron Kite Lynx Magpie Moth Otter Owl Wren'.split(' ');

/** The person behind a request; a new one is given their cookie with the answer. */
export function personOf(request: FastifyRequest, reply: FastifyReply): WirePerson {
  let secret = secretIn(request.headers.cookie);
  if (secret === undefined) {
    secret = randomBytes(16).toString('hex');
    reply.header('set-cookie', `${COOKIE}=${secret}; Path=/; Max-Age=${MAX_AGE}; HttpOnly; SameSite=Strict`);
  }
  const digest = createHash('sha256').update(secret).digest();
  const name = `${COLOURS[digest[0]! % COLOURS.length]} ${ANIMALS[digest[1]! % ANIMALS.length]}`;
  return { id: digest.subarray(2, 14).toString('hex'), name };
}

function secretIn(cookies = ''): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([name]) => name === COOKIE)?.[1];
  return value !== undefined && /^[0-9a-f]{32}$/.test(value) ? value : undefined;
}
