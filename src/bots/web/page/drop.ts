/** Pictures that are dragged onto the page or over it, or pasted into it. While something is dragged, each slot is a large target. */
import type { Slot } from '../../media/attachments.js';
import { byId } from './dom.js';
import type { Draft } from './draft.js';
import { carriesPicture, droppedPicture } from './picture-drag.js';
import { pictureFile } from './picture-file.js';

/** `onAlone`: a photo was dropped and the draft was empty: that is enough to begin. */
export function initDrop(draft: Draft, onAlone: () => void): void {
  const overlay = byId('drop');
  const zones = [...overlay.querySelectorAll<HTMLElement>('[data-slot]')];
  const hide = () => overlay.removeAttribute('data-open');
  const over = (event: DragEvent) => zones.find((zone) => zone.contains(event.target as Node));

  addEventListener('dragenter', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zones.at(-1)!.hidden = !draft.hasStyle;
    overlay.setAttribute('data-open', '');
  });
  addEventListener('dragover', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    for (const zone of zones) zone.toggleAttribute('data-over', zone === over(event));
  });
  addEventListener('dragleave', (event) => {
    // Leaving the window, not one of its elements for another.
    if (event.relatedTarget === null) hide();
  });
  addEventListener('drop', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    hide();
    const slot = over(event)?.dataset.slot as Slot | undefined;
    const picture = droppedPicture(event);
    if (picture) {
      pictureFile(picture).then(
        (file) => draft.addFiles([file], slot),
        (error: Error) => draft.complain(error.message),
      );
      return;
    }
    const files = [...event.dataTransfer!.files];
    draft.addFiles(files, slot);
    if (files.length === 1 && isAlone(draft)) onAlone();
  });
  addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    draft.addFiles(files);
  });
}

function isAlone({ files, text }: Draft): boolean {
  return files.size === 1 && files.has('photo') && text.trim() === '/stylize';
}

/** Browsers make files of pictures that are dragged out of a page, too: what the channel's own come as is told first. */
function carries(event: DragEvent): boolean {
  return carriesPicture(event) || (event.dataTransfer?.types.includes('Files') ?? false);
}
