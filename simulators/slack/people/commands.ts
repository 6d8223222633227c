/** Slash commands and shortcuts. */
import type { Message, Outcome } from '../api.js';
import { command, globalShortcut, messageShortcut } from '../delivery/payloads.js';
import { isObject, obj } from '../json.js';
import { Refusal } from '../refusal.js';
import type { ChannelState } from '../world/channel.js';
import type { InstallationState } from '../world/installation.js';
import type { MessageState } from '../world/message.js';
import type { PersonState } from '../world/person.js';
import { outcomeOf, refusedByClient } from './outcome.js';

/** A command belongs to the person's own workspace, and does not work in threads. */
export async function slash(
  person: PersonState,
  channel: ChannelState,
  name: string,
  text: string,
  thread: Message | string | undefined,
): Promise<Outcome> {
  const { core } = person;
  const bot = serving(person);
  if (thread !== undefined) return refusedByClient('not_in_threads');
  if (!bot?.has('commands') || !core.manifest.hasCommand(name)) return refusedByClient('unknown_command');
  const sent = await core.dispatch.interaction(
    'slash_commands',
    'slash_commands',
    command(person, bot, channel, name, text),
  );
  const outcome = outcomeOf(sent);
  const { body } = sent.answer;
  const spoken = isObject(body) && (body.text !== undefined || body.blocks !== undefined);
  if (!outcome.ok || !spoken) return outcome;
  try {
    const place = { person, bot, channel, original: undefined };
    return { ...outcome, answer: await core.responseUrls.put(place, obj(body)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...outcome, ok: false, failure: 'invalid_command_response' };
  }
}

export async function shortcut(
  person: PersonState,
  message: MessageState,
  callbackId: string,
): Promise<Outcome> {
  const { core } = person;
  const bot = serving(person);
  // "Message shortcuts are shown to users in the context menus of non-ephemeral messages."
  if (message.ephemeralFor !== undefined) return refusedByClient('not_on_ephemeral_messages');
  if (!bot?.has('commands') || !core.manifest.hasShortcut('message', callbackId)) {
    return refusedByClient('unknown_shortcut');
  }
  const payload = messageShortcut(person, bot, message, callbackId);
  return outcomeOf(await core.dispatch.interaction('interactive', 'message_action', payload));
}

export async function shortcutAnywhere(person: PersonState, callbackId: string): Promise<Outcome> {
  const { core } = person;
  const bot = serving(person);
  if (!bot?.has('commands') || !core.manifest.hasShortcut('global', callbackId)) {
    return refusedByClient('unknown_shortcut');
  }
  const payload = globalShortcut(person, bot, callbackId);
  return outcomeOf(await core.dispatch.interaction('interactive', 'shortcut', payload));
}

/** The app of the person's own workspace. */
export function serving(person: PersonState): InstallationState | undefined {
  const { bot } = person.workspace;
  return bot?.state === 'active' ? bot : undefined;
}
