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
  number,
  parseField,
  text,
  type ValuesOf,
} from '../domain/field.js';
import { QUALITIES, SETTINGS } from '../domain/request.js';
import { SCREENING_LEVELS, type ScreeningDefault, type ScreeningLevel } from '../domain/screening.js';
import { KEPT_PER_USER } from '../queue/queue.js';
import type { SharedKeyValueStore } from '../queue/storage/shared-key-value.js';
import { community as meanings } from '../words/en/community.js';
import { type Said, said } from '../words/said.js';
import type { RequestContext } from './chat-adapter.js';

export const COMMUNITY = {
  preset: text({
    meaning: meanings.preset,
    max: 100,
    default: '',
  }),
  quality: choice(QUALITIES, {
    meaning: meanings.quality,
    default: SETTINGS.quality.default,
  }),
  perMember: integer({
    meaning: meanings.perMember,
    min: 0,
    max: KEPT_PER_USER,
    default: 0,
  }),
  perDay: integer({
    meaning: meanings.perDay,
    min: 0,
    max: KEPT_PER_USER,
    default: 0,
  }),
  allowsPrivate: flag({
    meaning: meanings.allowsPrivate,
    default: true,
  }),
  screening: choice(SCREENING_LEVELS, {
    meaning: meanings.screening,
    default: 'off',
  }),
  screeningThreshold: number({
    meaning: meanings.screeningThreshold,
    unit: '%',
    min: 0,
    max: 100,
    default: 70,
  }),
} as const satisfies Record<string, Field>;

export type CommunitySettings = ValuesOf<typeof COMMUNITY> & {
  /** Ids of the channels that take requests; none: all. */
  channels: string[];
};

/** What holds where nobody has chosen anything. */
export const COMMUNITY_DEFAULTS: CommunitySettings = { ...defaultsOf(COMMUNITY), channels: [] };

/** Servers of Discord and workspaces of Slack, as `RequestContext.community` names them. */
const PUBLIC = /^(discord:guild|slack):/;

export class Communities {
  readonly #sharedStore: SharedKeyValueStore;
  readonly #screening: ScreeningDefault;

  /** `screening`: what they begin with. */
  constructor(sharedStore: SharedKeyValueStore, screening: ScreeningDefault = 'auto') {
    this.#sharedStore = sharedStore;
    this.#screening = screening;
  }

  /** Of a community as in `RequestContext.community`. */
  async of(community: string): Promise<CommunitySettings> {
    return {
      ...COMMUNITY_DEFAULTS,
      screening: this.#screeningIn(community),
      ...(await this.#changed(community)),
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
      if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
      return [name, parsed.value];
    });
    // The rest follows the defaults, also when those change.
    await this.#sharedStore.put(community, {
      ...(await this.#changed(community)),
      ...Object.fromEntries(changed),
      ...(channels && { channels }),
    });
    return this.of(community);
  }

  async #changed(community: string): Promise<Partial<CommunitySettings> | undefined> {
    return (await this.#sharedStore.get(community)) as Partial<CommunitySettings> | undefined;
  }

  #screeningIn(community: string): ScreeningLevel {
    if (this.#screening !== 'auto') return this.#screening;
    return PUBLIC.test(community) ? 'explicit' : 'off';
  }
}

/** How pictures are screened, in words: "refuses pornography, from 70 %". */
export function screeningFact({
  screening,
  screeningThreshold: number,
}: Pick<CommunitySettings, 'screening' | 'screeningThreshold'>): Said {
  const level = said(`community.screening.${screening}`);
  if (screening === 'off') return level;
  return said('community.screening.from', { level, percent: said('amounts.percent', { number }) });
}

/** Throws forbidden where the community's settings do not allow the request. */
export function assertAllowed(
  settings: CommunitySettings,
  { channels = [], isPrivate = false }: RequestContext,
): void {
  if (!isChosen(settings, channels)) {
    throw new AtelierError('forbidden', said('refusals.notHere', { channels: namesOf(settings) }));
  }
  if (isPrivate && !settings.allowsPrivate) {
    throw new AtelierError('forbidden', said('refusals.noPrivate'));
  }
}

/** Throws forbidden where pictures of the community are not for these channels. */
export function assertSharedThere(settings: CommunitySettings, channels: readonly string[] = []): void {
  if (isChosen(settings, channels)) return;
  throw new AtelierError('forbidden', said('refusals.notThere', { channels: namesOf(settings) }));
}

/** Channels that a refusal names. */
const MOST_NAMED = 5;

/** As both Discord and Slack link a channel: its name in the reader's client. */
function namesOf({ channels }: CommunitySettings): string[] {
  return channels.slice(0, MOST_NAMED).map((id) => `<#${id}>`);
}

/** A thread counts as its channel; where there are no channels, all is well. */
function isChosen(settings: CommunitySettings, channels: readonly string[]): boolean {
  if (settings.channels.length === 0 || channels.length === 0) return true;
  return channels.some((channel) => settings.channels.includes(channel));
}
