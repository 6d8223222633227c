/**
 * Where the app is installed, and with which token it may speak there: one workspace by a setting, or many that OAuth has
 * brought, with their tokens encrypted in the store that all bots share.
 */
import { AtelierError } from '../../../domain/errors.js';
import type { SharedKeyValueStore } from '../../../queue/storage/shared-key-value.js';
import { isTransient, PlatformError } from '../../platform-error.js';
import type { ApiClients } from './api-client.js';
import { isTokenRefused } from './sdk-errors.js';
import { decrypt, encrypt } from './token-cipher.js';

export interface Installation {
  token: string;
  /** User id of the bot. */
  botUser: string;
  botId: string;
  /** As people mention it, without the @. */
  botName: string;
  /** Address of the workspace. */
  site: string;
  /** Name of the workspace; unknown of installations from before 2026-11-27. */
  workspace?: string;
  team: string;
  enterprise?: string;
  /** For all workspaces of the enterprise: `team` is the one that the request came from. */
  org?: true;
}

/** How Slack and we name a place of installation. */
export interface Source {
  team?: string | undefined;
  enterprise?: string | undefined;
  org?: boolean | undefined;
}

export interface Installations {
  /** Undefined where the app is not installed (any more). Rejects where that is unknown at the moment. */
  find(source: Source): Promise<Installation | undefined>;
}

/** Who a token belongs to, in Slack's words. Throws what the client throws. */
export async function identify(clients: ApiClients, token: string): Promise<Omit<Installation, 'org'>> {
  const answer = await clients.of(token).auth.test();
  return {
    token,
    botUser: answer.user_id ?? '',
    botId: answer.bot_id ?? '',
    botName: answer.user ?? 'atelier',
    site: answer.url ?? 'https://slack.com/',
    ...(answer.team && { workspace: answer.team }),
    team: answer.team_id ?? '',
    ...(answer.enterprise_id && { enterprise: answer.enterprise_id }),
  };
}

/** The one workspace of SLACK_BOT_TOKEN. */
export class OneInstallation implements Installations {
  readonly #clients: ApiClients;
  readonly #token: string;
  #known: Promise<Installation> | undefined;

  constructor(clients: ApiClients, token: string) {
    this.#clients = clients;
    this.#token = token;
  }

  async find({ team }: Source = {}): Promise<Installation> {
    const installation = await this.#identity();
    // In an enterprise one token may speak for several workspaces.
    return team !== undefined && installation.enterprise !== undefined
      ? { ...installation, team }
      : installation;
  }

  /** Throws invalid_input where Slack does not know the token; where Slack is unavailable, what the client throws. */
  async check(): Promise<Installation> {
    try {
      return await this.find();
    } catch (error) {
      if (!(error instanceof PlatformError) || (isTransient(error) && !isTokenRefused(error))) throw error;
      throw new AtelierError(
        'invalid_input',
        `Slack does not accept SLACK_BOT_TOKEN (${error.reason}); copy the bot token from "OAuth & Permissions" again`,
        { cause: error },
      );
    }
  }

  #identity(): Promise<Installation> {
    this.#known ??= identify(this.#clients, this.#token).catch((error) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }
}

/** What OAuth has brought. */
export class StoredInstallations implements Installations {
  readonly #sharedStore: SharedKeyValueStore;
  readonly #key: Uint8Array;

  /** `key`: 32 bytes. */
  constructor(sharedStore: SharedKeyValueStore, key: Uint8Array) {
    this.#sharedStore = sharedStore;
    this.#key = key;
  }

  async find({ team, enterprise, org }: Source): Promise<Installation | undefined> {
    const own = org || team === undefined ? undefined : await this.#read(ownerOf(team));
    if (own !== undefined || enterprise === undefined) return own;
    const whole = await this.#read(ownerOf(enterprise));
    return whole && { ...whole, ...(team !== undefined && { team }) };
  }

  async put(installation: Installation): Promise<void> {
    const { team, enterprise, org } = installation;
    const owner = ownerOf(org && enterprise !== undefined ? enterprise : team);
    await this.#sharedStore.put(owner, encrypt(this.#key, JSON.stringify(installation), owner));
  }

  /** After the app was uninstalled: of an enterprise where `org` says so. */
  async remove({ team, enterprise, org }: Source): Promise<void> {
    const id = org ? enterprise : team;
    if (id !== undefined) await this.#sharedStore.delete(ownerOf(id));
  }

  async #read(owner: string): Promise<Installation | undefined> {
    const stored = await this.#sharedStore.get(owner);
    return typeof stored === 'string'
      ? (JSON.parse(decrypt(this.#key, stored, owner)) as Installation)
      : undefined;
  }
}

function ownerOf(id: string): string {
  return `installation:${id}`;
}
