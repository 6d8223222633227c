/** Notifies of every change of the simulator, so that a test waits for conditions and never for time. */
export class ChangeNotifier {
  readonly #listeners = new Set<() => void>();
  readonly #patience: number;

  constructor(patience: number) {
    this.#patience = patience;
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same promise, except that patience (real ms) ends: a rejection that says what was waited for. */
  async patiently<T>(promise: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#inVain(what)), this.#patience);
    });
    try {
      return await Promise.race([promise, end]);
    } finally {
      clearTimeout(timer);
    }
  }

  #inVain(what: string): Error {
    return new Error(`the fake Slack waited ${this.#patience} ms for ${what}, which never came`);
  }

  /** What `look` finds, now or after a later ring; rejects with `what` once patience (real ms) has ended. */
  until<T>(look: () => T | undefined | false | null, what = 'something'): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let stop = () => {};
      const timer = setTimeout(() => {
        stop();
        reject(this.#inVain(what));
      }, this.#patience);
      const check = () => {
        try {
          const found = look();
          if (found === undefined || found === false || found === null) return;
          finish(() => resolve(found));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        stop();
        settle();
      };
      stop = this.listen(check);
      check();
    });
  }
}
