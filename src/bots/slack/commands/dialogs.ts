/**
 * Opens dialogs and changes them. A trigger lives for three seconds: a dialog opens at once without a picture, which comes with
 * an update.
 */
import type { types } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { AtelierError } from '../../../domain/errors.js';
import type { Preset } from '../../../domain/preset.js';
import { said } from '../../../words/said.js';
import { isRefusal } from '../../platform-error.js';
import { hasPlatformCode, isPictureRefusal } from '../connection/sdk-errors.js';
import type { PresetThumbnails } from '../files/preset-thumbnails.js';
import type { ShownPicture } from '../views/job-message.js';
import type { Caller, Requests } from './request-context.js';

/** A dialog with or without the picture of a preset. */
type Make = (shown?: ShownPicture) => types.ModalView;

/** The longest that the answer to a dialog that was sent, or its opening, waits for what has to be asked first, ms: Slack waits for 3 s. */
export const DIALOG_PATIENCE_MS = 1500;

/** Dialogs whose latest change is remembered: nobody has as many open at once. */
const MOST_OPEN = 1000;

export class Dialogs {
  readonly #requests: Requests;
  readonly #thumbnails: PresetThumbnails;
  /** The latest requested change, by the dialog's id. */
  readonly #latest = new LRUCache<string, Make>({ max: MOST_OPEN });

  constructor(requests: Requests, thumbnails: PresetThumbnails) {
    this.#requests = requests;
    this.#thumbnails = thumbnails;
  }

  /** With the picture of this preset a moment later: Slack has to fetch it, and the trigger would not wait for that. */
  async open(caller: Caller, trigger: string, make: Make, preset?: Preset): Promise<string | undefined> {
    const answer = await this.#requests
      .client(caller)
      .views.open({ trigger_id: trigger, view: make() })
      .catch((error) => {
        throw translated(error);
      });
    const id = answer.view?.id;
    // The dialog is there; its picture may come or not. Who was quick has changed it already.
    if (id !== undefined && preset !== undefined && !this.#latest.has(id))
      await this.update(caller, id, make, preset).catch(() => {});
    return id;
  }

  /** The same dialog with the picture of this preset. What people have filled in stays: its blocks keep their ids. */
  async update(caller: Caller, id: string, make: Make, preset: Preset | undefined): Promise<void> {
    this.#latest.set(id, make);
    const shown = preset && (await this.#thumbnails.find(caller, preset));
    // Meanwhile somebody may have chosen another one, whose picture was at hand.
    if (this.#latest.get(id) !== make) return;
    if (preset === undefined || shown === undefined) await this.replace(caller, id, make());
    else if (!(await this.#isTaken(caller, id, make(shown), preset))) {
      const other = await this.#thumbnails.find(caller, preset);
      const isSame = JSON.stringify(other) === JSON.stringify(shown);
      if (other && !isSame && (await this.#isTaken(caller, id, make(other), preset))) return;
      await this.replace(caller, id, make());
    }
  }

  /** False where Slack does not take the picture. */
  async #isTaken(caller: Caller, id: string, view: types.ModalView, preset: Preset): Promise<boolean> {
    try {
      await this.replace(caller, id, view);
      this.#thumbnails.taken(caller);
      return true;
    } catch (error) {
      if (!isPictureRefusal(error)) throw error;
      await this.#thumbnails.refused(caller, [preset]);
      return false;
    }
  }

  /** False for one that was closed meanwhile, which stays so. */
  async replace(caller: Caller, id: string, view: types.ModalView): Promise<boolean> {
    const client = this.#requests.client(caller);
    return client.views.update({ view_id: id, view }).then(
      () => true,
      (error) => {
        if (hasPlatformCode(error, 'not_found')) return false;
        throw error;
      },
    );
  }
}

function translated(error: unknown): unknown {
  if (isRefusal(error, 'rate-limited', 'unavailable', 'expired'))
    return new AtelierError('invalid_input', said('slack.dialogLate'), {
      cause: error,
    });
  return error;
}
