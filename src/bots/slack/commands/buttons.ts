/** The buttons of a job's message, and the dialogs behind some of them. */
import { AtelierError } from '../../../domain/errors.js';
import type { Preset } from '../../../domain/preset.js';
import { inTime } from '../../../lib/in-time.js';
import { wordsFor } from '../../../words/catalogues.js';
import { said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { ACTIONS } from '../../chat-adapter.js';
import { shared } from '../../messages/job-view.js';
import { SLACK_DIALOGS, type SlackAdapter } from '../delivery/adapter.js';
import type { SlackPorts } from '../dependencies.js';
import type { PictureFetcher } from '../files/download-pictures.js';
import type { Target } from '../files/file-upload.js';
import type { Press } from '../views/action-ids.js';
import { type JobForm, otherStyleView, shareView, tryView } from '../views/job-dialogs.js';
import type { ShownPicture } from '../views/job-message.js';
import { assertMay, type Channels } from './channels.js';
import type { Problems } from './dialog-problems.js';
import { channelIn, checkFile, choiceIn, fileIn, type Values } from './dialog-values.js';
import { DIALOG_PATIENCE_MS, type Dialogs } from './dialogs.js';
import type { PictureDialog } from './picture-dialog.js';
import type { Caller, Requests } from './request-context.js';

/** What a dialog leads to. */
export type Answer = { problems: Problems } | { work: () => Promise<void> };

export class JobButtons {
  readonly #ports: SlackPorts;
  readonly #requests: Requests;
  readonly #dialogs: Dialogs;
  readonly #fetcher: PictureFetcher;
  readonly #pictureDialog: PictureDialog;
  readonly #channels: Channels;
  readonly #adapter: SlackAdapter;

  constructor(
    ports: SlackPorts,
    requests: Requests,
    dialogs: Dialogs,
    fetcher: PictureFetcher,
    pictureDialog: PictureDialog,
    channels: Channels,
    adapter: SlackAdapter,
  ) {
    this.#ports = ports;
    this.#requests = requests;
    this.#dialogs = dialogs;
    this.#fetcher = fetcher;
    this.#pictureDialog = pictureDialog;
    this.#channels = channels;
    this.#adapter = adapter;
  }

  /** A button. `target`: where its message is, and where what comes of it goes. */
  async press(caller: Caller, name: string, press: Press, target: Target, trigger: string): Promise<void> {
    const dialog = SLACK_DIALOGS.find((dialog) => dialog === name);
    if (dialog !== undefined) return this.#open(caller, dialog, press, target, trigger);
    const action = ACTIONS.find((action) => action === name);
    if (action === undefined) throw new AtelierError('not_found', said('slack.oldButton'));
    const isTakingAway = action === 'cancel' || action === 'delete';
    const moderates = isTakingAway && press.user !== caller.user && (await this.#requests.isAdmin(caller));
    await this.#ports.session.press(
      await this.#requests.context(caller, target, moderates),
      press.job,
      action,
    );
  }

  async choose(caller: Caller, view: string, metadata: string, preset: string | undefined): Promise<void> {
    const form: JobForm = { ...readJobForm(metadata), preset };
    const words = await this.#requests.wordsFor(caller);
    await this.#dialogs.update(caller, view, this.#otherStyle(words, form), this.#preset(preset));
  }

  otherStyle(caller: Caller, metadata: string, values: Values): Answer {
    const { job, target } = readJobForm(metadata);
    const preset = choiceIn(values, 'preset');
    const file = fileIn(values, 'style');
    const problems: Problems = {};
    checkFile(file, 'style', problems);
    if (preset === undefined && file === undefined) problems.preset = said('slack.problem.style');
    if (preset !== undefined && file !== undefined) problems.style = said('slack.problem.twoStyles');
    if (Object.keys(problems).length > 0) return { problems };
    const { session } = this.#ports;
    const work = async () => {
      const context = await this.#requests.context(caller, target);
      const style = preset === undefined ? await this.#picture(caller, file!) : { preset };
      await session.restyle(context, job, style);
    };
    return { work };
  }

  tryStyle(caller: Caller, metadata: string, values: Values): Answer {
    const { job, target } = readJobForm(metadata);
    const file = fileIn(values, 'photo');
    const problems: Problems = {};
    checkFile(file, 'photo', problems);
    if (file === undefined) problems.photo = said('slack.problem.ownPhoto');
    if (Object.keys(problems).length > 0) return { problems };
    const work = async () => {
      const photo = await this.#picture(caller, file!);
      await this.#ports.session.tryStyle(await this.#requests.context(caller, target), job, photo);
    };
    return { work };
  }

  async share(caller: Caller, metadata: string, values: Values): Promise<Answer> {
    const { job } = readJobForm(metadata);
    const channel = channelIn(values, 'channel');
    if (channel === undefined) return { problems: { channel: said('slack.problem.channel') } };
    const refusal = this.#channels.whyNot(caller, channel);
    const words = await inTime(refusal, DIALOG_PATIENCE_MS, undefined);
    if (words !== undefined) return { problems: { channel: words } };
    const work = async () => {
      assertMay(await refusal);
      const context = await this.#requests.context(caller, { channel });
      const finished = await this.#ports.session.sharable(context, job);
      const words = wordsFor(context.locale);
      const view = shared(words, finished, finished.result, `<@${caller.user}>`, this.#adapter.dialogs);
      const reference = await context.post({ ...view, pictures: [], actions: [] });
      await this.#adapter.edit(reference, view);
    };
    return { work };
  }

  async #open(
    caller: Caller,
    dialog: (typeof SLACK_DIALOGS)[number],
    { job, user }: Press,
    target: Target,
    trigger: string,
  ): Promise<void> {
    if (dialog === 'compare' || dialog === 'timelapse')
      return this.#pictureDialog.open(caller, job, trigger, dialog);
    // Known at once: the trigger would not wait for the queue's answer. The session checks again.
    if (dialog !== 'try' && user !== caller.user) throw notYours(dialog);
    const form: JobForm = { job, target };
    const words = await this.#requests.wordsFor(caller);
    const views = {
      try: () => tryView(words, form),
      share: () => shareView(words, form),
      'other-style': this.#otherStyle(words, form),
    };
    await this.#dialogs.open(caller, trigger, views[dialog]);
  }

  async #picture(caller: Caller, file: NonNullable<ReturnType<typeof fileIn>>) {
    const [picture] = await this.#fetcher.fetch(caller, [{ file }]);
    return picture!;
  }

  #otherStyle(words: Words, form: JobForm) {
    return (shown?: ShownPicture) => otherStyleView(words, form, this.#ports.presets, shown);
  }

  #preset(id: string | undefined): Preset | undefined {
    return this.#ports.presets.find((preset) => preset.id === id);
  }
}

function readJobForm(metadata: string): JobForm {
  return JSON.parse(metadata) as JobForm;
}

function notYours(dialog: 'share' | 'other-style'): AtelierError {
  const words = dialog === 'share' ? said('refusals.notYoursToShare') : said('refusals.notYoursToChange');
  return new AtelierError('forbidden', words);
}
