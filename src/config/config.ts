/**
 * The settings of the whole program: declared once, read from the environment here and nowhere else. docs/settings.md is
 * derived from this table.
 */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '../domain/errors.js';
import {
  type ChoiceField,
  type FlagField,
  type NumberField,
  parseField,
  type TextField,
  type ValuesOf,
} from '../domain/field.js';
import { WIDE_NETWORK_SETTINGS, type WideNetworkSetting } from '../engine/networks/network-choice.js';
import { RUNTIME_SETTINGS, type RuntimeSetting } from '../engine/runtimes/variants.js';
import { LOG_LEVELS, type LogLevel } from '../observability/log-level.js';
import { LIMITS } from '../queue/scheduling/limits.js';

/** Longest path accepted, characters: Linux's PATH_MAX. */
const MAX_PATH = 4096;

/** Longest address accepted, characters: what browsers and servers commonly take. */
const MAX_URL = 2048;

/** Longest token or key accepted, characters. */
const MAX_SECRET = 512;

export const CONFIG = {
  port: {
    kind: 'integer',
    meaning: 'port of the local web chat; 0 lets the system choose one',
    min: 0,
    max: 65_535,
    default: 8080,
  } satisfies NumberField,
  host: {
    kind: 'text',
    meaning: 'address that the web chat listens on; the default is reached from this machine only',
    max: 253,
    default: '127.0.0.1',
  } satisfies TextField,
  engineProcesses: {
    kind: 'integer',
    meaning: 'pictures painted at once, each in a process of its own',
    min: 1,
    max: 64,
    default: 1,
  } satisfies NumberField,
  engineThreads: {
    kind: 'integer',
    meaning: 'threads of each engine process; 0 shares all cores among the processes',
    min: 0,
    max: 256,
    default: 0,
  } satisfies NumberField,
  memoryLimit: {
    kind: 'integer',
    meaning:
      'memory that each engine process may take: above it pictures are painted in tiles, or refused; 0 shares what is free on the machine among the processes',
    unit: 'MB',
    min: 0,
    max: 1_048_576, // 1 TB
    default: 0,
  } satisfies NumberField,
  runtime: {
    kind: 'choice',
    meaning:
      'what pictures are painted on; auto tries the GPU in ways that are installed and takes the fastest that agrees with the CPU',
    choices: RUNTIME_SETTINGS,
    default: 'auto',
  } satisfies ChoiceField as ChoiceField<RuntimeSetting>,
  wideNetwork: {
    kind: 'choice',
    meaning:
      'whether vgg19, where it is installed, is the network of fine and paper; auto: when they are painted on a GPU',
    choices: WIDE_NETWORK_SETTINGS,
    default: 'auto',
  } satisfies ChoiceField as ChoiceField<WideNetworkSetting>,
  modelsDir: {
    kind: 'text',
    meaning: 'folder of the feature networks; a relative path starts at the project',
    max: MAX_PATH,
    default: 'models',
  } satisfies TextField,
  dataDir: {
    kind: 'text',
    meaning: 'folder that pictures and jobs are kept in; a relative path starts at the project',
    max: MAX_PATH,
    default: 'data',
  } satisfies TextField,
  ...LIMITS,
  reuseResults: {
    kind: 'flag',
    meaning: 'the same photo, style and options again lead to the stored picture at once',
    default: true,
  } satisfies FlagField,
  retentionDays: {
    kind: 'integer',
    meaning: 'how long pictures and jobs are kept after their end',
    unit: 'days',
    min: 1,
    max: 3650,
    default: 30,
  } satisfies NumberField,
  redisUrl: {
    kind: 'text',
    meaning:
      'Redis server (redis://host:port) that many machines share jobs through; empty: one machine, no server',
    max: MAX_URL,
    default: '',
  } satisfies TextField,
  workerLease: {
    kind: 'integer',
    meaning: 'time without a sign of life after which the jobs of a worker go to others (with Redis)',
    unit: 's',
    min: 1,
    max: 3600,
    default: 15,
  } satisfies NumberField,
  s3Endpoint: {
    kind: 'text',
    meaning: 'S3-compatible store that keeps the pictures (with Redis); empty: Redis keeps them',
    max: MAX_URL,
    default: '',
  } satisfies TextField,
  s3Bucket: {
    kind: 'text',
    meaning: 'bucket of the picture store',
    max: 63, // AWS's rules for bucket names
    default: 'atelier',
  } satisfies TextField,
  s3Region: {
    kind: 'text',
    meaning: 'region of the picture store',
    max: 63,
    default: 'us-east-1',
  } satisfies TextField,
  s3AccessKeyId: {
    kind: 'text',
    meaning: 'access key of the picture store',
    max: 128, // AWS's limit
    default: '',
  } satisfies TextField,
  s3SecretAccessKey: {
    kind: 'text',
    meaning: 'secret key of the picture store',
    max: 128,
    default: '',
  } satisfies TextField,
  previewInterval: {
    kind: 'number',
    meaning: 'shortest time between two edits of a message on Discord and Slack',
    unit: 's',
    min: 1,
    max: 60,
    default: 4,
  } satisfies NumberField,
  publicUrl: {
    kind: 'text',
    meaning: 'https address under which the outside reaches this program; empty: it does not',
    max: MAX_URL,
    default: '',
  } satisfies TextField,
  discordToken: {
    kind: 'text',
    meaning: 'bot token of the Discord application; empty: no Discord',
    max: MAX_SECRET,
    default: '',
  } satisfies TextField,
  discordApplicationId: {
    kind: 'text',
    meaning: 'id of the Discord application',
    max: 32,
    default: '',
  } satisfies TextField,
  discordShards: {
    kind: 'text',
    meaning:
      'connections to Discord: a number, or auto for as many as it recommends; with Redis each gets a process of its own',
    max: 4,
    default: '1',
  } satisfies TextField,
  discordApiUrl: {
    kind: 'text',
    meaning: 'address of Discord’s API, for a proxy or a test server',
    max: MAX_URL,
    default: 'https://discord.com/api',
  } satisfies TextField,
  discordCdnHosts: {
    kind: 'text',
    meaning: 'hosts that attachments are fetched from, with commas between them',
    max: MAX_URL,
    default: 'cdn.discordapp.com,media.discordapp.net',
  } satisfies TextField,
  slackBotToken: {
    kind: 'text',
    meaning: 'bot token (xoxb-...) of the Slack app, for one workspace; empty with OAuth, or for no Slack',
    max: MAX_SECRET,
    default: '',
  } satisfies TextField,
  slackAppToken: {
    kind: 'text',
    meaning: 'app-level token (xapp-...) of the Slack app, for Socket Mode',
    max: MAX_SECRET,
    default: '',
  } satisfies TextField,
  slackSigningSecret: {
    kind: 'text',
    meaning: 'signing secret of the Slack app, for requests over HTTP in place of Socket Mode',
    max: MAX_SECRET,
    default: '',
  } satisfies TextField,
  slackClientId: {
    kind: 'text',
    meaning: 'client id of the Slack app, for several workspaces by OAuth',
    max: 100,
    default: '',
  } satisfies TextField,
  slackClientSecret: {
    kind: 'text',
    meaning: 'client secret of the Slack app, for several workspaces by OAuth',
    max: MAX_SECRET,
    default: '',
  } satisfies TextField,
  slackPreviews: {
    kind: 'choice',
    meaning:
      'how previews get into a Slack message: url needs PUBLIC_URL, file uploads each, text has bar and numbers only; auto takes the first that works',
    choices: ['auto', 'url', 'file', 'text'],
    default: 'auto',
  } satisfies ChoiceField as ChoiceField<'auto' | 'url' | 'file' | 'text'>,
  slackApiUrl: {
    kind: 'text',
    meaning: 'address of Slack’s API, for a proxy or a test server',
    max: MAX_URL,
    default: 'https://slack.com/api/',
  } satisfies TextField,
  slackFileHosts: {
    kind: 'text',
    meaning:
      'hosts that files are fetched from, and that the bot token is shown to, with commas between them',
    max: MAX_URL,
    default: 'files.slack.com',
  } satisfies TextField,
  secretKey: {
    kind: 'text',
    meaning: 'key that stored Slack tokens are encrypted with: 32 bytes in hex (openssl rand -hex 32)',
    max: 64,
    default: '',
  } satisfies TextField,
  logLevel: {
    kind: 'choice',
    meaning: 'what is logged, and all that is graver; info has one line for each job that has ended',
    choices: LOG_LEVELS,
    default: 'info',
  } satisfies ChoiceField as ChoiceField<LogLevel>,
  shutdownGrace: {
    kind: 'integer',
    meaning:
      'time that running jobs get to finish when the program is stopped; later they go on at its next start',
    unit: 's',
    min: 0,
    max: 3600,
    default: 20,
  } satisfies NumberField,
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
 * The settings, with `engineThreads` counted out and folders absolute. Throws invalid_input that names every wrong variable;
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
  return {
    ...config,
    engineThreads: config.engineThreads || threadShare(config.engineProcesses),
    modelsDir: resolve(ROOT, config.modelsDir),
    dataDir: resolve(ROOT, config.dataDir),
  };
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
