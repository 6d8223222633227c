/** How a message looks: a neutral view as Discord's components (Components V2), one container with the colour of its state. Pure. */
import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { ActionView, Dialog, MessageView, PictureView, Tone } from '../../chat-adapter.js';
import {
  button,
  container,
  gallery,
  type Look,
  type MediaLook,
  menu,
  type Part,
  rows,
  section,
  text,
  thumbnail,
} from './components.js';
import { customId } from './custom-id.js';
import { bar, line, plain, small } from './text.js';

export interface CardOptions {
  /** Where a picture of the view is: an address, or `attachment://` and a file's name. */
  url(picture: PictureView): string;
  /** The one mention that the view means: of its requester, or of a channel. */
  mention?: string;
  /** Said below everything else, as it is. */
  footer?: string;
  /** Dialogs that cannot work in this channel. */
  without?: readonly Dialog[];
}

/** Readable on Discord's light and dark ground. */
const COLOURS: Record<Tone, number> = {
  waiting: 0x6b7a90,
  running: 0xe0a030,
  done: 0x3a9d5d,
  failed: 0xd0453e,
  cancelled: 0x808080,
  note: 0x5b6ee1,
};

export function card(view: MessageView, options: CardOptions): APIMessageTopLevelComponent[] {
  const buttons = view.actions
    .filter(({ action }) => !(options.without as readonly string[] | undefined)?.includes(action))
    .flatMap((action) => (view.job === undefined || action.menu ? [] : [toButton(action, view.job)]));
  const parts: Part[] = [
    ...words(view, options),
    ...large(view, options),
    ...(options.footer === undefined ? [] : [text(options.footer)]),
    ...rows(buttons),
    ...menuOf(view),
  ];
  return [container(COLOURS[view.tone], parts)];
}

/** The pictures that are shown, in order: small ones of what was sent beside the words, below them the latest, as large as it can be. */
export function picturesOf({ tone, pictures }: MessageView): PictureView[] {
  return tone === 'done'
    ? pictures.filter(({ role }) => role === 'result')
    : pictures.filter(({ role }) => role !== 'result');
}

const isLarge = ({ role }: PictureView) => role === 'preview' || role === 'result';

/** What is said, with the photo beside it; below it each style by its name and its picture; the bar has the whole width, also on a phone. */
function words(view: MessageView, options: CardOptions): Part[] {
  const said = [heading(view), ...wordsOf(view, options)].join('\n');
  const [photo, ...styles] = picturesOf(view).filter((picture) => !isLarge(picture));
  const { t } = wordsFor(view.language);
  const small = (picture: PictureView) => thumbnail(mediaOf(picture, options));
  return [
    photo === undefined ? text(said) : section(said, small(photo)),
    ...styles.map((style) => section(`-# ${t('messages.style')}\n**${plain(style.label)}**`, small(style))),
    ...barOf(view),
  ];
}

function large(view: MessageView, options: CardOptions): Part[] {
  const pictures = picturesOf(view).filter(isLarge);
  return pictures.length === 0 ? [] : [gallery(pictures.map((picture) => mediaOf(picture, options)))];
}

function mediaOf(picture: PictureView, { url }: CardOptions): MediaLook {
  const { alt, spoiler } = picture;
  return { url: url(picture), alt, spoiler };
}

function heading({ title }: MessageView): string {
  return `### ${plain(title)}`;
}

function wordsOf({ tone, lines, ticks }: MessageView, { mention }: CardOptions): string[] {
  const said = lines.map((text) => line(text, ticks, mention));
  return tone === 'done' ? said.map(small) : said;
}

function barOf({ bar: progress, ticks }: MessageView): Part[] {
  if (progress === undefined) return [];
  const left = progress.left === '' ? [] : [small(line(progress.left, ticks))];
  return [text([`${bar(progress.fraction)} **${progress.text}**`, ...left].join('\n'))];
}

function menuOf({ language, job, actions }: MessageView): Part[] {
  const options = actions
    .filter((action) => action.menu)
    .map(({ action: value, label }) => ({ value, label }));
  if (job === undefined || options.length === 0) return [];
  return [
    menu({
      type: ComponentType.StringSelect,
      custom_id: customId('menu', job),
      placeholder: wordsFor(language).t('buttons.more'),
      options,
    }),
  ];
}

function toButton({ action, label }: ActionView, job: string) {
  const looks: Partial<Record<ActionView['action'], Look>> = {
    again: 'primary',
    try: 'primary',
    cancel: 'danger',
    delete: 'danger',
  };
  return button(customId(action, job), label, looks[action]);
}
