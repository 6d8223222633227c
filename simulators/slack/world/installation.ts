/** The app in one workspace: its bot user, its token, what it was granted. */
import type { Installation } from '../api.js';
import type { Core } from '../core.js';
import type { WorkspaceState } from './workspace.js';

export class InstallationState implements Installation {
  readonly workspace: WorkspaceState;
  readonly botToken: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly orgWide: boolean;
  #scopes: readonly string[];
  state: Installation['state'] = 'active';
  /** Answers account_inactive. */
  inactive = false;

  constructor(core: Core, workspace: WorkspaceState, scopes: readonly string[], orgWide: boolean) {
    this.workspace = workspace;
    this.orgWide = orgWide;
    this.#scopes = [...scopes];
    const before = workspace.bot;
    this.botUserId = before?.botUserId ?? core.ids.next('U');
    this.botId = before?.botId ?? core.ids.next('B');
    this.botToken = `xoxb-${core.ids.number(12)}-${core.ids.number(13)}-${core.ids.secret(24)}`;
    core.tokens.set(this.botToken, this);
  }

  get scopes(): readonly string[] {
    return this.#scopes;
  }

  grant(scopes: readonly string[]): void {
    this.#scopes = [...scopes];
  }

  has(scope: string): boolean {
    return this.#scopes.includes(scope);
  }
}
