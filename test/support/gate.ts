/** Holds an engine back before a step, until the test lets it go further. */
export class Gate {
  #limit = 0;
  #waiting: { step: number; go: () => void }[] = [];

  readonly pass = (step: number): Promise<void> => {
    if (step <= this.#limit) return Promise.resolve();
    return new Promise((go) => {
      this.#waiting.push({ step, go });
    });
  };

  /** Lets every run do its steps up to this one. */
  to(limit: number): void {
    this.#limit = limit;
    const free = this.#waiting.filter(({ step }) => step <= limit);
    this.#waiting = this.#waiting.filter(({ step }) => step > limit);
    for (const { go } of free) go();
  }

  open(): void {
    this.to(Number.POSITIVE_INFINITY);
  }
}
