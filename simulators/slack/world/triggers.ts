/**
 * trigger_ids: good for one use within 3 s (docs.slack.dev/interactivity/handling-user-interaction, errors of views.open).
 */
import type { Core } from '../core.js';
import { Refusal } from '../refusal.js';
import type { PersonState } from './person.js';
import type { ViewState } from './view.js';

const TRIGGER_LIFE_MS = 3_000;

export interface Trigger {
  person: PersonState;
  channel: string | undefined;
  /** The modal it came from. */
  view: ViewState | undefined;
}

export class Triggers {
  readonly #core: Core;
  readonly #known = new Map<string, Trigger & { born: number; used: boolean }>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** "The expected format for the trigger_id argument is "132456.7890123.abcdef"." */
  create(trigger: Trigger): string {
    const { ids, clock } = this.#core;
    const id = `${ids.number(12)}.${ids.number(12)}.${ids.secret(32)}`;
    this.#known.set(id, { ...trigger, born: clock.elapsed(), used: false });
    return id;
  }

  take(id: string): Trigger {
    const trigger = this.#known.get(id);
    if (!trigger) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (this.#core.clock.elapsed() - trigger.born >= TRIGGER_LIFE_MS) throw new Refusal('expired_trigger_id');
    trigger.used = true;
    return trigger;
  }
}
