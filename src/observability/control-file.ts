/**
 * How `atelier jobs` finds the running program and shows that it may: a file in DATA_DIR that only the program's own user can
 * read, with the address and a token that is new at each start.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { storageFailed } from '../domain/errors.js';
import { writeAtomicallySync } from '../lib/atomic-write.js';

export interface Control {
  /** http://localhost:8080 */
  url: string;
  token: string;
}

const NAME = 'control.json';
/** Bytes: 256 bits cannot be guessed. */
const TOKEN_BYTES = 32;

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Whole or not at all, and never readable for others. Throws storage_failed. Returns the way to remove it. */
export function writeControl(directory: string, control: Control): () => void {
  const path = join(directory, NAME);
  try {
    writeAtomicallySync(path, JSON.stringify(control), 0o600);
  } catch (error) {
    throw storageFailed(`${path} cannot be written`, error);
  }
  return () => rmSync(path, { force: true });
}

/** Undefined when no program has left one. Throws storage_failed when this user may not read it. */
export function readControl(directory: string): Control | undefined {
  const path = join(directory, NAME);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Control;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storageFailed(`${path} cannot be read by this user`, error);
  }
}

/** In constant time, whatever was sent. */
export function isToken(sent: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(token));
}
