/**
 * Opens dialogs and changes them. A trigger lives for three seconds: a dialog opens at once without a picture, which comes with
 * an update.
 */
import type { types } from '@slack/bolt';
import { AtelierError } from '../../domain/errors.js';
import type { Preset } from '../../domain/preset.js';
import type { Shown } from './blocks.js';
import type { Caller, Desk } from './desk.js';
import { failureOf } from './failure.js';
import type { Gallery } from './gallery.js';

/** A dialog with or without the picture of a preset. */
type Make = (shown?: Shown) => types.ModalView;

export interface OpenView {
  id: string;
  /** Slack's mark of this state: an update of an older one is refused. */
  hash?: string | undefined;
}

export class Dialogs {
  readonly #desk: Desk;
  readonly #gallery: Gallery;

  constructor(desk: Desk, gallery: Gallery) {
    this.#desk = desk;
    this.#gallery = gallery;
  }

  /** With the picture of this preset a moment later: Slack has to fetch it, and the trigger would not wait for that. */
  async open(caller: Caller, trigger: string, make: Make, preset?: Preset): Promise<OpenView | undefined> {
    const answer = await this.#desk
      .web(caller)
      .views.open({ trigger_id: trigger, view: make() })
      .catch((error) => {
        throw translated(error);
      });
    const { id, hash } = answer.view ?? {};
    if (id === undefined) return undefined;
    // The dialog is there; its picture may come or not.
    if (preset !== undefined) await this.update(caller, { id, hash }, make, preset).catch(() => {});
    return { id, hash };
  }

  /** The same dialog with the picture of this preset. What people have filled in stays: its blocks keep their ids. */
  async update(caller: Caller, view: OpenView, make: Make, preset: Preset | undefined): Promise<void> {
    const shown = preset && (await this.#gallery.find(caller, preset));
    try {
      await this.replace(caller, view, make(shown));
    } catch (error) {
      if (shown === undefined || failureOf(error).kind !== 'blocks') throw error;
      await this.#gallery.refused(caller, [preset!]);
      await this.replace(caller, view, make());
    }
  }

  /** One that was closed or has changed meanwhile stays as it is. */
  async replace(caller: Caller, { id, hash }: OpenView, view: types.ModalView): Promise<void> {
    const web = this.#desk.web(caller);
    await web.views.update({ view_id: id, view, ...(hash !== undefined && { hash }) }).catch((error) => {
      const failure = failureOf(error);
      const isOver = failure.kind === 'refused' && ['not_found', 'hash_conflict'].includes(failure.code);
      if (!isOver) throw error;
    });
  }
}

function translated(error: unknown): unknown {
  const failure = failureOf(error);
  if (
    failure.kind === 'limited' ||
    failure.kind === 'unknown' ||
    ('code' in failure && /trigger/.test(failure.code))
  )
    return new AtelierError('invalid_input', 'Slack did not open the dialog in time; try again', {
      cause: error,
    });
  return error;
}
