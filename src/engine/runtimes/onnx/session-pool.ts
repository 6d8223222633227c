/**
 * The sessions of a tiled run. On the CPU one is opened for each pass over a block and released after it: all of them together
 * then take the memory of the largest, for 2 to 4 % of the time. On a device, where opening compiles and uploads, they are kept.
 */
import type { Session } from './onnx-session.js';

export class SessionPool {
  readonly #open: (model: Uint8Array) => Promise<Session>;
  readonly #keeps: boolean;
  readonly #kept = new Map<string, Session>();
  #disposed = false;

  constructor(open: (model: Uint8Array) => Promise<Session>, keeps: boolean) {
    this.#open = open;
    this.#keeps = keeps;
  }

  /** Runs `work` on the session of this name; `model` is built where it has to be opened. Rejects after `dispose`. */
  async use<T>(name: string, model: () => Uint8Array, work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#disposed) throw new Error(`session ${name} is wanted after dispose()`);
    const session = this.#kept.get(name) ?? (await this.#open(model()));
    if (this.#keeps) this.#kept.set(name, session);
    try {
      return await work(session);
    } finally {
      if (!this.#keeps) await session.release();
    }
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const sessions = [...this.#kept.values()];
    this.#kept.clear();
    for (const session of sessions) await session.release();
  }
}
