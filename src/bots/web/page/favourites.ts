/** One's favourite pictures, by the ids of their messages: kept in this browser only, so that nobody else learns of them. */
const KEY = 'favourites';

/** More than a channel holds; the oldest are forgotten. */
const MOST = 500;

export function favourites(): ReadonlySet<string> {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Adds it, or takes it out; whether it is one now. */
export function toggleFavourite(id: string): boolean {
  const ids = new Set(favourites());
  const isOne = !ids.delete(id);
  if (isOne) ids.add(id);
  localStorage.setItem(KEY, JSON.stringify([...ids].slice(-MOST)));
  return isOne;
}
