/** Settings of the Discord bot; src/bots/discord/settings checks what belongs together. */
import { text } from '../domain/field.js';
import { MAX_SECRET, MAX_URL } from './lengths.js';

export const DISCORD_SETTINGS = {
  discordToken: text({
    meaning: 'bot token of the Discord application; empty: no Discord',
    max: MAX_SECRET,
    default: '',
  }),
  discordApplicationId: text({
    meaning: 'id of the Discord application',
    max: 32,
    default: '',
  }),
  discordShards: text({
    meaning:
      'connections to Discord: a number, or auto for as many as it recommends; with Redis each gets a process of its own',
    max: 4,
    default: '1',
  }),
  discordApiUrl: text({
    meaning: 'address of Discord’s API, for a proxy or a test server',
    max: MAX_URL,
    default: 'https://discord.com/api',
  }),
  discordCdnHosts: text({
    meaning: 'hosts that attachments are fetched from, with commas between them',
    max: MAX_URL,
    default:
      'cdn.discordapp.com,media.discordapp.net,images-ext-1.discordapp.net,images-ext-2.discordapp.net',
  }),
} as const;
