/** Resolved data: the objects behind the ids of options, selects and uploads (#interaction-object-resolved-data-structure). */
import type { Channel } from '../world/channel.js';
import type { StoredFile } from '../world/files.js';
import type { Role } from '../world/guild.js';
import type { Message } from '../world/message.js';
import { messagePayload } from '../world/message-payload.js';
import {
  attachmentPayload,
  memberPayload,
  partialChannelPayload,
  rolePayload,
  userPayload,
} from '../world/payloads.js';
import type { Person } from './person.js';

export class Resolved {
  readonly #maps: Record<string, Record<string, unknown>> = {};

  constructor(private readonly channel: Channel) {}

  addUser(person: Person): string {
    this.#put('users', person.id, userPayload(person));
    const guild = this.channel.guild;
    if (guild?.members.has(person.id)) {
      const permissions = this.channel.permissionsOf(person.id).toString();
      this.#put('members', person.id, { ...memberPayload(guild, person.id, false), permissions });
    }
    return person.id;
  }

  addRole(role: Role): string {
    return this.#put('roles', role.id, rolePayload(role));
  }

  addChannel(channel: Channel, userId: string): string {
    return this.#put('channels', channel.id, partialChannelPayload(channel, userId));
  }

  addMessage(message: Message): string {
    return this.#put('messages', message.id, messagePayload(message));
  }

  addFile(file: StoredFile): string {
    return this.#put(
      'attachments',
      file.id,
      attachmentPayload(file, (stored) => this.channel.world.files.signed(stored)),
    );
  }

  /** `{ resolved }`, or nothing where nothing was resolved. */
  get part(): { resolved?: Record<string, unknown> } {
    return Object.keys(this.#maps).length === 0 ? {} : { resolved: this.#maps };
  }

  #put(kind: string, id: string, value: unknown): string {
    this.#maps[kind] ??= {};
    this.#maps[kind][id] = value;
    return id;
  }
}
