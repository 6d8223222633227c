/** Cuts a chosen picture before it is sent: corners that are dragged or moved by keys, free or square. */
import { drawn, renamed } from '../canvas-file.js';
import { type Area, type Corner, moved, resized, type Shape, squared, whole } from '../crop-area.js';
import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../later-words.js';

const CORNERS: readonly Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];

/** One press of an arrow key, as a part of the picture's longer side; with Shift, five times that. */
const STEP = 0.01;

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What a cropped file was made of: cropping it again starts from there. */
const sources = new WeakMap<File, { file: File; area: Area }>();

export class Crop {
  readonly #image = h('img', { alt: '', draggable: 'false' });
  readonly #area = h('button', {
    type: 'button',
    class: 'crop-area',
    'aria-label': t('pictures.cropArea'),
  });
  /** What is cut off is dark, within the picture; the corners stand out of it. */
  readonly #hole = h('div', { class: 'crop-hole' });
  readonly #frame = h('div', { class: 'crop-frame' }, this.#area);
  readonly #stage = h(
    'div',
    { class: 'crop-stage' },
    this.#image,
    h('div', { class: 'crop-shade' }, this.#hole),
    this.#frame,
  );
  readonly #size = h('span', { class: 'crop-size', role: 'status' });
  readonly #square = h('input', { type: 'checkbox', role: 'switch', id: 'crop-square' });
  readonly #dialog = h(
    'dialog',
    { class: 'gallery crop', id: 'crop', 'aria-labelledby': 'crop-title' },
    h('div', { class: 'gallery-head' }, h('h2', { id: 'crop-title' }, t('pictures.crop')), this.#size),
    this.#stage,
    h(
      'div',
      { class: 'crop-tools' },
      h('label', {}, this.#square, t('pictures.square')),
      h('button', { type: 'button', class: 'secondary', onclick: () => this.#reset() }, t('pictures.whole')),
      h(
        'div',
        {},
        h(
          'button',
          { type: 'button', class: 'secondary', onclick: () => this.#dialog.close() },
          t('buttons.cancel'),
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'primary',
            onclick: () => this.#apply().catch((error: Error) => setText(this.#size, error.message)),
          },
          icon('crop'),
          t('pictures.crop'),
        ),
      ),
    ),
  );
  #file: File | undefined;
  #at: Area = { x: 0, y: 0, width: 1, height: 1 };
  #done: (file: File) => void = () => {};

  /** `limits`: what is kept stays within them. */
  constructor(readonly limits: Shape['limits']) {
    for (const corner of CORNERS) {
      const handle = h('button', {
        type: 'button',
        class: `crop-corner ${corner}`,
        'aria-label': t(`pictures.${corner}`),
      });
      this.#frame.append(handle);
      this.#follow(handle, (area, dx, dy) => resized(area, corner, dx, dy, this.#shape));
    }
    this.#follow(this.#area, (area, dx, dy) => moved(area, dx, dy, this.#shape));
    this.#square.addEventListener('change', () => this.#square.checked && this.#set(squared(this.#at)));
    this.#dialog.addEventListener('close', () => {
      URL.revokeObjectURL(this.#image.src);
      this.#image.removeAttribute('src');
    });
    document.body.append(this.#dialog);
  }

  /** `done` is given the cropped file; rejects where this browser cannot show the picture. */
  async open(file: File, done: (file: File) => void): Promise<void> {
    const source = sources.get(file);
    this.#file = source?.file ?? file;
    this.#done = done;
    this.#image.src = URL.createObjectURL(this.#file);
    try {
      await this.#image.decode();
    } catch {
      throw new Error(t('pictures.cannotCrop', { name: file.name }));
    }
    this.#square.checked = false;
    this.#stage.style.setProperty('--shape', String(this.#shape.width / this.#shape.height));
    this.#set(source?.area ?? whole(this.#shape));
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#area.focus();
  }

  get #shape(): Shape {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    return { width, height, isSquare: this.#square.checked, limits: this.limits };
  }

  #reset(): void {
    this.#set(whole(this.#shape));
  }

  #set(area: Area): void {
    this.#at = area;
    const { width, height } = this.#shape;
    for (const { style } of [this.#hole, this.#frame]) {
      style.left = `${(100 * area.x) / width}%`;
      style.top = `${(100 * area.y) / height}%`;
      style.width = `${(100 * area.width) / width}%`;
      style.height = `${(100 * area.height) / height}%`;
    }
    setText(this.#size, t('amounts.pixels', { width: area.width, height: area.height }));
  }

  /** Pointer and arrow keys change the area, in pixels of the picture. */
  #follow(handle: HTMLElement, change: (area: Area, dx: number, dy: number) => Area): void {
    let from: { x: number; y: number; area: Area } | undefined;
    handle.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      handle.setPointerCapture(event.pointerId);
      from = { x: event.clientX, y: event.clientY, area: this.#at };
    });
    handle.addEventListener('pointermove', (event) => {
      if (!from) return;
      const scale = this.#shape.width / this.#image.clientWidth;
      this.#set(change(from.area, (event.clientX - from.x) * scale, (event.clientY - from.y) * scale));
    });
    handle.addEventListener('lostpointercapture', () => {
      from = undefined;
    });
    handle.addEventListener('keydown', (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const step =
        Math.max(1, STEP * Math.max(this.#shape.width, this.#shape.height)) * (event.shiftKey ? 5 : 1);
      this.#set(change(this.#at, arrow[0] * step, arrow[1] * step));
    });
  }

  async #apply(): Promise<void> {
    const [file, area] = [this.#file!, this.#at];
    const { x, y, width, height } = area;
    const isWhole = width === this.#shape.width && height === this.#shape.height;
    if (isWhole) this.#done(file);
    else {
      const blob = await drawn(width, height, file.type, (context) =>
        context.drawImage(this.#image, x, y, width, height, 0, 0, width, height),
      );
      const cropped = renamed(file, blob);
      sources.set(cropped, { file, area });
      this.#done(cropped);
    }
    this.#dialog.close();
  }
}
