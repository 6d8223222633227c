/** The dialogs of a job's buttons: another style, a photo of one's own, a channel, before and after. Pure. */
import type { types } from '@slack/bolt';
import type { Preset } from '../../../domain/preset.js';
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
  form: JobForm,
  presets: readonly Preset[],
  shown?: ShownPicture,
): types.ModalView {
  const chosen = presets.find(({ id }) => id === form.preset);
  return modal(VIEWS.otherStyle, form, 'Another style', 'Paint', [
    presetInput({ id: 'preset', label: 'Style' }, presets, { initial: form.preset, isLive: true }),
    ...presetImage(chosen, shown),
    fileInput({ id: 'style', label: 'Or a picture whose style it gets' }),
  ]);
}

export function tryView(form: JobForm): types.ModalView {
  return modal(VIEWS.try, form, 'Try this style', 'Paint', [
    fileInput({
      id: 'photo',
      label: 'Your photo',
      hint: 'It is painted in the same style.',
      optional: false,
    }),
  ]);
}

export function shareView(form: JobForm): types.ModalView {
  return modal(VIEWS.share, form, 'Share the picture', 'Share', [
    input(
      {
        id: 'channel',
        label: 'Channel',
        hint: 'You have to be in it, and in a private one so have I: /invite me there.',
        optional: false,
      },
      { type: 'conversations_select', filter: { include: ['public', 'private', 'mpim'] } },
    ),
  ]);
}

/** Shown at once; the picture comes with an update. Its closing is told, so that an uploaded picture goes with it. */
export function compareView(
  title: string,
  shown?: ShownPicture | undefined,
  words = 'One moment …',
): types.ModalView {
  const image = shown && {
    type: 'image' as const,
    alt_text: altText(`Before and after: ${title}`),
    title: plain(title, 2000),
  };
  return {
    type: 'modal',
    callback_id: VIEWS.compare,
    private_metadata: shown && 'file' in shown ? shown.file : '',
    notify_on_close: true,
    title: plain('Before and after', 24),
    close: plain('Close', 24),
    blocks: [
      image === undefined
        ? { type: 'section', text: plain(words) }
        : 'url' in shown!
          ? { ...image, image_url: shown.url }
          : { ...image, slack_file: { id: shown!.file } },
    ],
  };
}

function modal(
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
    close: plain('Cancel', 24),
    blocks,
  };
}
