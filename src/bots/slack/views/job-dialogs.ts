/** The dialogs of a job's buttons: another style, a photo of one's own, a channel, a picture about it. Pure. */
import type { types } from '@slack/bolt';
import type { Preset } from '../../../domain/preset.js';
import type { Words } from '../../../words/words.js';
import type { Target } from '../files/file-upload.js';
import { VIEWS } from './action-ids.js';
import { fileInput, input, presetImage, presetInput } from './dialog-inputs.js';
import type { ShownPicture } from './job-message.js';
import { altText, plain } from './text.js';

/** Which picture a dialog is about, and where its message is; goes along in its private_metadata. */
export interface JobForm {
  job: string;
  target: Target;
  /** Id of the preset whose picture is shown. */
  preset?: string | undefined;
}

export function otherStyleView(
  words: Words,
  form: JobForm,
  presets: readonly Preset[],
  shown?: ShownPicture,
): types.ModalView {
  const chosen = presets.find(({ id }) => id === form.preset);
  const { t } = words;
  return modal(words, VIEWS.otherStyle, form, t('slack.otherStyleTitle'), t('slack.paint'), [
    presetInput(words, { id: 'preset', label: t('messages.style') }, presets, {
      initial: form.preset,
      isLive: true,
    }),
    ...presetImage(words, chosen, shown),
    fileInput({ id: 'style', label: t('slack.ownStyle') }),
  ]);
}

export function tryView(words: Words, form: JobForm): types.ModalView {
  const { t } = words;
  return modal(words, VIEWS.try, form, t('buttons.tryStyle'), t('slack.paint'), [
    fileInput({
      id: 'photo',
      label: t('slack.yourPhoto'),
      hint: t('slack.yourPhotoHint'),
      optional: false,
    }),
  ]);
}

export function shareView(words: Words, form: JobForm): types.ModalView {
  const { t } = words;
  return modal(words, VIEWS.share, form, t('slack.shareTitle'), t('buttons.share'), [
    input(
      {
        id: 'channel',
        label: t('slack.channel'),
        hint: t('slack.channelHint'),
        optional: false,
      },
      { type: 'conversations_select', filter: { include: ['public', 'private', 'mpim'] } },
    ),
  ]);
}

/** Before and after side by side, or the loop of its making. */
export type PictureKind = 'compare' | 'timelapse';

/** Shown at once; the picture comes with an update. Its closing is reported, so that an uploaded picture is removed with it. */
export function pictureView(
  { t }: Words,
  kind: PictureKind,
  title: string,
  shown?: ShownPicture | undefined,
  instead = t('slack.moment'),
): types.ModalView {
  const [heading, alt] =
    kind === 'compare'
      ? [t('slack.beforeAfter'), t('slack.beforeAfterOf', { title })]
      : [t('pictures.timelapse'), t('messages.timelapseOf', { title })];
  const image = { type: 'image' as const, alt_text: altText(alt), title: plain(title, 2000) };
  return {
    type: 'modal',
    callback_id: VIEWS.picture,
    private_metadata: shown && 'file' in shown ? shown.file : '',
    notify_on_close: true,
    title: plain(heading, 24),
    close: plain(t('slack.close'), 24),
    blocks: [
      shown === undefined
        ? { type: 'section', text: plain(instead) }
        : 'url' in shown
          ? { ...image, image_url: shown.url }
          : { ...image, slack_file: { id: shown.file } },
    ],
  };
}

function modal(
  { t }: Words,
  id: string,
  form: JobForm,
  title: string,
  submit: string,
  blocks: types.KnownBlock[],
): types.ModalView {
  return {
    type: 'modal',
    callback_id: id,
    private_metadata: JSON.stringify(form),
    title: plain(title, 24),
    submit: plain(submit, 24),
    close: plain(t('buttons.cancel'), 24),
    blocks,
  };
}
