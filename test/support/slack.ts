/** The bot with Slack as its transport, on a fake Slack: the real Bolt app and the real session, with an engine by hand. */
import { afterEach, beforeEach, expect } from 'vitest';
import {
  type Channel,
  type FakeSlack,
  type FakeSlackOptions,
  type LocalFile,
  type Message,
  type Person,
  type StoredFile,
  startFakeSlack,
} from '../../simulators/slack/index.js';
import { slack as slackPlatform } from '../../src/bots/slack/platform.js';
import type { SlackSettings } from '../../src/bots/slack/settings/platform-settings.js';
import type { Engine } from '../../src/engine/engine.js';
import { type Clock, systemClock } from '../../src/lib/clock.js';
import { startApp, type TestApp, type TestAppOptions } from './app.js';
import { Gate } from './gate.js';
import { quadrantPicture } from './pictures.js';
import { StagedEngine } from './staged-engine.js';

/** Time that passes so many times as fast, so that no test waits for what Slack takes its time for. */
export class QuickTime implements Clock {
  readonly #start = Date.now();

  constructor(readonly factor = 20) {}

  readonly now = () => this.#start + (Date.now() - this.#start) * this.factor;
  readonly monotonic = () => performance.now() * this.factor;
  readonly sleep = (ms: number, signal?: AbortSignal) =>
    systemClock.sleep(Math.max(1, ms / this.factor), signal);
}

export interface SlackBotOptions extends Omit<TestAppOptions, 'transports' | 'engine'> {
  engine?: Engine;
  settings?: Partial<SlackSettings>;
  clock?: Clock;
  /** Of each picture; a preview comes with every fourth. */
  steps?: number;
}

/** The settings that lead to this fake, as the environment would have them. */
export function settingsFor(slack: FakeSlack, more: Partial<SlackSettings> = {}): SlackSettings {
  const env = slack.env();
  return {
    slackBotToken: env.SLACK_BOT_TOKEN ?? '',
    slackAppToken: env.SLACK_APP_TOKEN ?? '',
    slackSigningSecret: env.SLACK_SIGNING_SECRET ?? '',
    slackClientId: '',
    slackClientSecret: '',
    slackPreviews: 'auto',
    slackApiUrl: env.SLACK_API_URL!,
    slackFileHosts: env.SLACK_FILE_HOSTS!,
    publicUrl: '',
    secretKey: '',
    previewInterval: 0.01,
    ...more,
  };
}

/** The bot on this Slack; waits of minutes are short there unless told otherwise. */
export function startSlackBot(
  slack: FakeSlack,
  { settings, clock = new QuickTime(), ...rest }: SlackBotOptions & { engine: Engine },
): Promise<TestApp> {
  return startApp({ ...rest, clock, platforms: [slackPlatform(settingsFor(slack, settings), clock)] });
}

/** A Slack with a bot in it, a channel and two people; the bot paints as far as `gate` lets it. */
export class Studio {
  slack!: FakeSlack;
  app!: TestApp;
  ada!: Person;
  ben!: Person;
  general!: Channel;
  gate!: Gate;
  readonly #apps: TestApp[] = [];
  #steps = 0;

  async open(options: FakeSlackOptions, bot: SlackBotOptions | null): Promise<void> {
    this.slack = await startFakeSlack({ rates: false, processing: 'immediate', ...options });
    this.ada = this.slack.workspace.addPerson('ada', { admin: true });
    this.ben = this.slack.workspace.addPerson('ben');
    this.general = this.slack.workspace.addChannel('general');
    this.gate = new Gate();
    if (bot !== null) this.app = await this.start(bot);
  }

  /** Another run of the bot. */
  async start({ steps = 8, ...options }: SlackBotOptions = {}): Promise<TestApp> {
    this.#steps = steps;
    const engine = new StagedEngine({ steps, gate: this.gate.pass });
    const app = await startSlackBot(this.slack, { engine, ...options });
    this.#apps.push(app);
    this.app = app;
    return app;
  }

  /** An orderly end of the bot that runs now; what is being painted is left for its next start. */
  async stop(): Promise<void> {
    await this.#apps.pop()?.close();
  }

  async close(): Promise<void> {
    this.gate.open();
    for (const app of this.#apps.splice(0)) await app.close();
    await this.slack.close();
  }

  /** Asks for a picture by the dialog, and returns the bot's message. */
  async ask(person = this.ada, channel = this.general, style = 'starry-night'): Promise<Message> {
    const before = channel.messages.length;
    await person.slash(channel, '/stylize', style);
    const sent = await person.submit(await person.untilView(), { photo: await photo() });
    expect(sent).toMatchObject({ ok: true, errors: {} });
    return channel.until((message) => isJob(message) && channel.messages.indexOf(message) >= before);
  }

  /** Lets it be painted up to this step, until the message says so: what came before was shown then, or was not taken. */
  async until(message: Message, step: number): Promise<void> {
    this.gate.to(step);
    const percent = `${Math.floor((100 * step) / this.#steps)} %`;
    await message.until(({ words }) => words.includes(percent));
  }

  /** Asks, and lets it be painted. */
  async paint(person = this.ada, channel = this.general, style?: string): Promise<Message> {
    const message = await this.ask(person, channel, style);
    this.gate.open();
    return message.until(isDone);
  }

  /** Somebody deletes a file of the bot's. */
  async lose({ id: file }: Pick<StoredFile, 'id'>): Promise<void> {
    await fetch(`${this.slack.apiUrl}files.delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.slack.workspace.bot!.botToken}` },
      body: new URLSearchParams({ file }),
    });
  }

  /** What the bot has told this person alone, newest last. */
  told(person: Person, channel = this.general): string[] {
    const ephemeral = channel.messages.filter(({ ephemeralFor }) => ephemeralFor === person.id);
    return ephemeral.map(({ words, text }) => words || text);
  }

  /** Resolves with what this person is told alone, once it fits. */
  async untilTold(person: Person, words: RegExp, channel = this.general): Promise<Message> {
    return channel.until(
      (m) => m.ephemeralFor === person.id && words.test(m.words),
      `${person.name} is told ${words}`,
    );
  }
}

/** A studio for each test of a file. `bot` null: the test starts it. */
export function studio(options: FakeSlackOptions = {}, bot: SlackBotOptions | null = {}): Studio {
  const made = new Studio();
  beforeEach(() => made.open(options, bot));
  afterEach(() => made.close());
  return made;
}

/** A real, small picture. */
export async function photo(name = 'red-panda.jpg', width = 96, height = 64): Promise<LocalFile> {
  return { name, bytes: await quadrantPicture(width, height).jpeg().toBuffer() };
}

/** Holds one call back until `faults.release()`; resolves as soon as it has come. */
export function heldCall({ faults }: FakeSlack, method: string, filename?: string): Promise<void> {
  return new Promise((resolve) => {
    const when = (args: Record<string, unknown>) => {
      const isIt = filename === undefined || args.filename === filename;
      if (isIt) resolve();
      return isIt;
    };
    faults.add({ method, answer: 'hang', when });
  });
}

/** A message about a picture that is in line, being painted, or has ended: from then on it has buttons. */
export function isJob({ fromBot, ephemeralFor, controls }: Message): boolean {
  return (
    fromBot && ephemeralFor === undefined && controls.some(({ actionId }) => actionId.startsWith('job:'))
  );
}

/** The job's message once it shows its end. */
export function isDone(message: Message): boolean {
  return isJob(message) && message.words.includes('painted in');
}

/** The files that stand below a message. */
export function filesBelow(message: Message) {
  return message.channel
    .thread(message.threadTs ?? message)
    .flatMap(({ files, deleted }) => (deleted ? [] : files));
}
