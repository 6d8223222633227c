/** A picture of the channel that is dragged: the whole of it goes along, whatever copy of it is shown. */
import type { WirePicture } from '../wire.js';

const TYPE = 'application/x-atelier-picture';

type Dragged = Pick<WirePicture, 'url' | 'label'>;

export function initPictureDrag(): void {
  addEventListener('dragstart', ({ target, dataTransfer }) => {
    if (!(target instanceof HTMLImageElement) || !dataTransfer) return;
    const url = new URL(target.currentSrc || target.src);
    if (
      url.origin !== location.origin ||
      !/^\/api\/messages\/[^/]+\/(result|photo|style2?)$/.test(url.pathname)
    )
      return;
    url.searchParams.delete('size');
    const dragged: Dragged = { url: url.pathname + url.search, label: target.dataset.label ?? target.alt };
    dataTransfer.setData(TYPE, JSON.stringify(dragged));
    dataTransfer.effectAllowed = 'copy';
  });
}

/** While it is dragged, browsers tell only the kind. */
export function carriesPicture({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes(TYPE) ?? false;
}

export function droppedPicture({ dataTransfer }: DragEvent): Dragged | undefined {
  const text = dataTransfer?.getData(TYPE);
  return text ? (JSON.parse(text) as Dragged) : undefined;
}
