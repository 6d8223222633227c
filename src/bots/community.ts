/**
 * The settings of a community (a Discord server, a Slack workspace), which its moderators change, and how they bear on a
 * request. Platforms show and change it in dialogs of their own; the rules hold in the session, for all of them alike.
 */
import { AtelierError } from '../domain/errors.js';
import {
  choice,
  defaultsOf,
  type Field,
  flag,
  integer,
  parseField,
  text,
  type ValuesOf,
} from '../domain/field.js';
import { QUALITIES, SETTINGS } from '../domain/request.js';
import { KEPT_PER_USER } from '../queue/queue.js';
import type { SharedKeyValueStore } from '../queue/storage/shared-key-value.js';
import type { RequestContext } from './chat-adapter.js';

export const COMMUNITY = {
  preset: text({
    meaning: 'style that is taken when somebody names none; empty: none',
    max: 100,
    default: '',
  }),
  quality: choice(QUALITIES, {
    meaning: 'quality that is taken when somebody names none',
    default: SETTINGS.quality.default,
  }),
  perMember: integer({
    meaning: 'pictures of one member that may wait or be painted at once; 0: as many as the bot allows',
    min: 0,
    max: KEPT_PER_USER,
    default: 0,
  }),
  perDay: integer({
    meaning: 'pictures of one member within 24 hours; 0: any number',
    min: 0,
    max: KEPT_PER_USER,
    default: 0,
  }),
  allowsPrivate: flag({
    meaning: 'members may ask for pictures that only they see',
    default: true,
  }),
} as const satisfies Record<string, Field>;

export type CommunitySettings = ValuesOf<typeof COMMUNITY> & {
  /** Ids of the channels that take requests; none: all. */
  channels: string[];
};

const DEFAULTS: CommunitySettings = { ...defaultsOf(COMMUNITY), channels: [] };

export class Communities {
  readonly #sharedStore: SharedKeyValueStore;

  constructor(sharedStore: SharedKeyValueStore) {
    this.#sharedStore = sharedStore;
  }

  /** Of a community as in `RequestContext.community`. */
  async of(community: string): Promise<CommunitySettings> {
    return {
      ...DEFAULTS,
      ...((await this.#sharedStore.get(community)) as Partial<CommunitySettings> | undefined),
    };
  }

  /** Changes what is given; values as people type them. Throws invalid_input, and nothing is changed. */
  async change(
    community: string,
    given: Partial<Record<keyof typeof COMMUNITY, unknown>> & { channels?: string[] },
  ): Promise<CommunitySettings> {
    const { channels, ...fields } = given;
    const changed = Object.entries(fields).map(([name, raw]) => {
      const parsed = parseField(COMMUNITY[name as keyof typeof COMMUNITY], name, raw);
      if (!parsed.ok) throw new AtelierError('invalid_input', parsed.message);
      return [name, parsed.value];
    });
    const settings: CommunitySettings = {
      ...(await this.of(community)),
      ...Object.fromEntries(changed),
      ...(channels && { channels }),
    };
    await this.#sharedStore.put(community, settings);
    return settings;
  }
}

/** Throws forbidden where the community's settings do not allow the request. */
export function assertAllowed(
  settings: CommunitySettings,
  { channels = [], isPrivate = false }: RequestContext,
): void {
  if (!isChosen(settings, channels)) {
    throw new AtelierError(
      'forbidden',
      'pictures are not painted in this channel; ask in one that the moderators have chosen for it',
    );
  }
  if (isPrivate && !settings.allowsPrivate) {
    throw new AtelierError(
      'forbidden',
      'pictures that only you see are switched off here; ask again without that option',
    );
  }
}

/** Throws forbidden where pictures of the community are not for these channels. */
export function assertSharedThere(settings: CommunitySettings, channels: readonly string[] = []): void {
  if (isChosen(settings, channels)) return;
  throw new AtelierError(
    'forbidden',
    'the moderators have not chosen that channel for pictures; choose another one',
  );
}

/** A thread counts as its channel; where there are no channels, all is well. */
function isChosen(settings: CommunitySettings, channels: readonly string[]): boolean {
  if (settings.channels.length === 0 || channels.length === 0) return true;
  return channels.some((channel) => settings.channels.includes(channel));
}
