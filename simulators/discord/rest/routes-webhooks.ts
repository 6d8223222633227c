/**
 * What the interaction's token opens: the reply as `@original`, follow-ups, and edits of both (developers/interactions/receiving-and-responding
 * #followup-messages). No permission of the bot is looked at: interaction responses may always carry files and embeds.
 */
import { refusal } from '../errors.js';
import type { Interaction } from '../people/interaction.js';
import { type Body, isObject } from '../rules/form.js';
import { compose } from '../rules/message.js';
import type { Message } from '../world/message.js';
import { messagePayload } from '../world/message-payload.js';

import { publish } from './publish.js';
import type { Answer, Call, Route } from './route.js';

/** About five edits of @original in five seconds, for each token. */
const WRITE = { requests: 5, windowMs: 5_000 };
const READ = { requests: 30, windowMs: 5_000 };

/** "A maximum of 5 followup messages per interaction" where the app is installed to the user alone. */
const MOST_FOLLOW_UPS = 5;

/**
 * 10015 for a token that nobody knows or that was not acknowledged yet; 50027 once it is 15 minutes old (both seen in discord-api-docs#6851).
 */
function interactionOf({ world, params }: Call): Interaction {
  const interaction = world.interactions.get(params.token!);
  if (interaction === undefined || params.webhook !== world.applicationId) throw refusal(10015);
  if (interaction.expired) throw refusal(50027);
  if (interaction.state !== 'acknowledged') throw refusal(10015);
  return interaction;
}

/** `@original` or an id of a message that this token wrote; 10008 for what was deleted meanwhile. */
function messageOf(call: Call): { interaction: Interaction; message: Message } {
  const interaction = interactionOf(call);
  const own = [interaction.original, ...interaction.followUps];
  const message =
    call.params.message === '@original'
      ? interaction.original
      : own.find((one) => one?.id === call.params.message);
  if (message === undefined || message.deleted) throw refusal(10008);
  return { interaction, message };
}

const bodyOf = ({ body }: Call): Body => (isObject(body) ? body : {});

function edit(call: Call): Answer {
  const { interaction, message } = messageOf(call);
  revise(call, interaction, message);
  return { body: messagePayload(message) };
}

function revise(call: Call, interaction: Interaction, message: Message): void {
  const { channel, limitBytes } = interaction;
  if (channel.archived) throw refusal(50083);
  message.revise(
    compose({
      channel,
      body: bodyOf(call),
      uploads: call.uploads,
      way: 'webhook',
      limitBytes,
      before: message,
    }),
    'webhook',
  );
}

function followUp(call: Call): Answer {
  const interaction = interactionOf(call);
  const { original, channel } = interaction;
  if (channel.deleted) throw refusal(10003);
  if (original?.loading) {
    // Deleted while it was "thinking": 10008 (discord-api-docs#3087).
    if (original.deleted) throw refusal(10008);
    // "This endpoint will function as Edit Original Interaction Response … The ephemeral flag will be ignored."
    revise(call, interaction, original);
    return { body: messagePayload(original) };
  }
  if (interaction.userInstallOnly && interaction.followUps.length >= MOST_FOLLOW_UPS) throw refusal(40094);
  const message = publish(interaction, { body: bodyOf(call), uploads: call.uploads, via: 'webhook' });
  interaction.addFollowUp(message);
  return { body: messagePayload(message) };
}

function remove(call: Call): Answer {
  messageOf(call).message.delete();
  return {};
}

const ONE = '/webhooks/:webhook/:token/messages/:message';

export const webhookRoutes: readonly Route[] = [
  { method: 'POST', path: '/webhooks/:webhook/:token', auth: false, limit: WRITE, handle: followUp },
  {
    method: 'GET',
    path: ONE,
    auth: false,
    limit: READ,
    handle: (call) => ({ body: messagePayload(messageOf(call).message) }),
  },
  { method: 'PATCH', path: ONE, auth: false, limit: WRITE, handle: edit },
  { method: 'DELETE', path: ONE, auth: false, limit: WRITE, handle: remove },
];
