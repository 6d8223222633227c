/** The first response to an interaction (developers/interactions/receiving-and-responding#create-interaction-response). */
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import { refusal } from '../errors.js';
import { answersComponent, type Interaction } from '../people/interaction.js';
import { Modal } from '../people/modal.js';
import { CALLBACK, FLAG, INTERACTION, OPTION } from '../protocol.js';
import { checkChoice } from '../rules/commands.js';
import { type Body, Form, isObject } from '../rules/form.js';
import { compose } from '../rules/message.js';
import { checkModal } from '../rules/modal.js';
import { type Component, numbered } from '../world/components.js';
import { messagePayload } from '../world/message-payload.js';

import { publish } from './publish.js';
import type { Answer, Call, Route } from './route.js';

function respond(call: Call): Answer {
  const { world, params, body } = call;
  const interaction = world.interactions.get(params.token!);
  // Unknown, or not answered within 3 s: "If the 3 second deadline is exceeded, the token will be invalidated."
  if (interaction === undefined || interaction.id !== params.interaction || interaction.state === 'failed')
    throw refusal(10062);
  if (interaction.state === 'acknowledged') throw refusal(40060);
  const form = new Form();
  const { type, data } = isObject(body) ? body : {};
  if (!form.at('type').oneOf(type, allowedTypes(interaction))) form.settle();
  carryOut(call, interaction, type as number, isObject(data) ? data : {});
  const full = ['true', 'True', '1'].includes(call.query.get('with_response') ?? '');
  return full ? { body: callbackPayload(interaction, type as number) } : {};
}

/** 6 and 7 are "only valid for component-based interactions"; 9 is "not available for MODAL_SUBMIT"; autocomplete takes 8 alone. */
function allowedTypes(interaction: Interaction): number[] {
  if (interaction.type === INTERACTION.autocomplete) return [CALLBACK.autocomplete];
  const types: number[] = [CALLBACK.reply, CALLBACK.defer];
  if (answersComponent(interaction)) types.push(CALLBACK.deferUpdate, CALLBACK.update);
  if (interaction.type !== INTERACTION.modal) types.push(CALLBACK.modal);
  return types;
}

function carryOut(call: Call, interaction: Interaction, type: number, data: Body): void {
  if (type === CALLBACK.reply) reply(call, interaction, data);
  else if (type === CALLBACK.defer) defer(interaction, data);
  else if (type === CALLBACK.deferUpdate) interaction.acknowledge(type, interaction.source!.ephemeral);
  else if (type === CALLBACK.update) update(call, interaction, data);
  else if (type === CALLBACK.autocomplete) suggest(interaction, data);
  else open(interaction, data);
}

function open(interaction: Interaction, data: Body): void {
  const form = new Form(['data']);
  checkModal(data, form);
  form.settle();
  interaction.acknowledge(CALLBACK.modal, true);
  interaction.openModal(
    new Modal(interaction, {
      title: data.title as string,
      custom_id: data.custom_id as string,
      components: numbered(data.components as Component[]),
    }),
  );
}

function reply(call: Call, interaction: Interaction, data: Body): void {
  const message = publish(interaction, {
    body: data,
    uploads: call.uploads,
    path: ['data'],
    via: 'callback',
  });
  interaction.acknowledge(CALLBACK.reply, message.ephemeral);
  interaction.answerWith(message);
}

/** "The only valid message flag you may use is EPHEMERAL": Components V2 come with the edit. */
function defer(interaction: Interaction, data: Body): void {
  const flags = Number(data.flags ?? 0);
  const form = new Form(['data', 'flags']);
  if ((flags & ~FLAG.ephemeral) !== 0)
    form.refuse('MESSAGE_FLAGS_INVALID', 'Only the EPHEMERAL flag can be used when deferring');
  form.settle();
  const message = publish(interaction, {
    body: { flags },
    uploads: [],
    path: ['data'],
    via: 'callback',
    loading: true,
  });
  interaction.acknowledge(CALLBACK.defer, message.ephemeral);
  interaction.answerWith(message);
}

function update(call: Call, interaction: Interaction, data: Body): void {
  const message = interaction.source!;
  if (message.deleted) throw refusal(10008);
  const { channel, limitBytes } = interaction;
  const draft = compose({
    channel,
    body: data,
    uploads: call.uploads,
    way: 'webhook',
    limitBytes,
    before: message,
    path: ['data'],
  });
  interaction.acknowledge(CALLBACK.update, message.ephemeral);
  message.revise(draft, 'callback');
}

/** "Max of 25 choices". */
function suggest(interaction: Interaction, data: Body): void {
  const form = new Form(['data', 'choices']);
  const { options } = interaction.payload.data as {
    options?: { focused?: boolean; type: number; options?: never[] }[];
  };
  if (form.list(data.choices, { max: 25 }))
    data.choices.forEach((choice, index) => {
      checkChoice(choice, form.at(index), focusedType(options ?? []));
    });
  form.settle();
  interaction.acknowledge(CALLBACK.autocomplete, true);
  const { locale } = interaction.user;
  interaction.suggest(
    (data.choices as APIApplicationCommandOptionChoice[]).map((choice) => ({
      ...choice,
      name: choice.name_localizations?.[locale as 'de'] ?? choice.name,
    })),
  );
}

function focusedType(options: { focused?: boolean; type: number; options?: never[] }[]): number {
  const flat = options.flatMap((option) => [
    option,
    ...(option.options ?? []),
    ...(option.options ?? []).flatMap((one: { options?: never[] }) => one.options ?? []),
  ]);
  return flat.find(({ focused }) => focused)?.type ?? OPTION.string;
}

/** The callback response object; `resource.message` only for 4 and 7. */
function callbackPayload(interaction: Interaction, type: number): unknown {
  const message = interaction.original;
  const shown = type === CALLBACK.reply || type === CALLBACK.update;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message === undefined
        ? {}
        : {
            response_message_id: message.id,
            response_message_loading: message.loading,
            response_message_ephemeral: message.ephemeral,
          }),
    },
    ...(shown && message !== undefined ? { resource: { type, message: messagePayload(message) } } : {}),
  };
}

export const interactionRoutes: readonly Route[] = [
  { method: 'POST', path: '/interactions/:interaction/:token/callback', auth: false, handle: respond },
];
