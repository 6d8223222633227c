/**
 * Where sessions are opened: one provider. A GPU's device goes with its last session, and with it the shaders that were compiled
 * for it (10 s of each session on a software adapter); one session that is never run keeps both from the first to the last.
 */
import { ModelBuilder } from './model.js';
import { type Feeds, Session, type SessionOptions } from './onnx-session.js';

export class Device {
  private keeper: Promise<Session> | undefined;

  constructor(private readonly options: Omit<SessionOptions, 'fixed'>) {}

  /** Rejects with the provider's reason when it is not there. @param fixed inputs that are the same at every run */
  async open(model: Uint8Array, fixed: Feeds = {}): Promise<Session> {
    if (this.options.provider !== 'cpu') await this.keep();
    return this.create(model, fixed);
  }

  async close(): Promise<void> {
    const { keeper } = this;
    this.keeper = undefined;
    await (await keeper)?.release();
  }

  private async keep(): Promise<void> {
    if (!this.keeper) {
      const m = new ModelBuilder();
      m.output('same', m.input('any', [1]));
      this.keeper = this.create(m.serialise(), {});
    }
    try {
      await this.keeper;
    } catch (error) {
      this.keeper = undefined;
      throw error;
    }
  }

  private create(model: Uint8Array, fixed: Feeds): Promise<Session> {
    return Session.create(model, { ...this.options, fixed });
  }
}
