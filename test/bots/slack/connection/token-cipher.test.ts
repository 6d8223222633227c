import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt } from '../../../../src/bots/slack/connection/token-cipher.js';

const key = randomBytes(32);
const token = 'xoxb-1234-secret';
const refused = expect.objectContaining({
  code: 'storage_failed',
  message: expect.stringContaining('SECRET_KEY'),
});

describe('a stored token', () => {
  it('comes back with its key and its owner', () => {
    expect(decrypt(key, encrypt(key, token, 'T1'), 'T1')).toBe(token);
  });

  it('shows nothing of itself, and never looks the same twice', () => {
    const stored = [encrypt(key, token, 'T1'), encrypt(key, token, 'T1')];
    expect(stored[0]).not.toBe(stored[1]);
    for (const text of stored) {
      expect(text).toMatch(/^v1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[3]!, 'base64url').toString('latin1')).not.toContain('xoxb');
    }
  });

  it('is not read with another key', () => {
    expect(() => decrypt(randomBytes(32), encrypt(key, token, 'T1'), 'T1')).toThrow(refused);
  });

  it('is not read as another workspace’s', () => {
    expect(() => decrypt(key, encrypt(key, token, 'T1'), 'T2')).toThrow(refused);
  });

  it.each([1, 2, 3])('is not read when part %i was changed', (part) => {
    const parts = encrypt(key, token, 'T1').split('.');
    const bytes = Buffer.from(parts[part]!, 'base64url');
    bytes[0]! ^= 1;
    parts[part] = bytes.toString('base64url');
    expect(() => decrypt(key, parts.join('.'), 'T1')).toThrow(refused);
  });

  it.each(['', 'v1', 'v1.a.b', 'v2.a.b.c', token])('is not made up from %j', (text) => {
    expect(() => decrypt(key, text, 'T1')).toThrow(refused);
  });

  it('is not read with a tag that was cut short', () => {
    const parts = encrypt(key, token, 'T1').split('.');
    parts[2] = Buffer.from(parts[2]!, 'base64url').subarray(0, 4).toString('base64url');
    expect(() => decrypt(key, parts.join('.'), 'T1')).toThrow(refused);
  });
});
