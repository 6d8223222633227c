import type { KeyValueStore } from '../../src/queue/storage/local-key-value.js';

/** Kept in memory, as text like on disk. */
export function memoryKeyValueStore(): KeyValueStore {
  const rows = new Map<string, string>();
  const read = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));
  return {
    all: () => [...rows].map(([key, value]) => ({ key, value: read(value) })),
    get: (key) => read(rows.get(key)),
    put: (key, value) => void rows.set(key, JSON.stringify(value)),
    delete: (key) => void rows.delete(key),
  };
}
