/** For the tests of the fake itself: the API over plain fetch, the gateway over a plain WebSocket, and a place to begin with. */
import { WebSocket } from 'ws';
import { defaultAvatar } from '../cdn/default-avatar.js';
import {
  type FakeDiscordOptions,
  type FakeInteraction,
  type RunningDiscord,
  startFakeDiscord,
} from '../index.js';

/** Bytes of a real PNG, 16 x 16. */
export const PNG: Uint8Array = new Uint8Array(defaultAvatar(0));
export const png = (name = 'cat.png') => ({ name, data: PNG });

export interface Reply {
  status: number;
  headers: Headers;
  // Answers are looked into freely by the tests.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is tested
  body: any;
}

/** Requests as any HTTP client would make them. */
export class Api {
  constructor(private readonly discord: RunningDiscord) {}

  get = (path: string): Promise<Reply> => this.call('GET', path);
  post = (path: string, body: unknown, files: Record<string, Uint8Array> = {}): Promise<Reply> =>
    this.call('POST', path, body, files);
  put = (path: string, body: unknown): Promise<Reply> => this.call('PUT', path, body);
  patch = (path: string, body: unknown, files: Record<string, Uint8Array> = {}): Promise<Reply> =>
    this.call('PATCH', path, body, files);
  delete = (path: string): Promise<Reply> => this.call('DELETE', path);

  async call(
    method: string,
    path: string,
    body?: unknown,
    files: Record<string, Uint8Array> = {},
    token = this.discord.token,
  ) {
    const headers: Record<string, string> = { authorization: `Bot ${token}` };
    let sent: string | FormData | undefined;
    if (Object.keys(files).length > 0) {
      sent = new FormData();
      sent.append('payload_json', JSON.stringify(body));
      Object.entries(files).forEach(([name, data], index) => {
        (sent as FormData).append(
          `files[${index}]`,
          new Blob([new Uint8Array(data)], { type: 'image/png' }),
          name,
        );
      });
    } else if (body !== undefined) {
      sent = JSON.stringify(body);
      headers['content-type'] = 'application/json';
    }
    const response = await fetch(`${this.discord.apiUrl}/v10${path}`, {
      method,
      headers,
      ...(sent ? { body: sent } : {}),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text && isJson(response) ? JSON.parse(text) : text,
    };
  }

  respond(
    interaction: FakeInteraction,
    type: number,
    data: unknown = {},
    files: Record<string, Uint8Array> = {},
  ): Promise<Reply> {
    return this.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { type, data }, files);
  }

  editReply(
    interaction: FakeInteraction,
    body: unknown,
    files: Record<string, Uint8Array> = {},
  ): Promise<Reply> {
    return this.patch(this.webhook(interaction, '/messages/%40original'), body, files);
  }

  followUp(interaction: FakeInteraction, body: unknown): Promise<Reply> {
    return this.post(this.webhook(interaction), body);
  }

  webhook = (interaction: FakeInteraction, rest = ''): string =>
    `/webhooks/${this.discord.applicationId}/${interaction.token}${rest}`;
}

const isJson = (response: Response): boolean => response.headers.get('content-type') === 'application/json';

interface Payload {
  op: number;
  t: string | null;
  s: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is tested
  d: any;
}

/** A gateway client that does nothing of itself. */
export class Line {
  readonly got: Payload[] = [];
  readonly #waiting = new Set<() => void>();
  readonly socket: WebSocket;
  readonly closed: Promise<number>;

  constructor(url: string, query = '?v=10&encoding=json') {
    this.socket = new WebSocket(`${url}${query}`);
    this.socket.on('message', (raw) => {
      this.got.push(JSON.parse(String(raw)) as Payload);
      for (const look of [...this.#waiting]) look();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', resolve);
      this.socket.on('error', () => resolve(-1));
    });
  }

  send(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  /** The first payload that matches, past or future. */
  async next(wanted: (payload: Payload) => boolean): Promise<Payload> {
    for (;;) {
      const found = this.got.find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    }
  }

  event = (name: string): Promise<Payload> => this.next(({ t }) => t === name);
  op = (op: number): Promise<Payload> => this.next((payload) => payload.op === op);
}

/** A line that has waited for hello and identified. */
export async function identified(
  discord: RunningDiscord,
  options: { intents?: number; shard?: [number, number]; token?: string } = {},
): Promise<Line> {
  const line = new Line(discord.gateway.url);
  await line.op(10);
  const { intents = 1, shard = [0, 1], token = discord.token } = options;
  line.send(2, { token, intents, shard, properties: { os: 'linux', browser: 'test', device: 'test' } });
  return line;
}

/** Commands that the tests of interactions use. */
const COMMANDS = [
  {
    name: 'stylize',
    description: 'Paints a photo',
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      { type: 11, name: 'content', description: 'The photo', required: true },
      { type: 3, name: 'preset', description: 'A style', autocomplete: true },
      { type: 3, name: 'quality', description: 'How well', choices: [{ name: 'Fast', value: 'fast' }] },
      { type: 4, name: 'strength', description: 'How much', min_value: 0, max_value: 100 },
    ],
  },
  { name: 'queue', description: 'Who waits', integration_types: [0, 1], contexts: [0, 1, 2] },
  { type: 3, name: 'Stylize this picture', integration_types: [0, 1] },
  { type: 2, name: 'Stylize avatar', integration_types: [0, 1] },
  {
    name: 'atelier',
    description: 'Settings',
    default_member_permissions: '32',
    options: [{ type: 1, name: 'settings', description: 'Shows them' }],
  },
];

export type Studio = Awaited<ReturnType<typeof studio>>;

/** A fake with a guild, a channel, two people, commands and a bot on a plain line. */
export async function studio(options: FakeDiscordOptions = {}) {
  const discord = await startFakeDiscord({ rateLimits: false, patienceMs: 5_000, ...options });
  const api = new Api(discord);
  const guild = discord.guild({ name: 'Studio' });
  const art = guild.channel('art');
  const ann = discord.user('ann');
  const bob = discord.user('bob', { locale: 'de' });
  guild.join(ann);
  guild.join(bob);
  const bot = await identified(discord);
  await discord.gateway.connected();
  await api.put(`/applications/${discord.applicationId}/commands`, COMMANDS);
  /** A command that was answered with a message. */
  const replied = async (data: unknown = { content: 'hello' }, files: Record<string, Uint8Array> = {}) => {
    const interaction = ann.slash(art, 'queue');
    const reply = await api.respond(interaction, 4, data, files);
    if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
    return { interaction, message: await interaction.message() };
  };
  return { discord, api, guild, art, ann, bob, bot, replied };
}

/** The codes of all errors in a 50035, with the path of each. */
export function formErrors(body: { errors?: unknown }): string[] {
  const found: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === '_errors')
        for (const { code } of value as { code: string }[]) found.push(`${path}:${code}`);
      else visit(value, path === '' ? key : `${path}.${key}`);
    }
  };
  visit(body.errors, '');
  return found;
}
