/**
 * What is being composed survives a reload of its tab: the text in the tab's own storage, the pictures in the browser's database,
 * since only that takes files. Another tab has a draft of its own.
 */
import type { Slot } from '../../media/attachments.js';
import type { Draft } from './draft.js';

const TEXT = 'draft';
const TAB = 'tab';

const DATABASE = 'atelier';
const STORE = 'drafts';
/** A draft whose tab was closed is not found again by anybody, ms. */
const KEPT_MS = 24 * 3600 * 1000;

interface StoredDraft {
  /** Milliseconds since the epoch. */
  at: number;
  files: [Slot, File][];
}

export async function keepDraft(draft: Draft): Promise<void> {
  if (draft.text === '') draft.write(sessionStorage.getItem(TEXT) ?? '');
  draft.watch(() => sessionStorage.setItem(TEXT, draft.text));
  try {
    await keepFiles(draft);
  } catch {
    // Without a database, as in some private windows, the pictures are chosen again.
  }
}

async function keepFiles(draft: Draft): Promise<void> {
  const tab = sessionStorage.getItem(TAB) ?? Array.from(crypto.getRandomValues(new Uint32Array(2))).join('-');
  sessionStorage.setItem(TAB, tab);
  const database = await open();
  const drafts = () => database.transaction(STORE, 'readwrite').objectStore(STORE);
  await forgetOld(drafts());
  const stored = await done<StoredDraft | undefined>(drafts().get(tab));
  for (const [slot, file] of stored?.files ?? []) if (!draft.files.has(slot)) draft.restore(file, slot);
  let kept = new Map(draft.files);
  draft.watch(() => {
    if (isSame(kept, draft.files)) return;
    kept = new Map(draft.files);
    // Where there is no room, nothing is kept.
    if (kept.size === 0) drafts().delete(tab);
    else drafts().put({ at: Date.now(), files: [...kept] } satisfies StoredDraft, tab);
  });
}

function isSame(a: ReadonlyMap<Slot, File>, b: ReadonlyMap<Slot, File>): boolean {
  return a.size === b.size && [...a].every(([slot, file]) => b.get(slot) === file);
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
  return done(request);
}

function forgetOld(drafts: IDBObjectStore): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = drafts.openCursor();
    request.addEventListener('error', () => reject(request.error));
    request.addEventListener('success', () => {
      const cursor = request.result;
      if (!cursor) return resolve();
      if ((cursor.value as StoredDraft).at < Date.now() - KEPT_MS) cursor.delete();
      cursor.continue();
    });
  });
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}
