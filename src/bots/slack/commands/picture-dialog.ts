/** A picture about a finished one, in a dialog for anybody: before and after side by side, or the loop of its making. */
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { refusal, sentence, title } from '../../messages/wording.js';
import type { FinishedJob } from '../../session.js';
import { isPictureRefusal } from '../connection/sdk-errors.js';
import type { SlackPorts } from '../dependencies.js';
import { removeFile, type Upload } from '../files/file-upload.js';
import type { PresetThumbnails } from '../files/preset-thumbnails.js';
import { type PictureKind, pictureView } from '../views/job-dialogs.js';
import type { Dialogs } from './dialogs.js';
import type { Caller, Requests } from './request-context.js';

/** Longer side of each half, px: a dialog is 500 wide, on dense screens 1000. */
const HALF = 640;

export class PictureDialog {
  readonly #ports: SlackPorts;
  readonly #requests: Requests;
  readonly #dialogs: Dialogs;
  readonly #thumbnails: PresetThumbnails;

  constructor(ports: SlackPorts, requests: Requests, dialogs: Dialogs, thumbnails: PresetThumbnails) {
    this.#ports = ports;
    this.#requests = requests;
    this.#dialogs = dialogs;
    this.#thumbnails = thumbnails;
  }

  /** The dialog is there at once; its picture, or why there is none, comes into it. */
  async open(caller: Caller, id: string, trigger: string, kind: PictureKind): Promise<void> {
    const words = await this.#requests.wordsFor(caller);
    const view = await this.#dialogs.open(caller, trigger, () => pictureView(words, kind, ''));
    if (view === undefined) return;
    const say = (text: string) =>
      this.#dialogs.replace(caller, view, pictureView(words, kind, '', undefined, text));
    try {
      const job = await this.#ports.session.finished(id);
      const isShown = await this.#show(caller, words, view, kind, job);
      if (!isShown) await say(words.t('slack.noPicturesHere'));
    } catch (error) {
      if (!(error instanceof AtelierError)) this.#ports.onError(error);
      await say(error instanceof AtelierError ? refusal(words, error) : sentence(words.t('slack.notNow')));
    }
  }

  /** The dialog is closed: an uploaded picture was for that only. */
  async closed(caller: Caller, file: string): Promise<void> {
    if (file !== '') await removeFile(this.#requests.client(caller), this.#ports.clock, file);
  }

  /** False where Slack takes it in no way. */
  async #show(
    caller: Caller,
    words: Words,
    view: string,
    kind: PictureKind,
    job: FinishedJob,
  ): Promise<boolean> {
    const name = title(words, job.request);
    const picture = kind === 'compare' ? await this.#sideBySide(job) : await this.#loop(job);
    for (const way of this.#thumbnails.waysFor(caller)) {
      const shown = await this.#thumbnails.show(caller, { ...picture, alt: name }, way);
      try {
        const isOpen = await this.#dialogs.replace(caller, view, pictureView(words, kind, name, shown));
        // Closed while the picture was on its way: its closing could not name the file.
        if (!isOpen && 'file' in shown) await this.closed(caller, shown.file);
        this.#thumbnails.taken(caller);
        return true;
      } catch (error) {
        if (!isPictureRefusal(error)) throw error;
        await this.#thumbnails.refused(caller, []);
      }
    }
    return false;
  }

  async #sideBySide({ request, result }: FinishedJob): Promise<Omit<Upload, 'alt'>> {
    const { blobs, pictures } = this.#ports;
    const [photo, painting] = await Promise.all(
      [request.content, result.picture].map((key) => blobs.get(key)),
    );
    return { name: 'before-and-after', bytes: (await pictures.beside(photo!, painting!, HALF)).bytes };
  }

  /** A GIF, which moves in every client. A picture of an earlier version has none; its menu does not offer it. */
  async #loop({ result }: FinishedJob): Promise<Omit<Upload, 'alt'>> {
    if (result.timelapse === undefined) throw new AtelierError('not_found', said('refusals.pictureGone'));
    const loop = await this.#ports.blobs.get(result.timelapse);
    return { name: 'timelapse', bytes: (await this.#ports.pictures.asGif(loop)).bytes };
  }
}
