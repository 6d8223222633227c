/**
 * One interaction from sending to its last message (developers/interactions/receiving-and-responding): the 3 s for the first response, the
 * 15 min of the token, and what a test may wait for.
 */
import { randomBytes } from 'node:crypto';
import type { APIApplicationCommandOptionChoice, APIInteraction } from 'discord.js';
import type { Acknowledgement, FakeInteraction, FakeMessage, FakeModal } from '../api.js';
import { CALLBACK, FIRST_RESPONSE_MS, INSTALL, INTERACTION, TOKEN_LIFE_MS } from '../protocol.js';
import type { Channel } from '../world/channel.js';
import type { Message } from '../world/message.js';
import { describe } from '../world/message-parts.js';
import { userPayload } from '../world/payloads.js';
import type { World } from '../world/world.js';
import type { Modal } from './modal.js';
import type { Person } from './person.js';

/** What has to be known of an interaction before it goes out. */
export interface Act {
  type: number;
  user: Person;
  channel: Channel;
  /** Keys of authorizing_integration_owners. */
  installs: readonly number[];
  /** The message a component is on, also for modals that it opened. */
  message?: Message | undefined;
  /** Name and type of the command, for interaction_metadata. */
  command?: { name: string; type: number };
  data: unknown;
}

export class Interaction implements FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly user: Person;
  readonly channel: Channel;
  readonly source: Message | undefined;
  readonly installs: readonly number[];
  readonly createdAt: number;
  readonly payload: APIInteraction;
  readonly limitBytes: number;
  readonly #command: Act['command'];
  readonly #followUps: Message[] = [];
  #state: FakeInteraction['state'] = 'waiting';
  #failure = '';
  #acknowledgement: Acknowledgement | undefined;
  #original: Message | undefined;
  #modal: Modal | undefined;
  #choices: APIApplicationCommandOptionChoice[] | undefined;

  constructor(
    readonly world: World,
    act: Act,
    payload: (interaction: Interaction) => APIInteraction,
  ) {
    this.id = world.ids.next();
    this.token = tokenOf(this.id);
    this.type = act.type;
    this.user = act.user;
    this.channel = act.channel;
    this.source = act.message;
    this.installs = act.installs;
    this.#command = act.command;
    this.createdAt = world.clock.now();
    this.limitBytes = act.channel.uploadLimit;
    this.payload = payload(this);
    world.interactions.set(this.token, this);
  }

  /** Sends it to the bot; without anyone to hear it, it has failed. */
  send(): this {
    this.world.clock.when(this.createdAt + FIRST_RESPONSE_MS, () =>
      this.#miss('The application did not respond.'),
    );
    const heard = this.world.dispatch('INTERACTION_CREATE', this.payload, {
      guildId: this.channel.guild?.id,
    });
    if (!heard) this.#miss('The application did not respond: no bot is connected.');
    return this;
  }

  get state(): FakeInteraction['state'] {
    return this.#state;
  }
  /** Why it failed. */
  get failure(): string {
    return this.#failure;
  }
  /** The modal that answered it. */
  get shown(): Modal | undefined {
    return this.#modal;
  }
  get original(): Message | undefined {
    return this.#original;
  }
  get followUps(): readonly Message[] {
    return this.#followUps;
  }
  get expired(): boolean {
    return this.world.clock.now() >= this.createdAt + TOKEN_LIFE_MS;
  }
  /** Only installed to the person, not to the server: five follow-ups, and public answers by permission. */
  get userInstallOnly(): boolean {
    return this.installs.length === 1 && this.installs[0] === INSTALL.user;
  }

  // ---- what the bot's answers do

  acknowledge(type: number, ephemeral: boolean): void {
    this.#state = 'acknowledged';
    this.#acknowledgement = { type, ephemeral, at: this.world.clock.now() };
    if (type === CALLBACK.deferUpdate || type === CALLBACK.update) this.#original = this.source;
    this.world.watch.changed();
  }

  answerWith(message: Message): void {
    this.#original = message;
    this.world.watch.changed();
  }

  openModal(modal: Modal): void {
    this.#modal = modal;
    this.world.watch.changed();
  }

  suggest(choices: APIApplicationCommandOptionChoice[]): void {
    this.#choices = choices;
    this.world.watch.changed();
  }

  addFollowUp(message: Message): void {
    this.#followUps.push(message);
    this.world.watch.changed();
  }

  /** interaction_metadata of the messages that come of it. */
  metadata(): Record<string, unknown> {
    const base = {
      id: this.id,
      type: this.type,
      user: userPayload(this.user),
      authorizing_integration_owners: owners(this),
    };
    if (this.#command !== undefined)
      return { ...base, name: this.#command.name, command_type: this.#command.type };
    return this.source === undefined ? base : { ...base, interacted_sourceid: this.source.id };
  }

  // ---- what a test waits for

  acknowledged(): Promise<Acknowledgement> {
    return this.#until(() => this.#acknowledgement, 'a first response');
  }

  modal(): Promise<FakeModal> {
    return this.#until(() => this.#modal ?? this.#refused(CALLBACK.modal, 'a modal'), 'a modal');
  }

  choices(): Promise<APIApplicationCommandOptionChoice[]> {
    return this.#until(() => this.#choices, 'autocomplete results');
  }

  message(): Promise<FakeMessage> {
    return this.until(() => true, 'a reply');
  }

  until(
    condition: (message: FakeMessage) => boolean,
    what = 'the reply to fulfil the condition',
  ): Promise<FakeMessage> {
    return this.#until(() => {
      const message = this.#original;
      if (message === undefined || message.loading) return undefined;
      if (condition(message)) return message;
      if (message.deleted)
        throw new Error(`Expected ${what}, and the reply was deleted. It was:\n${describe(message)}`);
      return undefined;
    }, what);
  }

  followUp(n = 0): Promise<FakeMessage> {
    return this.#until(() => this.#followUps[n], `follow-up ${n}`);
  }

  #until<T>(condition: () => T | undefined, what: string): Promise<T> {
    return this.world.watch.until<T>(
      () => {
        const value = condition();
        if (value === undefined && this.#state === 'failed')
          throw new Error(`Expected ${what}. ${this.#failure}`);
        return value;
      },
      () => `Expected ${what}. ${this.#seen()}`,
    );
  }

  /** Once it was answered in another way, it will not be answered in this one. */
  #refused(type: number, what: string): undefined {
    const got = this.#acknowledgement;
    if (got !== undefined && got.type !== type)
      throw new Error(`Expected ${what}; the first response was of type ${got.type}. ${this.#seen()}`);
    return undefined;
  }

  #miss(why: string): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'failed';
    this.#failure = why;
    this.world.watch.changed();
  }

  #seen(): string {
    if (this.#acknowledgement === undefined) return 'The bot has not answered.';
    const reply = this.#original === undefined ? 'no reply' : `the reply:\n${describe(this.#original)}`;
    const more = this.#followUps.map((message, n) => `follow-up ${n}:\n${describe(message)}`);
    return [`First response of type ${this.#acknowledgement.type}; ${reply}`, ...more].join('\n');
  }
}

/** Long and opaque, as real ones are: `aW50ZXJhY3Rpb246…` is base64 of "interaction:ID:…". */
const tokenOf = (id: string): string =>
  Buffer.from(`interaction:${id}:${randomBytes(48).toString('hex')}`).toString('base64url');

/** "The value will be the guild ID …, or "0" if triggered from a DM with the app's bot user; for USER_INSTALL the authorizing user." */
export function owners(interaction: {
  installs: readonly number[];
  channel: Channel;
  user: Person;
}): Record<string, string> {
  return Object.fromEntries(
    interaction.installs.map((install) => [
      String(install),
      install === INSTALL.guild ? (interaction.channel.guild?.id ?? '0') : interaction.user.id,
    ]),
  );
}

export const answersComponent = (interaction: Interaction): boolean =>
  interaction.type === INTERACTION.component ||
  (interaction.type === INTERACTION.modal && interaction.source !== undefined);
