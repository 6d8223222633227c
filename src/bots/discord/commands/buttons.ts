/** The buttons below a job's message. What they do is the session's; here is only how the answer gets there. */
import type { ButtonInteraction, ModalSubmitInteraction, StringSelectMenuInteraction } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import type { Action } from '../../chat-adapter.js';
import { referenceOf } from '../../messages/job-messages.js';
import { decodeReference } from '../delivery/message-reference.js';
import type { DialogArguments, DiscordPorts, Handler } from '../dependencies.js';
import { button, text } from '../views/components.js';
import { customId, isAction } from '../views/custom-id.js';
import { channelField, FIELD, modal, ownStyleFields, photoField } from '../views/modals.js';
import { file, words } from './dialog-values.js';
import { download, timelapse } from './downloads.js';
import type { Reply } from './reply.js';
import {
  assertAcceptable,
  assertMayAttach,
  contextOf,
  isOnPrivateMessage,
  userOf,
  wordsOf,
} from './request-context.js';

/** A button, an option of the menu, or the answer to what was asked about one. */
type PressInteraction = ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;

export type ButtonArguments = [...Parameters<Handler<ButtonInteraction>>, argument: string];

/** A dialog has to be there within 3 s: the check of the job may take a third of that, ms. */
const LOOK_MS = 1000;

/** An option of the menu. What cannot be undone asks for confirmation. */
export async function chooseAction(
  ports: DiscordPorts,
  interaction: StringSelectMenuInteraction,
  reply: Reply,
  job: string,
): Promise<void> {
  const [action = ''] = interaction.values;
  if (action === 'download') return download(ports, interaction, reply, job);
  if (action === 'timelapse') return timelapse(ports, interaction, reply, job);
  if (!isAction(action)) throw new AtelierError('not_found', said('discord.oldMenu'));
  if (action !== 'delete') return press(action, ports, interaction, reply, job);
  if (!contextOf(ports, interaction, true).moderates) await assertOwner(ports, interaction, job);
  const { t } = wordsOf(interaction);
  await reply.ask(modal('delete', job, t('discord.deleteTitle'), [text(t('discord.deleteText'))]));
}

/** The question was answered with yes. */
export function deleteAsked(...[ports, interaction, reply, job]: DialogArguments): Promise<void> {
  return press('delete', ports, interaction, reply, job);
}

export async function press(
  action: Action,
  ports: DiscordPorts,
  interaction: PressInteraction,
  reply: Reply,
  job: string,
): Promise<void> {
  const { session, adapter } = ports;
  const isPrivate = isOnPrivateMessage(interaction);
  const context = contextOf(ports, interaction, isPrivate);
  if (action === 'cancel' || action === 'delete') {
    await reply.hold();
    if (interaction.message) adapter.refresh(interaction.message.id, interaction.token);
    await session.press(context, job, action);
    if (action === 'delete') await removePressed(ports, interaction, job);
    return;
  }
  await assertOwner(ports, interaction, job);
  assertMayAttach(interaction);
  await assertAcceptable(ports, context);
  await reply.think(isPrivate);
  await session.press(context, job, action);
}

export async function askForStyle(...[ports, interaction, reply, job]: ButtonArguments): Promise<void> {
  await assertOwner(ports, interaction, job);
  const own = wordsOf(interaction);
  await reply.ask(
    modal('other-style', job, own.t('discord.otherStyleTitle'), ownStyleFields(own, ports.presets)),
  );
}

export async function restyle(...[ports, interaction, reply, job]: DialogArguments): Promise<void> {
  const isPrivate = isOnPrivateMessage(interaction);
  const preset = words(interaction.fields, FIELD.preset);
  const own = file(interaction.fields, FIELD.style, 'style');
  reply.offer(button(customId('other-style', job), wordsOf(interaction).t('discord.chooseAgain'), 'primary'));
  if ((preset === '') === (own.length === 0))
    throw new AtelierError('missing_style', said('refusals.otherStyleNeeded'));
  const context = contextOf(ports, interaction, isPrivate);
  await assertAcceptable(ports, context, own);
  await reply.think(isPrivate);
  await ports.intake(own, ([picture]) => ports.session.restyle(context, job, picture ?? { preset }));
}

export async function askForPhoto(...[, interaction, reply, job]: ButtonArguments): Promise<void> {
  assertMayAttach(interaction);
  const own = wordsOf(interaction);
  await reply.ask(modal('try', job, own.t('buttons.tryStyle'), [photoField(own)]));
}

export async function tryStyle(...[ports, interaction, reply, job]: DialogArguments): Promise<void> {
  const isPrivate = isOnPrivateMessage(interaction);
  const photos = file(interaction.fields, FIELD.photo, 'photo');
  const context = contextOf(ports, interaction, isPrivate);
  reply.offer(button(customId('try', job), wordsOf(interaction).t('discord.choosePhoto'), 'primary'));
  await assertAcceptable(ports, context, photos);
  await reply.think(isPrivate);
  await ports.intake(photos, ([photo]) => ports.session.tryStyle(context, job, photo!));
}

export async function askForChannel(...[ports, interaction, reply, job]: ButtonArguments): Promise<void> {
  await assertOwner(ports, interaction, job);
  const own = wordsOf(interaction);
  await reply.ask(modal('share', job, own.t('discord.shareTitle'), [channelField(own)]));
}

/** Says no before anybody sees "is thinking", where that is known in time; the session decides in any case. */
async function assertOwner(
  { session }: DiscordPorts,
  interaction: PressInteraction,
  id: string,
): Promise<void> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, LOOK_MS, undefined).unref());
  const job = await Promise.race([session.job(id), late]);
  if (job !== undefined && job.user !== userOf(interaction))
    throw new AtelierError('forbidden', said('discord.notYours'));
}

/** A copy of the message - from /jobs, or a direct one - goes as well. */
async function removePressed(
  { session, api }: DiscordPorts,
  { applicationId: app, token, message }: PressInteraction,
  id: string,
): Promise<void> {
  const reference = referenceOf(await session.job(id), 'discord');
  if (reference !== undefined && decodeReference(reference).message === message?.id) return;
  await api.deleteByToken({ app, token, ref: '@original' }).catch(() => {});
}
