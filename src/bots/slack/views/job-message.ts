/** How a message looks: a neutral view as Block Kit (docs.slack.dev/reference/block-kit), within its limits. Pure. */
import type { types } from '@slack/bolt';
import { type BarLook, progressBar } from '../../../lib/format.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { Words } from '../../../words/words.js';
import type { ActionView, MessageView, PictureView } from '../../chat-adapter.js';
import { encodeChoice, encodePress, JOB_MENU, jobAction, type Press } from './action-ids.js';
import { altText, cut, escaped, formatted, HEADER, inSlack, LABEL, pieces, plain } from './text.js';

/** Blocks of a message. */
const MOST_BLOCKS = 50;

/** Fine enough to be seen moving, short enough for a phone's line. */
const BAR: BarLook = { cells: 16, done: '▰', open: '▱' };

/** The picture that a message shows: on the web, or a file of Slack's. */
export type ShownPicture = { url: string } | { file: string };

interface Look {
  /** User id of the requester; named in a job's message. */
  user: string;
  /** What is shown of the view's pictures, if anything, and under which id: a new one for each picture. */
  shown?: { picture: ShownPicture; id: string } | undefined;
  /** Id of the first block, by which the message is found again. */
  id?: string | undefined;
  /** Said below the rest. */
  footer?: string | undefined;
}

export function blocksOf(view: MessageView, look: Look): types.KnownBlock[] {
  const blocks: (types.KnownBlock | undefined)[] = [
    { type: 'header', text: plain(inSlack(view.title), HEADER), ...(look.id && { block_id: look.id }) },
    view.bar && { type: 'section', text: formatted(barLine(view.bar)) },
    ...linesOf(view, look),
    imageOf(view, look),
    context(view.tone === 'note' ? [] : factsOf(view, look)),
    context(look.footer === undefined ? [] : [look.footer]),
    actionsOf(view, look),
  ];
  return blocks.filter((block) => block !== undefined).slice(0, MOST_BLOCKS);
}

/** What a notification says, and a reader that shows no blocks. Of the mentions in it, the requester's alone is one. */
export function textOf({ subject, title, bar, lines }: MessageView, { user }: Pick<Look, 'user'>): string {
  const what = subject === undefined || subject === title ? [] : [subject];
  const rest = bar ? [`${bar.text}${bar.left && `, ${bar.left}`}`] : lines.slice(0, 1);
  const mention = `<@${user}>`;
  return escaped(cut(inSlack([...what, title, ...rest].join(': ')), 300)).replaceAll(
    escaped(mention),
    mention,
  );
}

/** The picture of a view that its message shows. */
export function mainPicture({ tone, pictures }: MessageView): PictureView | undefined {
  return pictures.find(({ role }) => role === (tone === 'running' ? 'preview' : 'result'));
}

/** The bar as text: Slack has none of its own. */
export function barLine({ fraction, text, left }: NonNullable<MessageView['bar']>): string {
  const bar = `${progressBar(fraction, BAR)}  *${escaped(text)}*`;
  return left === '' ? bar : `${bar}  ·  ${escaped(left)}`;
}

function context(lines: readonly string[]): types.ContextBlock | undefined {
  if (lines.length === 0) return undefined;
  return { type: 'context', elements: [formatted(lines.join('  ·  '))] };
}

/** Plain, as people may have written in them; only the requester may be mentioned. */
function linesOf({ lines }: MessageView, { user }: Look): types.SectionBlock[] {
  const mention = `<@${user}>`;
  const texts = pieces(lines.map(inSlack));
  return texts.map((text) => ({
    type: 'section',
    text: text.includes(mention)
      ? formatted(escaped(text).replaceAll(escaped(mention), mention))
      : plain(text),
  }));
}

function imageOf(view: MessageView, { shown }: Look): types.ImageBlock | undefined {
  const alt = mainPicture(view)?.alt;
  if (shown === undefined || alt === undefined) return undefined;
  const common = { type: 'image', alt_text: altText(alt), block_id: shown.id } as const;
  return 'url' in shown.picture
    ? { ...common, image_url: shown.picture.url }
    : { ...common, slack_file: { id: shown.picture.file } };
}

function factsOf({ language, pictures, lines }: MessageView, { user }: Look): string[] {
  const { t } = wordsFor(language);
  const names: Partial<Record<PictureView['role'], string>> = {
    photo: t('messages.photo'),
    style: t('messages.style'),
    style2: t('messages.style'),
  };
  const inputs = pictures.flatMap(({ role, label }) => {
    const name = names[role];
    return name === undefined ? [] : [t('slack.fact', { name, value: escaped(cut(label, 100)) })];
  });
  const isNamed = lines.some((line) => line.includes(`<@${user}>`));
  return isNamed ? inputs : [...inputs, t('slack.askedBy', { who: `<@${user}>` })];
}

function actionsOf({ language, job, actions }: MessageView, { user }: Look): types.ActionsBlock | undefined {
  if (job === undefined || actions.length === 0) return undefined;
  const press = { job, user };
  const words = wordsFor(language);
  // What cannot be undone is a button: an option of a menu cannot ask for confirmation.
  const [inMenu, alone] = partition(actions, ({ action, menu }) => menu === true && action !== 'delete');
  const [last, others] = partition(alone, ({ action }) => action === 'delete');
  const button = (action: ActionView) => buttonOf(words, action, encodePress(press));
  const menu = inMenu.length === 0 ? [] : [menuOf(words, inMenu, press)];
  return { type: 'actions', elements: [...others.map(button), ...menu, ...last.map(button)] };
}

function menuOf({ t }: Words, actions: readonly ActionView[], press: Press): types.StaticSelect {
  return {
    type: 'static_select',
    action_id: JOB_MENU,
    placeholder: plain(t('buttons.more'), LABEL),
    options: actions.map(({ action, label }) => ({
      text: plain(label, LABEL),
      value: encodeChoice(action, press),
    })),
  };
}

function partition<T>(all: readonly T[], belongs: (one: T) => boolean): [T[], T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}

function buttonOf(words: Words, { action, label }: ActionView, value: string): types.Button {
  return {
    type: 'button',
    action_id: jobAction(action),
    text: plain(label, LABEL),
    value,
    ...(action === 'delete' && { style: 'danger', confirm: deletion(words) }),
  };
}

function deletion({ t }: Words): types.ConfirmationDialog {
  return {
    title: plain(t('slack.deleteTitle'), 100),
    text: plain(t('slack.deleteText'), 300),
    confirm: plain(t('buttons.delete'), 30),
    deny: plain(t('slack.keep'), 30),
    style: 'danger',
  };
}
