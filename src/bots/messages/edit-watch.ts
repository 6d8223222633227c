/** Counts what becomes of the previews and edits of one message, for the operator. */
import type { Picture } from '../../domain/event.js';
import type { MessageView } from '../chat-adapter.js';
import { isRefusal } from '../platform-error.js';

export interface EditWatch {
  /** A preview was shown. */
  sent(): void;
  /** A preview was overtaken before it could be shown. */
  dropped(): void;
  /** The chat did not take an edit. */
  refused(): void;
}

export interface WatchedEdits {
  /** The edit given, watched. */
  edit(view: MessageView): Promise<void>;
  /** The engine has made a preview. */
  arrived(preview: Picture): void;
  /** No further edit comes. */
  ended(): void;
}

const NOBODY: EditWatch = { sent() {}, dropped() {}, refused() {} };

export function watchEdits(
  edit: (view: MessageView) => Promise<void>,
  watch: EditWatch = NOBODY,
): WatchedEdits {
  /** The latest preview, until it is on its way. */
  let waiting: Picture | undefined;
  let isOver = false;
  return {
    async edit(view) {
      const shown = waiting && previewOf(view) === waiting ? waiting : undefined;
      if (shown) waiting = undefined;
      try {
        await edit(view);
      } catch (error) {
        if (!isRefusal(error, 'gone')) watch.refused();
        // The next view shows the same preview, unless there is a newer one.
        if (shown && (waiting || isOver)) watch.dropped();
        else waiting ??= shown;
        throw error;
      }
      if (shown) watch.sent();
    },
    arrived(preview) {
      if (waiting) watch.dropped();
      waiting = preview;
    },
    ended() {
      if (waiting) watch.dropped();
      waiting = undefined;
      isOver = true;
    },
  };
}

function previewOf({ pictures }: MessageView): Picture | undefined {
  const source = pictures.find(({ role }) => role === 'preview')?.source;
  return source && 'picture' in source ? source.picture : undefined;
}
