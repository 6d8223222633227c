/** The settings that concern Discord, as plain values; config.ts says what each means. */
import { AtelierError } from '../../../domain/errors.js';
import { hostList, isHere } from '../../media/download.js';

export interface DiscordSettings {
  discordToken: string;
  /** Empty: Discord says it. */
  discordApplicationId: string;
  discordShards: string;
  discordApiUrl: string;
  discordCdnHosts: string;
  /** s */
  previewInterval: number;
}

/** How many connections: a number, or as many as Discord recommends. Throws invalid_input. */
export function shardCountOf({ discordShards }: Pick<DiscordSettings, 'discordShards'>): number | 'auto' {
  if (discordShards === 'auto') return 'auto';
  const count = Number(discordShards);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new AtelierError(
    'invalid_input',
    `DISCORD_SHARDS must be auto or a number from 1 up; got ${JSON.stringify(discordShards)}`,
  );
}

/** The API's address as discord.js wants it, which puts the version behind it. Throws invalid_input. */
export function apiUrlOf({ discordApiUrl }: Pick<DiscordSettings, 'discordApiUrl'>): string {
  if (/^https?:/i.test(discordApiUrl) && URL.canParse(discordApiUrl))
    return discordApiUrl.replace(/\/+$/, '').replace(/\/v\d+$/, '');
  throw new AtelierError(
    'invalid_input',
    `DISCORD_API_URL must be an address like https://discord.com/api; got ${JSON.stringify(discordApiUrl)}`,
  );
}

/** Where avatars are: on the first of the hosts that attachments come from. */
export function cdnUrlOf({ discordCdnHosts }: Pick<DiscordSettings, 'discordCdnHosts'>): string {
  const [host = 'cdn.discordapp.com'] = hostList(discordCdnHosts);
  if (host.includes('://')) return host.replace(/\/+$/, '');
  return `${isHere(host) ? 'http' : 'https'}://${host}`;
}
