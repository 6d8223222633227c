/**
 * The settings of the whole program: declared once, read from the environment here and nowhere else. docs/reference/settings.md is
 * derived from these tables.
 */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '../domain/errors.js';
import { choice, integer, number, parseField, text, type ValuesOf } from '../domain/field.js';
import { SCREENING_DEFAULTS } from '../domain/screening.js';
import { DISCORD_SETTINGS } from './discord-settings.js';
import { ENGINE_SETTINGS } from './engine-settings.js';
import { MAX_URL } from './lengths.js';
import { QUEUE_SETTINGS } from './queue-settings.js';
import { SLACK_SETTINGS } from './slack-settings.js';

export const CONFIG = {
  port: integer({
    meaning: 'port of the local web chat; 0 lets the system choose one',
    min: 0,
    max: 65_535,
    default: 8080,
  }),
  host: text({
    meaning: 'address that the web chat listens on; the default is reached from this machine only',
    max: 253,
    default: '127.0.0.1',
  }),
  uploadsAtOnce: integer({
    meaning:
      'commands with pictures that the web chat reads at the same time; one browser has a quarter of them',
    min: 1,
    max: 256,
    default: 8,
  }),
  uploadMinRate: integer({
    meaning: 'slowest that pictures may come to the web chat, over 5 s; 0 waits for two minutes',
    unit: 'bytes/s',
    min: 0,
    max: 2 ** 20,
    default: 4096,
  }),
  publicPort: integer({
    meaning:
      'port for requests from outside, which a proxy leads there: Slack over HTTP, its pictures, installations; open only where these are set up; 0 lets the system choose one',
    min: 0,
    max: 65_535,
    default: 8081,
  }),
  publicHost: text({
    meaning: 'address that PUBLIC_PORT is opened on; the default is for a proxy on this machine',
    max: 253,
    default: '127.0.0.1',
  }),
  ...ENGINE_SETTINGS,
  ...QUEUE_SETTINGS,
  previewInterval: number({
    meaning: 'shortest time between two edits of a message on Discord and Slack',
    unit: 's',
    min: 1,
    max: 60,
    default: 4,
  }),
  screening: choice(SCREENING_DEFAULTS, {
    meaning:
      'screening of pictures that communities begin with, before their moderators change it; auto: explicit in servers of Discord and workspaces of Slack, off in the web chat and in direct messages on Discord',
    default: 'auto',
  }),
  publicUrl: text({
    meaning: 'https address under which the outside reaches PUBLIC_PORT; empty: it does not',
    max: MAX_URL,
    default: '',
  }),
  ...DISCORD_SETTINGS,
  ...SLACK_SETTINGS,
  logLevel: choice(['debug', 'info', 'warn', 'error'] as const, {
    meaning: 'what is logged, and all that is graver; info has one line for each job that has ended',
    default: 'info',
  }),
  shutdownGrace: integer({
    meaning:
      'time that running jobs get to finish when the program is stopped; later they resume at its next start',
    unit: 's',
    min: 0,
    max: 3600,
    default: 20,
  }),
} as const;

export type Config = ValuesOf<typeof CONFIG>;

/** What must not turn up in a log. */
export function secretsOf(config: Config): string[] {
  const { redisUrl, s3AccessKeyId, s3SecretAccessKey, secretKey } = config;
  const password = URL.canParse(redisUrl) ? new URL(redisUrl).password : '';
  const platforms = [config.discordToken, config.slackBotToken, config.slackAppToken];
  const slack = [config.slackSigningSecret, config.slackClientSecret];
  const stores = [password, decodeURIComponent(password), s3AccessKeyId, s3SecretAccessKey, secretKey];
  const secrets = [...stores, ...platforms, ...slack];
  return secrets.filter((secret) => secret !== '');
}

/** Two levels above both src/config/ and dist/config/. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The environment's name of a setting: engineProcesses is ENGINE_PROCESSES. */
export function variableOf(name: string): string {
  return name.replace(/[A-Z]/g, '_$&').toUpperCase();
}

/**
 * The settings, with `engineThreads` counted out, folders absolute, and no limit of jobs for one user where the web chat is all
 * there is and is reached from this machine only, unless MAX_WAITING_PER_USER sets one. Throws invalid_input that names every wrong variable;
 * unknown variables belong to others and are left alone.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const wrong: string[] = [];
  const values = Object.entries(CONFIG).map(([name, field]) => {
    const raw = env[variableOf(name)];
    if (raw === undefined || raw.trim() === '') return [name, field.default];
    const parsed = parseField(field, variableOf(name), raw);
    if (!parsed.ok) wrong.push(parsed.message);
    return [name, parsed.ok ? parsed.value : field.default];
  });
  if (wrong.length > 0) throw new AtelierError('invalid_input', wrong.join('; '));
  const config = Object.fromEntries(values) as Config;
  const isLimited = (env[variableOf('maxWaitingPerUser')] ?? '').trim() !== '' || !isForOneMachine(config);
  return {
    ...config,
    // Who is alone keeps nobody waiting.
    ...(!isLimited && { maxWaitingPerUser: config.maxWaiting }),
    engineThreads: config.engineThreads || threadShare(config.engineProcesses),
    modelsDir: resolve(ROOT, config.modelsDir),
    dataDir: resolve(ROOT, config.dataDir),
  };
}

/** Addresses of this machine alone. */
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Whether nobody but the people at this machine can ask for pictures. */
function isForOneMachine({ host, discordToken, slackBotToken, slackClientId, redisUrl }: Config): boolean {
  return (
    LOOPBACK.includes(host) &&
    [discordToken, slackBotToken, slackClientId, redisUrl].every((text) => text === '')
  );
}

/** Which of Discord's connections this process is: discord.js' ShardingManager says so to the processes that it starts. */
export function shardOf(env: NodeJS.ProcessEnv = process.env): { id: number; count: number } | undefined {
  const { SHARDS: id, SHARD_COUNT: count } = env;
  return id === undefined || count === undefined ? undefined : { id: Number(id), count: Number(count) };
}

/** An equal part of the cores for each process: more threads than cores slow each other down. */
function threadShare(processes: number): number {
  return Math.max(1, Math.floor(availableParallelism() / processes));
}
