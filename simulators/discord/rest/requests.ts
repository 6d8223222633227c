/** Every request with its answer, for tests to look at and to wait for. */
import type { FakeRequest, FakeRequests } from '../api.js';
import type { Watch } from '../world/watch.js';

export class Requests implements FakeRequests {
  readonly all: FakeRequest[] = [];

  constructor(private readonly watch: Watch) {}

  add(request: FakeRequest): void {
    this.all.push(request);
    this.watch.changed();
  }

  matching(what: string | RegExp): FakeRequest[] {
    return this.all.filter(({ method, path }) => {
      const line = `${method} ${path}`;
      return typeof what === 'string' ? line.includes(what) : what.test(line);
    });
  }

  first(what: string | RegExp, n = 0): Promise<FakeRequest> {
    return this.watch.until(
      () => this.matching(what)[n],
      () => `Expected request ${n} of ${String(what)}. The last ones were:\n${this.#last()}`,
    );
  }

  #last(): string {
    return this.all
      .slice(-20)
      .map(({ method, path, status, code }) => `${method} ${path} ${status}${code ? ` (${code})` : ''}`)
      .join('\n');
  }
}
