/**
 * "Stylize this picture" on a message and "Stylize avatar" on a person: a dialog asks for the style. Until it is sent, the pictures' addresses are
 * kept, since a dialog carries 100 characters only.
 */
import type {
  Message,
  MessageContextMenuCommandInteraction,
  MessageSnapshot,
  ModalSubmitInteraction,
  UserContextMenuCommandInteraction,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import { fileOf, type Media, mediaOf } from '../delivery/compose.js';
import type { Attached, Handler } from '../dependencies.js';
import { attachedOf, SPOILER } from '../files/download-pictures.js';
import { FIELD, modal, privateField, styleFields } from '../views/modals.js';
import { file, isChecked, words } from './dialog-values.js';
import { assertMayAttach, contextOf } from './request-context.js';

/** Addresses of attachments are good for a day (developers/reference, Signed Attachment CDN URLs). */
const KEPT_MS = 24 * 60 * 60_000;

/** Longer side of a requested avatar, px; Discord makes it no larger than it is. */
const AVATAR = 1024;

interface Picked {
  pictures: Attached[];
  /** ms since the epoch */
  at: number;
}

export const pickMessage: Handler<MessageContextMenuCommandInteraction> = async (
  ports,
  interaction,
  reply,
) => {
  const pictures = picturesIn(interaction.targetMessage);
  if (pictures.length === 0)
    throw new AtelierError(
      'missing_content',
      'there is no picture in that message; choose one that has some',
    );
  assertMayAttach(interaction);
  const key = keep(ports.store, pictures, ports.clock.now(), interaction.id);
  const names = pictures.map(({ name }) => name);
  const fields = [...styleFields(ports.presets, names), privateField()];
  await reply.ask(modal('picked', key, 'Stylize this picture', fields));
};

export const pickAvatar: Handler<UserContextMenuCommandInteraction> = async (ports, interaction, reply) => {
  assertMayAttach(interaction);
  const { targetUser, targetMember } = interaction;
  const look = { extension: 'png', forceStatic: true, size: AVATAR } as const;
  const ofMember = targetMember && 'displayAvatarURL' in targetMember ? targetMember : targetUser;
  const picture = { name: `${targetUser.displayName}.png`, url: ofMember.displayAvatarURL(look) };
  const key = keep(ports.store, [picture], ports.clock.now(), interaction.id);
  const fields = [...styleFields(ports.presets), privateField()];
  await reply.ask(modal('picked', key, `Stylize ${targetUser.displayName}`, fields));
};

/** The dialog, filled in. */
export async function stylizePicked(...[ports, interaction, reply, key]: DialogArguments): Promise<void> {
  const { fields } = interaction;
  const isPrivate = isChecked(fields, FIELD.private);
  await reply.think(isPrivate);
  const picked = ports.store.get(`picked:${key}`) as Picked | undefined;
  const photo = picked?.pictures[Number(words(fields, FIELD.picture))];
  if (!photo) throw new AtelierError('not_found', 'that was too long ago; choose the picture again');
  const attached: Attached[] = [{ ...photo, slot: 'photo' }, ...file(fields, FIELD.style, 'style')];
  const command = { name: 'stylize', preset: words(fields, FIELD.preset), options: {} } as const;
  await ports.intake(attached, (attachments) =>
    ports.session.stylize(contextOf(ports, interaction, isPrivate), command, attachments),
  );
}

export type DialogArguments = [...Parameters<Handler<ModalSubmitInteraction>>, argument: string];

function keep(store: KeyValueStore, pictures: Attached[], now: number, key: string): string {
  for (const { key, value } of store.all())
    if (key.startsWith('picked:') && (value as Picked).at + KEPT_MS < now) store.delete(key);
  store.put(`picked:${key}`, { pictures, at: now } satisfies Picked);
  return key;
}

/** Attachments, pictures in components (whose attachments are listed there alone), embedded ones, and all of those in what it forwards. */
function picturesIn(message: Message | MessageSnapshot): Attached[] {
  const attached = [...message.attachments.values()]
    .filter(({ contentType }) => isPicture(contentType))
    .map((attachment) => attachedOf(attachment));
  const shown = [...mediaOf(message.components.map((component) => component.toJSON()))]
    .filter(({ content_type: type }) => isPicture(type))
    .map(({ url, spoiler }: Media) => ({
      name: fileOf(url).replace(SPOILER, ''),
      url,
      ...(spoiler && { spoiler }),
    }));
  const embedded = message.embeds.flatMap(({ image, thumbnail }) => {
    const media = image ?? thumbnail;
    // Discord has fetched a foreign picture already: its own copy is taken, and the foreign host learns nothing.
    return media ? [{ name: fileOf(media.url), url: media.proxyURL ?? media.url }] : [];
  });
  const forwarded = [...(message.messageSnapshots?.values() ?? [])].flatMap(picturesIn);
  return [...attached, ...shown, ...embedded, ...forwarded];
}

function isPicture(type: string | null | undefined): boolean {
  return type?.startsWith('image/') ?? false;
}
