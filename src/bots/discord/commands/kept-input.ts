/** What somebody has sent and a dialog continues with: a custom id carries 100 characters only. Kept on this machine. */
import type { DiscordPorts } from '../dependencies.js';

/** Addresses of attachments are good for a day (developers/reference, Signed Attachment CDN URLs). */
const KEPT_MS = 24 * 60 * 60_000;

interface Kept {
  value: unknown;
  /** ms since the epoch */
  at: number;
}

type Ports = Pick<DiscordPorts, 'store' | 'clock'>;

/** What is older than a day goes. */
export function keep({ store, clock }: Ports, kind: 'picked' | 'correct', key: string, value: unknown): void {
  const now = clock.now();
  for (const { key, value } of store.all())
    if (key.startsWith(`${kind}:`) && (value as Kept).at + KEPT_MS < now) store.delete(key);
  store.put(`${kind}:${key}`, { value, at: now } satisfies Kept);
}

export function kept<T>(
  { store }: Pick<Ports, 'store'>,
  kind: 'picked' | 'correct',
  key: string,
): T | undefined {
  return (store.get(`${kind}:${key}`) as Kept | undefined)?.value as T | undefined;
}
