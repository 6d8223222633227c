/** The settings that concern Discord, as plain values; config.ts says what each means. */
import { AtelierError } from '../../domain/errors.js';

export interface DiscordSettings {
  discordToken: string;
  /** Empty: Discord is asked for it. */
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
