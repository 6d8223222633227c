/** A secret for each use from the one that the operator sets: HKDF with SHA-256 (RFC 5869). */
import { hkdfSync } from 'node:crypto';

/** `secret`: at least 16 random bytes. `use` tells the secrets apart: 'slack tokens'. Returns 32 bytes. */
export function deriveSecret(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `atelier: ${use}`, 32));
}
