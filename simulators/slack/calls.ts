/** All calls of the Web API, in the order of the answers. */
import type { ApiCall, Calls } from './api.js';
import type { ChangeNotifier } from './change-notifier.js';

export class CallLog implements Calls {
  readonly #changes: ChangeNotifier;
  #calls: ApiCall[] = [];

  constructor(changes: ChangeNotifier) {
    this.#changes = changes;
  }

  get all(): readonly ApiCall[] {
    return this.#calls;
  }

  of(method: string): readonly ApiCall[] {
    return this.#calls.filter((call) => call.method === method);
  }

  until(method: string, n = 1): Promise<ApiCall> {
    return this.#changes.until(() => this.of(method)[n - 1], `call ${n} of ${method}`);
  }

  clear(): void {
    this.#calls = [];
  }

  add(call: ApiCall): void {
    this.#calls.push(call);
    this.#changes.notify();
  }
}
