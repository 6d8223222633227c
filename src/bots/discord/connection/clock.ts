/** Time, so that a test can let a quarter of an hour pass. */
export interface Clock {
  /** ms since the epoch */
  now(): number;
  /** Calls back after so many ms, unless the returned function is called before; keeps no process alive. */
  after(ms: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, act) {
    const timer = setTimeout(act, ms).unref();
    return () => clearTimeout(timer);
  },
};
