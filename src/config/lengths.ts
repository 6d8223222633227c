/** The longest texts that settings take. */

/** Longest path accepted, characters: Linux's PATH_MAX. */
export const MAX_PATH = 4096;

/** Longest address accepted, characters: what browsers and servers commonly take. */
export const MAX_URL = 2048;

/** Longest token or key accepted, characters. */
export const MAX_SECRET = 512;
