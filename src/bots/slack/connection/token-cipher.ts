/**
 * Tokens at rest: AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits for each text. What a text belongs to is
 * authenticated with it, so that one workspace's token cannot be put in the place of another's.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AtelierError } from '../../../domain/errors.js';

const ALGORITHM = 'aes-256-gcm';
/** Bytes, as section 5.2.1.1 recommends. */
const NONCE = 12;

/** Form of what is written; another form takes the next name, and both are read. */
const VERSION = 'v1';

/** `key`: 32 bytes. */
export function encrypt(key: Uint8Array, text: string, owner: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [VERSION, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join(
    '.',
  );
}

/** Throws storage_failed when it was written with another key, for another owner, or was changed. */
export function decrypt(key: Uint8Array, stored: string, owner: string): string {
  const [version, ...parts] = stored.split('.');
  const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (version !== VERSION || !nonce || !tag || !sealed) throw unreadable();
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause?: unknown): AtelierError {
  return new AtelierError(
    'storage_failed',
    'a stored Slack token cannot be read with this SECRET_KEY; set the key that it was stored with, or install the app again',
    { cause },
  );
}
