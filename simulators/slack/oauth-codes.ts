/** OAuth codes: given out as somebody allows the app, exchanged once within ten minutes (docs.slack.dev/authentication/installing-with-oauth). */
import type { Core } from './core.js';
import { Refusal } from './refusal.js';
import type { PersonState } from './world/person.js';

const CODE_LIFE_MS = 10 * 60_000;

export interface Grant {
  person: PersonState;
  scopes: readonly string[];
  redirectUri: string | undefined;
  orgWide: boolean;
}

export class OAuthCodes {
  readonly #core: Core;
  readonly #known = new Map<string, Grant & { born: number }>();

  constructor(core: Core) {
    this.#core = core;
  }

  create(grant: Grant): string {
    const code = `${this.#core.ids.number(12)}.${this.#core.ids.number(13)}.${this.#core.ids.secret(64)}`;
    this.#known.set(code, { ...grant, born: this.#core.clock.elapsed() });
    return code;
  }

  take(code: string): Grant {
    const grant = this.#known.get(code);
    if (!grant) throw new Refusal('invalid_code');
    this.#known.delete(code);
    if (this.#core.clock.elapsed() - grant.born >= CODE_LIFE_MS) throw new Refusal('code_expired');
    return grant;
  }
}
