/** All calls of the Web API, in the order of the answers. */
import type { ApiCall, Calls } from './api.js';
import type { Bell } from './bell.js';

export class CallLog implements Calls {
  readonly #bell: Bell;
  #calls: ApiCall[] = [];

  constructor(bell: Bell) {
    this.#bell = bell;
  }

  get all(): readonly ApiCall[] {
    return this.#calls;
  }

  of(method: string): readonly ApiCall[] {
    return this.#calls.filter((call) => call.method === method);
  }

  until(method: string, n = 1): Promise<ApiCall> {
    return this.#bell.until(() => this.of(method)[n - 1], `call ${n} of ${method}`);
  }

  clear(): void {
    this.#calls = [];
  }

  add(call: ApiCall): void {
    this.#calls.push(call);
    this.#bell.ring();
  }
}
