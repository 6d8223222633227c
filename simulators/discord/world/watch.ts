/** Lets a test wait for conditions instead of sleeping: each is looked at again after everything that happens. */
export class Watch {
  readonly #waiting = new Set<{ look: () => boolean; fail: (error: Error) => void }>();
  readonly #listeners = new Set<() => void>();
  readonly #patienceMs: number;
  #scheduled = false;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Something happened. Looks once, after the present turn, however many things did. */
  readonly changed = (): void => {
    if (this.#scheduled || this.#waiting.size + this.#listeners.size === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const waiter of [...this.#waiting]) if (waiter.look()) this.#waiting.delete(waiter);
      for (const tell of this.#listeners) tell();
    });
  };

  /**
   * The first truthy value of `condition`. Rejects with what it throws (it can no longer come true), or after the patience in real time
   * with `seen()`: what there was instead.
   */
  until<T>(condition: () => T | undefined | false | null, seen: () => string): Promise<T> {
    const promise = new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        reject(new Error(`waited ${this.#patienceMs} ms. ${seen()}`));
      }, this.#patienceMs);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      const look = (): boolean => {
        try {
          const value = condition();
          if (value === undefined || value === false || value === null) return false;
          clearTimeout(timer);
          resolve(value);
        } catch (error) {
          fail(error as Error);
        }
        return true;
      };
      const waiter = { look, fail };
      if (!look()) this.#waiting.add(waiter);
    });
    // A test may begin to wait early and await late; what it never awaits is no failure of another test.
    promise.catch(() => {});
    return promise;
  }

  /** Calls back after everything that happens; returns a way to stop that. */
  listen(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  close(): void {
    for (const { fail } of this.#waiting) fail(new Error('the fake Discord was closed while this waited'));
    this.#waiting.clear();
  }
}
