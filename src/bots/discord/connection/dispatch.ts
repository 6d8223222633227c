/** From an interaction to its handler. A failure is shown to the requester, and reported to the operator if it is a defect. */
import { ApplicationCommandType, type Interaction, type RepliableInteraction } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import { isRefusal, PlatformError } from '../../platform-error.js';
import {
  askForChannel,
  askForPhoto,
  askForStyle,
  chooseAction,
  deleteAsked,
  press,
  restyle,
  tryStyle,
} from '../commands/buttons.js';
import { pickAvatar, pickMessage, stylizePicked } from '../commands/context-menu.js';
import { jobs, queue, showAgain } from '../commands/job-lists.js';
import { Reply } from '../commands/reply.js';
import { compare, share } from '../commands/result-actions.js';
import { chooseStyle, styles, stylizeWithPreset, turnPage } from '../commands/styles.js';
import { stylize, suggest, tryout } from '../commands/stylize.js';
import { correct, stylizeCorrected } from '../commands/typed-requests.js';
import type { DiscordPorts, Handler } from '../dependencies.js';
import { answer, ask, set, settings } from '../settings/settings-panel.js';
import { isAction, readCustomId } from '../views/custom-id.js';

export interface Reports {
  onLog(line: string): void;
  onError(error: unknown): void;
}

const COMMANDS = { stylize, tryout, styles, queue, jobs, atelier: settings } as const;

const BUTTONS = {
  'other-style': askForStyle,
  share: askForChannel,
  compare,
  try: askForPhoto,
  styles: turnPage,
  style: chooseStyle,
  correct,
  ask,
} as const;

const MODALS = {
  delete: deleteAsked,
  'other-style': restyle,
  share,
  try: tryStyle,
  picked: stylizePicked,
  correct: stylizeCorrected,
  style: stylizeWithPreset,
  ask: answer,
} as const;

export async function dispatch(
  ports: DiscordPorts,
  interaction: Interaction,
  reports: Reports,
): Promise<void> {
  try {
    if (interaction.isAutocomplete()) return await suggest(ports, interaction);
  } catch (error) {
    // The user types on, and the list would be for earlier words.
    if (isRefusal(error, 'invalid')) report(error, reports);
    return;
  }
  const reply = new Reply(interaction, ports.api);
  try {
    await handle(ports, interaction, reply);
  } catch (error) {
    if (isRefusal(error, 'expired')) reports.onLog(`Discord: an interaction was over (${error.reason})`);
    report(await reply.refuse(error), reports);
  }
}

/** What Discord refuses is a defect where it does not understand; else it is Discord's to get over. */
function report(error: unknown, { onLog, onError }: Reports): void {
  if (error === undefined) return;
  if (error instanceof PlatformError && error.code !== 'invalid')
    onLog(`Discord: an answer was not taken (${error.reason})`);
  else onError(error);
}

async function handle(ports: DiscordPorts, interaction: RepliableInteraction, reply: Reply): Promise<void> {
  if (interaction.isChatInputCommand()) {
    const command = find(COMMANDS, interaction.commandName);
    return (command as Handler<typeof interaction>)(ports, interaction, reply);
  }
  if (interaction.isMessageContextMenuCommand()) return pickMessage(ports, interaction, reply);
  if (interaction.isUserContextMenuCommand()) return pickAvatar(ports, interaction, reply);
  if (!interaction.isMessageComponent() && !interaction.isModalSubmit())
    throw outdated(ApplicationCommandType[ApplicationCommandType.PrimaryEntryPoint]);
  const { verb, argument } = readCustomId(interaction.customId) ?? { verb: '', argument: '' };
  if (interaction.isModalSubmit()) return find(MODALS, verb)(ports, interaction, reply, argument);
  if (interaction.isAnySelectMenu() && verb === 'set') return set(ports, interaction, reply, argument);
  if (interaction.isStringSelectMenu() && verb === 'menu')
    return chooseAction(ports, interaction, reply, argument);
  if (interaction.isStringSelectMenu() && verb === 'show') return showAgain(ports, interaction, reply);
  if (!interaction.isButton()) throw outdated(verb);
  if (verb !== '' && isAction(verb)) return press(verb, ports, interaction, reply, argument);
  return find(BUTTONS, verb)(ports, interaction, reply, argument);
}

function find<T extends Record<string, unknown>>(table: T, name: string): T[keyof T] {
  if (Object.hasOwn(table, name)) return table[name] as T[keyof T];
  throw outdated(name);
}

function outdated(what: string): AtelierError {
  return new AtelierError('not_found', said('discord.outdated', { what: what || '?' }));
}
