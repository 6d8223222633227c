/**
 * From a view to what is sent: pictures that a message shows already stay as they are, only new ones are uploaded, and what is not shown any
 * more goes.
 */
import type { APIMessage } from 'discord.js';
import type { MessageView, PictureView } from '../../chat-adapter.js';
import type { Outgoing } from '../connection/api-client.js';
import type { PictureFile } from '../files/message-pictures.js';
import { type CardOptions, card, picturesOf } from '../views/job-message.js';

/** A picture that a message shows. */
export interface ShownPicture {
  name: string;
  role: PictureView['role'];
  /** The blob's key, or the preview itself. */
  source: unknown;
  /** Of the attachment; undefined until Discord has named it. */
  id?: string | undefined;
}

export interface Composed {
  message: Outgoing;
  /** What the message shows once it was taken, to be completed by `named`. */
  shown: ShownPicture[];
}

export async function compose(
  view: MessageView,
  before: readonly ShownPicture[],
  load: (picture: PictureView) => Promise<PictureFile>,
  { mentions = [], ...look }: Omit<CardOptions, 'url'> & { mentions?: readonly string[] },
): Promise<Composed> {
  const files: PictureFile[] = [];
  const shown = new Map<PictureView, ShownPicture>();
  for (const picture of picturesOf(view)) {
    const source = 'blob' in picture.source ? picture.source.blob : picture.source.picture;
    const stays = before.find((one) => one.id && one.role === picture.role && one.source === source);
    if (stays === undefined) files.push(await load(picture));
    shown.set(picture, stays ?? { name: files.at(-1)!.name, role: picture.role, source });
  }
  const components = card(view, { ...look, url: (picture) => `attachment://${shown.get(picture)!.name}` });
  const all = [...shown.values()];
  const kept = all.flatMap(({ id, name }) => (id === undefined ? [] : { id, name }));
  return { message: { components, files, kept, mentions }, shown: all };
}

/**
 * With the ids that Discord has given. They stand in the components: `attachments` leaves out what components show since 2026
 * (discord-api-docs, pull request 8279).
 */
export function named(
  shown: readonly ShownPicture[],
  { components = [], attachments = [] }: Partial<Pick<APIMessage, 'components' | 'attachments'>>,
): ShownPicture[] {
  const ids = new Map([
    ...[...mediaOf(components)].map(({ url, attachment_id: id }) => [fileOf(url), id] as const),
    ...attachments.map(({ filename, id }) => [filename, id] as const),
  ]);
  return shown.map((one) => ({ ...one, id: ids.get(one.name) ?? one.id }));
}

export interface Media {
  url: string;
  attachment_id?: string;
  content_type?: string | null;
  /** It is one itself, or what it stands in. */
  spoiler: boolean;
}

/** Every picture in components, however deep. */
export function* mediaOf(value: unknown, isHidden = false): Generator<Media> {
  if (Array.isArray(value)) {
    for (const item of value) yield* mediaOf(item, isHidden);
  } else if (typeof value === 'object' && value !== null) {
    const { media, spoiler: own, ...rest } = value as { media?: Omit<Media, 'spoiler'>; spoiler?: boolean };
    const spoiler = isHidden || own === true;
    if (media !== undefined) yield { ...media, spoiler };
    yield* mediaOf(Object.values(rest), spoiler);
  }
}

/** The file's name in an address. */
export function fileOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return decodeURIComponent(path.split('/').at(-1) ?? '');
}
