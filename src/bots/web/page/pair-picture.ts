/** What two of can be compared: small pictures of one contact sheet, or finished pictures of one photo. */
import { cellBoxes } from '../../../domain/sheet.js';
import type { WireMessage } from '../wire.js';
import { h } from './dom.js';
import type { Painting } from './painting.js';

export interface PairPicture {
  title: string;
  shape: { width: number; height: number };
  /** Made again each time: it fills a frame of the shape. */
  element(): HTMLElement;
  /** Of a small one: has it painted in full. */
  paint?(): Promise<void>;
}

/** The cells of a contact sheet. `onPaint`: called with a cell's index. */
export function cellsOf(
  { cells = [], frame, pictures }: WireMessage['view'],
  onPaint?: (index: number) => Promise<void>,
): PairPicture[] {
  const sheet =
    pictures.find(({ role }) => role === 'result') ?? pictures.find(({ role }) => role === 'preview');
  if (!frame || !sheet) return [];
  const boxes = cellBoxes(cells.length, frame);
  return cells.map(({ title }, index) => {
    const box = boxes[index]!;
    return {
      title,
      shape: box,
      element() {
        const image = h('img', { src: sheet.url, alt: title, draggable: 'false' });
        const percent = (length: number, whole: number) => `${(100 * length) / whole}%`;
        image.style.width = percent(frame.width, box.width);
        image.style.height = percent(frame.height, box.height);
        image.style.left = percent(-box.left, box.width);
        image.style.top = percent(-box.top, box.height);
        return h('div', { class: 'cell-picture' }, image);
      },
      ...(onPaint && { paint: () => onPaint(index) }),
    };
  });
}

/** The finished pictures of one picture's photo, itself among them. */
export function picturesBeside(
  paintings: readonly Painting[],
  id: string,
): { id: string; picture: PairPicture }[] {
  const photo = photoOf(paintings.find((painting) => painting.id === id));
  return paintings
    .filter((painting) => photo !== undefined && photoOf(painting) === photo)
    .map(({ id, title, command, result, shape }) => ({
      id,
      picture: {
        title: command.replace(/^\/stylize /, '') || title,
        shape,
        element: () => h('img', { src: `${result.url}&size=wide`, alt: result.alt, draggable: 'false' }),
      },
    }));
}

/** The same for the same photo in any message. */
function photoOf(painting: Painting | undefined): string | undefined {
  return painting?.photo && (new URL(painting.photo.url, location.href).searchParams.get('v') ?? undefined);
}
