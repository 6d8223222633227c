/**
 * The answer to one interaction. The first word has to be said within 3 s (discord-api-docs, developers/interactions/receiving-and-
 * responding): whatever takes longer begins with "is thinking". What goes wrong is for the requester alone.
 */
import {
  type APIButtonComponent,
  type APIMessageTopLevelComponent,
  type APIModalInteractionResponseCallbackData,
  type ButtonInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  type RepliableInteraction,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { Words } from '../../../words/words.js';
import type { MessageView } from '../../chat-adapter.js';
import { note } from '../../messages/answers.js';
import { refusal } from '../../messages/wording.js';
import { isRefusal } from '../../platform-error.js';
import type { DiscordApi, Outgoing } from '../connection/api-client.js';
import { asPlatform } from '../connection/sdk-errors.js';
import { rows } from '../views/components.js';
import { card } from '../views/job-message.js';

export class Reply {
  readonly #interaction: RepliableInteraction;
  readonly #api: DiscordApi;
  #offered: APIButtonComponent | undefined;
  #said: 'nothing' | 'thinking' | 'thinking-privately' | 'held' | 'modal' = 'nothing';

  constructor(interaction: RepliableInteraction, api: DiscordApi) {
    this.#interaction = interaction;
    this.#api = api;
  }

  /** "is thinking": a new message, which `fill` or the session fills in. */
  async think(isPrivate: boolean): Promise<void> {
    const options = isPrivate ? ({ flags: MessageFlags.Ephemeral } as const) : {};
    await asPlatform('an answer', () => this.#interaction.deferReply(options));
    this.#said = isPrivate ? 'thinking-privately' : 'thinking';
  }

  /** Accepts a press; the message that was pressed may change. */
  async hold(): Promise<void> {
    const interaction = this.#interaction as ButtonInteraction | ModalSubmitInteraction;
    await asPlatform('an answer', () => interaction.deferUpdate());
    this.#said = 'held';
  }

  /** The way out that a refusal shows. */
  offer(button: APIButtonComponent): void {
    this.#offered = button;
  }

  async ask(modal: APIModalInteractionResponseCallbackData): Promise<void> {
    await asPlatform('a dialog', () => (this.#interaction as ButtonInteraction).showModal(modal));
    this.#said = 'modal';
  }

  /** Fills in what `think` has begun, or changes the message that was pressed. */
  async fill(message: Outgoing): Promise<void> {
    await this.#api.editByToken(this.#original, message);
  }

  /** Tells the requester alone; `mention` as in `CardOptions`. */
  tell(view: MessageView, mention?: string): Promise<void> {
    return this.#tell(plainNote(view, mention));
  }

  async #tell(message: Outgoing): Promise<void> {
    switch (this.#said) {
      case 'nothing':
        await this.think(true);
        return this.fill(message);
      case 'thinking-privately':
        return this.fill(message);
      case 'thinking':
        return this.#replace(message);
      case 'held':
        await this.#api.followUp(this.#original, message, true);
        return;
      case 'modal':
        return;
    }
  }

  /**
   * A message cannot become private, and as long as the first one is only thinking, the next would be taken for it (receiving-and-responding,
   * Create Followup Message): it is filled in, a private one comes, and it goes - unless the private one is not taken. The session may
   * have removed it already.
   */
  async #replace(message: Outgoing): Promise<void> {
    await this.fill(message).catch(unlessGone);
    await this.#api.followUp(this.#original, message, true);
    await this.#api.deleteByToken(this.#original).catch(unlessGone);
  }

  /** Tells the requester why not; returns what the operator has to know. */
  async refuse(error: unknown): Promise<unknown> {
    if (isRefusal(error, 'expired')) return undefined;
    const isOurs = !(error instanceof AtelierError) || error.fault === 'internal';
    const words = wordsFor(this.#interaction.locale);
    const view = isOurs
      ? note(words, '', words.t('refusals.brokenTitle'), [words.t('refusals.tryAgain')])
      : refusalNote(words, error as AtelierError);
    try {
      const said = plainNote({ ...view, tone: 'failed' });
      const isOffered = !isOurs && this.#offered !== undefined;
      await this.#tell(
        isOffered ? { ...said, components: [...said.components, ...rows([this.#offered!])] } : said,
      );
      return isOurs ? error : undefined;
    } catch (failure) {
      return isOurs ? error : failure;
    }
  }

  get #original() {
    const { applicationId: app, token } = this.#interaction;
    return { app, token, ref: '@original' };
  }
}

/** The refusal as a note, in the requester's language. */
export function refusalNote(words: Words, error: AtelierError): MessageView {
  return note(words, '', words.t('refusals.title'), [refusal(words, error)]);
}

function unlessGone(error: unknown): void {
  if (!isRefusal(error, 'gone')) throw error;
}

/** A view without pictures, as it is sent. */
export function plainNote(view: MessageView, mention?: string): Outgoing {
  return outgoing(card(view, { url: () => '', ...(mention && { mention }) }));
}

export function outgoing(components: APIMessageTopLevelComponent[], files: Outgoing['files'] = []): Outgoing {
  return { components, files, kept: [] };
}
