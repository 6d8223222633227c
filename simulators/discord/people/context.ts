/** Commands in the menu of a message or of a person (developers/interactions/application-commands#user-commands, #message-commands). */
import { ClientRefusal } from '../api.js';
import { COMMAND, INTERACTION } from '../protocol.js';
import type { Channel } from '../world/channel.js';
import type { Message } from '../world/message.js';
import type { Interaction } from './interaction.js';
import { interact } from './payload.js';
import type { Person } from './person.js';
import { Resolved } from './resolved.js';
import { commandData, offered } from './slash.js';

export function messageCommand(person: Person, message: Message, name: string): Interaction {
  if (message.ephemeral) throw new ClientRefusal('messages that are for oneself alone have no app commands');
  return contextCommand(person, message.channel, COMMAND.message, name, (resolved) =>
    resolved.addMessage(message),
  );
}

export function userCommand(person: Person, channel: Channel, target: Person, name: string): Interaction {
  return contextCommand(person, channel, COMMAND.user, name, (resolved) => resolved.addUser(target));
}

function contextCommand(
  person: Person,
  channel: Channel,
  type: number,
  name: string,
  target: (resolved: Resolved) => string,
): Interaction {
  const command = offered(person, channel, type, name);
  const resolved = new Resolved(channel);
  const targetId = target(resolved);
  return interact(person.world, {
    type: INTERACTION.command,
    user: person,
    channel,
    installs: person.world.commands.installs(command, person, channel),
    command: { name, type },
    data: { ...commandData(command), target_id: targetId, ...resolved.part },
  });
}
