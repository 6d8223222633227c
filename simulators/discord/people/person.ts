/** Somebody at a Discord client. Acting is delegated to the modules beside this one; what a client would not allow throws ClientRefusal. */
import { createHash } from 'node:crypto';
import {
  ClientRefusal,
  type FakeChannel,
  type FakeFile,
  type FakeInteraction,
  type FakeMessage,
  type FakeModal,
  type FakeRole,
  type FakeUser,
  type ModalValue,
  type OptionValue,
  type UserOptions,
} from '../api.js';
import { MESSAGE_TYPE } from '../protocol.js';
import { checkSizes } from '../rules/attachments.js';
import { mentionsIn } from '../rules/mentions.js';
import { Channel } from '../world/channel.js';
import { Message } from '../world/message.js';
import type { World } from '../world/world.js';
import { pressButton, selectFrom } from './components.js';
import { messageCommand, userCommand } from './context.js';
import { submitModal } from './modal.js';
import { autocomplete, slash } from './slash.js';

export type PersonOptions = UserOptions & { bot?: boolean; id?: string };

export class Person implements FakeUser {
  readonly id: string;
  readonly name: string;
  readonly globalName: string | null;
  readonly isBot: boolean;
  readonly avatar: Uint8Array | undefined;
  locale: string;
  acceptsDms: boolean;
  installed: boolean;
  #dm: Channel | undefined;

  constructor(
    readonly world: World,
    name: string,
    options: PersonOptions = {},
  ) {
    this.id = options.id ?? world.ids.next();
    this.name = name;
    this.globalName = options.globalName ?? null;
    this.isBot = options.bot ?? false;
    this.avatar = options.avatar;
    this.locale = options.locale ?? 'en-US';
    this.acceptsDms = options.acceptsDms ?? true;
    this.installed = options.installed ?? false;
    world.people.set(this.id, this);
  }

  get mention(): string {
    return `<@${this.id}>`;
  }

  /** Of the bytes, as on the wire: 32 hex digits. */
  get avatarHash(): string | null {
    return this.avatar === undefined ? null : createHash('md5').update(this.avatar).digest('hex');
  }

  dm(): Channel {
    this.#dm ??= this.world.addChannel(
      new Channel(this.world, { kind: 'bot-dm', name: `DM with ${this.name}`, recipients: [this] }),
    );
    return this.#dm;
  }

  say(
    channel: FakeChannel,
    content: string,
    options: { files?: FakeFile[]; links?: FakeFile[]; replyTo?: FakeMessage; pings?: boolean } = {},
  ): Message {
    const place = this.stands(channel);
    if (!place.may(this.id, place.isThread ? 'SendMessagesInThreads' : 'SendMessages'))
      throw new ClientRefusal(`${this.name} may not send messages in ${place.name}`);
    const files = (options.files ?? []).map((file) => this.upload(file, place, false));
    const draft = {
      content,
      // "type: image", its picture as the thumbnail (developers/resources/message, Embed Types).
      embeds: (options.links ?? []).map((link) => {
        const thumbnail = this.world.files.proxied(link, 'pictures.example');
        return { type: 'image', url: thumbnail.url, thumbnail };
      }),
      components: [],
      files,
      flags: 0,
      mentions: mentionsIn(content, undefined, 'channel'),
    };
    const { replyTo, pings = true } = options;
    if (replyTo === undefined)
      return new Message(this.world, place, { author: this, type: MESSAGE_TYPE.default }, draft, 'person');
    // The client pings the author of what is answered unless "@ on" is switched off.
    const users = pings ? [...new Set([...draft.mentions.users, replyTo.authorId])] : draft.mentions.users;
    const origin = { author: this, type: MESSAGE_TYPE.reply, replyTo: replyTo.id };
    return new Message(
      this.world,
      place,
      origin,
      { ...draft, mentions: { ...draft.mentions, users } },
      'person',
    );
  }

  slash(channel: FakeChannel, name: string, options: Record<string, OptionValue> = {}): FakeInteraction {
    return slash(this, this.stands(channel), name, options);
  }

  autocomplete(
    channel: FakeChannel,
    name: string,
    options: Record<string, OptionValue>,
    focused: string,
  ): FakeInteraction {
    return autocomplete(this, this.stands(channel), name, options, focused);
  }

  messageCommand(message: FakeMessage, name: string): FakeInteraction {
    return messageCommand(this, this.sees(message), name);
  }

  userCommand(channel: FakeChannel, target: FakeUser, name: string): FakeInteraction {
    return userCommand(this, this.stands(channel), target as Person, name);
  }

  press(message: FakeMessage, button: string): FakeInteraction {
    return pressButton(this, this.sees(message), button);
  }

  select(
    message: FakeMessage,
    menu: string,
    values: string | FakeUser | FakeChannel | FakeRole | (string | FakeUser | FakeChannel | FakeRole)[],
  ): FakeInteraction {
    return selectFrom(this, this.sees(message), menu, [values].flat());
  }

  submit(modal: FakeModal, values: Record<string, ModalValue> = {}): FakeInteraction {
    return submitModal(this, modal, values);
  }

  delete(message: FakeMessage): void {
    const seen = this.sees(message);
    if (seen.author !== this && !seen.channel.may(this.id, 'ManageMessages'))
      throw new ClientRefusal(`${this.name} may not delete messages of others in ${seen.channel.name}`);
    seen.delete();
  }

  dismiss(message: FakeMessage): void {
    const seen = this.sees(message);
    if (!seen.ephemeral) throw new ClientRefusal('only messages that are for oneself alone can be dismissed');
    seen.dismiss(this);
  }

  // ---- for the modules beside this one

  /** The channel, if this person can look into it. */
  stands(channel: FakeChannel): Channel {
    const place = channel as Channel;
    if (place.deleted) throw new ClientRefusal(`${place.name} was deleted`);
    if (!place.may(this.id, 'ViewChannel')) throw new ClientRefusal(`${this.name} cannot see ${place.name}`);
    return place;
  }

  sees(message: FakeMessage): Message {
    const seen = message as Message;
    if (!seen.visibleTo(this))
      throw new ClientRefusal(`${this.name} cannot see that message in ${seen.channel.name}`);
    return seen;
  }

  /** Uploads a file, as a client does before it sends what refers to it; refuses what is over the limit of the place. */
  upload(file: FakeFile, place: Channel, ephemeral: boolean) {
    try {
      checkSizes([{ index: '0', name: file.name, contentType: '', data: file.data }], place.uploadLimit);
    } catch {
      throw new ClientRefusal(
        `${file.name} is ${file.data.byteLength} bytes; the limit here is ${place.uploadLimit}`,
      );
    }
    return this.world.files.store(file, ephemeral ? this.world.applicationId : place.id, ephemeral);
  }
}
