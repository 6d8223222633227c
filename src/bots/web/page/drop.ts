/** Pictures that are dragged onto the page or pasted into it. While something is dragged, each slot is a large target. */
import type { Slot } from '../../media/attachments.js';
import { byId } from './dom.js';
import type { Draft } from './draft.js';

/** `onAlone`: a photo was dropped, and nothing else is there: that is enough to begin. */
export function initDrop(draft: Draft, onAlone: () => void): void {
  const overlay = byId('drop');
  const zones = [...overlay.querySelectorAll<HTMLElement>('[data-slot]')];
  const hide = () => overlay.removeAttribute('data-open');
  const over = (event: DragEvent) => zones.find((zone) => zone.contains(event.target as Node));

  addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    zones.at(-1)!.hidden = !draft.hasStyle;
    overlay.setAttribute('data-open', '');
  });
  addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    for (const zone of zones) zone.toggleAttribute('data-over', zone === over(event));
  });
  addEventListener('dragleave', (event) => {
    // Leaving the window, not one of its elements for another.
    if (event.relatedTarget === null) hide();
  });
  addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    hide();
    const files = [...event.dataTransfer!.files];
    draft.addFiles(files, over(event)?.dataset.slot as Slot | undefined);
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

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
