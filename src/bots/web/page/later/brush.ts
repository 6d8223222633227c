/** Brushing where the subject of a photo is: a mask in white on black goes along with the command. */
import { maskMisfit } from '../../../../domain/mask-shape.js';
import type { PartOfPhoto } from '../../../../domain/part.js';
import { h, setText } from '../dom.js';
import { t } from '../later-words.js';

/** Longer side of the mask, px: brushed edges are soft. */
const SIDE = 1024;
/** Diameter of the brush, % of the longer side. */
const SIZES = { min: 1, max: 30, value: 8 };
/** Strokes that can be taken back. */
const MOST_UNDO = 20;
/** What is brushed is seen in this colour over the photo. */
const TINT = '#ff3d2e';
/** One press of an arrow key, as a part of the longer side. */
const STEP = 0.02;

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** `mask`: undefined where nothing is brushed, and the subject is to be found. */
type Done = (mask: File | undefined, part: PartOfPhoto) => void;

export class Brush {
  readonly #image = h('img', { alt: '', draggable: 'false' });
  readonly #canvas = h('canvas', {});
  readonly #context = this.#canvas.getContext('2d', { willReadFrequently: true })!;
  readonly #point = h('div', { class: 'brush-point' });
  readonly #stage = h(
    'div',
    {
      class: 'crop-stage brush-stage',
      tabindex: 0,
      role: 'application',
      'aria-label': t('pictures.brushStage'),
    },
    this.#image,
    this.#canvas,
    this.#point,
  );
  readonly #hint = h('span', { class: 'crop-size', role: 'status' });
  readonly #size = h('input', { type: 'range', ...SIZES, id: 'brush-size' });
  readonly #erase = h('input', { type: 'checkbox', role: 'switch', id: 'brush-erase' });
  readonly #dialog = h(
    'dialog',
    { class: 'gallery crop', id: 'brush', 'aria-labelledby': 'brush-title' },
    h('div', { class: 'gallery-head' }, h('h2', { id: 'brush-title' }, t('pictures.brush')), this.#hint),
    this.#stage,
    h(
      'div',
      { class: 'crop-tools' },
      h('label', {}, t('pictures.brushSize'), this.#size),
      h('label', {}, this.#erase, t('pictures.brushErase')),
      this.#button('pictures.brushUndo', () => this.#undo()),
      this.#button('pictures.brushClear', () => this.#clear()),
      h(
        'div',
        {},
        this.#button('buttons.cancel', () => this.#dialog.close()),
        this.#button('pictures.brushBackground', () => this.#finish('background'), 'primary'),
        this.#button('pictures.brushSubject', () => this.#finish('subject'), 'primary'),
      ),
    ),
  );
  /** The canvas before each stroke. */
  #before: ImageData[] = [];
  #at = { x: 0, y: 0 };
  #photo: File | undefined;
  #done: Done = () => {};

  constructor() {
    let isDown = false;
    this.#stage.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      this.#stage.setPointerCapture(event.pointerId);
      this.#keep();
      isDown = true;
      this.#moveTo(event, true, false);
    });
    this.#stage.addEventListener('pointermove', (event) => this.#moveTo(event, isDown, isDown));
    this.#stage.addEventListener('lostpointercapture', () => {
      isDown = false;
    });
    this.#stage.addEventListener('keydown', (event) => this.#onKey(event));
    this.#size.addEventListener('input', () => this.#show());
    this.#dialog.addEventListener('paste', (event) => this.#paste(event));
    this.#dialog.addEventListener('close', () => {
      URL.revokeObjectURL(this.#image.src);
      this.#image.removeAttribute('src');
    });
    document.body.append(this.#dialog);
  }

  /** `done` is given the mask; what was brushed of the same file before is still there. Rejects where this browser cannot show the picture. */
  async open(file: File, done: Done): Promise<void> {
    this.#done = done;
    this.#image.src = URL.createObjectURL(file);
    try {
      await this.#image.decode();
    } catch {
      throw new Error(t('pictures.cannotCrop', { name: file.name }));
    }
    const { naturalWidth, naturalHeight } = this.#image;
    const scale = SIDE / Math.max(naturalWidth, naturalHeight);
    if (this.#photo !== file) {
      this.#canvas.width = Math.round(naturalWidth * scale);
      this.#canvas.height = Math.round(naturalHeight * scale);
      this.#before = [];
      this.#at = { x: this.#canvas.width / 2, y: this.#canvas.height / 2 };
    }
    this.#photo = file;
    this.#stage.style.setProperty('--shape', String(naturalWidth / naturalHeight));
    setText(this.#hint, t('pictures.brushHint'));
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#stage.focus();
    this.#show();
  }

  #button(
    words: `pictures.brush${'Undo' | 'Clear' | 'Subject' | 'Background'}` | 'buttons.cancel',
    onclick: () => void,
    kind = 'secondary',
  ) {
    return h('button', { type: 'button', class: kind, onclick }, t(words));
  }

  get #diameter(): number {
    return (Number(this.#size.value) / 100) * SIDE;
  }

  #moveTo({ clientX, clientY }: MouseEvent, isBrushing: boolean, isLine: boolean): void {
    const box = this.#canvas.getBoundingClientRect();
    const scale = this.#canvas.width / box.width;
    this.#brushTo({ x: (clientX - box.left) * scale, y: (clientY - box.top) * scale }, isBrushing, isLine);
  }

  /** To a place on the canvas; brushing it is a line from where the brush was, or a dot. */
  #brushTo(to: { x: number; y: number }, isBrushing: boolean, isLine: boolean): void {
    const from = isLine ? this.#at : to;
    this.#at = to;
    this.#show();
    if (!isBrushing) return;
    const context = this.#context;
    context.globalCompositeOperation = this.#erase.checked ? 'destination-out' : 'source-over';
    Object.assign(context, {
      strokeStyle: TINT,
      lineWidth: this.#diameter,
      lineCap: 'round',
      lineJoin: 'round',
    });
    context.beginPath();
    context.moveTo(from.x, from.y);
    // A line of no length at all would have no round ends: a tap and the space key leave a dot.
    context.lineTo(to.x, to.y + (isLine ? 0 : 0.01));
    context.stroke();
  }

  #onKey(event: KeyboardEvent): void {
    const arrow = ARROWS[event.key];
    if (event.key === ' ') {
      this.#keep();
      this.#brushTo(this.#at, true, false);
    } else if (arrow) {
      const { x, y } = this.#at;
      const isBrushing = event.shiftKey;
      if (isBrushing && !event.repeat) this.#keep();
      const step = STEP * SIDE;
      const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
      this.#brushTo(
        {
          x: within(x + arrow[0] * step, this.#canvas.width),
          y: within(y + arrow[1] * step, this.#canvas.height),
        },
        isBrushing,
        isBrushing,
      );
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) this.#undo();
    else return;
    event.preventDefault();
  }

  /** The ring around what a press would brush. */
  #show(): void {
    const { width, height } = this.#canvas;
    Object.assign(this.#point.style, {
      left: `${(100 * this.#at.x) / width}%`,
      top: `${(100 * this.#at.y) / height}%`,
      width: `${(100 * this.#diameter) / width}%`,
      height: `${(100 * this.#diameter) / height}%`,
    });
  }

  #keep(): void {
    const { width, height } = this.#canvas;
    this.#before = [...this.#before, this.#context.getImageData(0, 0, width, height)].slice(-MOST_UNDO);
  }

  #undo(): void {
    const before = this.#before.pop();
    if (before) this.#context.putImageData(before, 0, 0);
  }

  #clear(): void {
    this.#keep();
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** A picture in the clipboard: what is light in it counts as brushed. */
  #paste(event: ClipboardEvent): void {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    createImageBitmap(file).then(
      (bitmap) => {
        const misfit = maskMisfit(bitmap, this.#canvas);
        if (misfit) return setText(this.#hint, t('refusals.maskShape', misfit));
        this.#keep();
        const { width, height } = this.#canvas;
        this.#context.globalCompositeOperation = 'copy';
        this.#context.drawImage(bitmap, 0, 0, width, height);
        const picture = this.#context.getImageData(0, 0, width, height);
        const { data } = picture;
        for (let i = 0; i < data.length; i += 4) {
          const light = ((data[i]! + data[i + 1]! + data[i + 2]!) / 3) * (data[i + 3]! / 255);
          [data[i], data[i + 1], data[i + 2], data[i + 3]] = [255, 61, 46, light];
        }
        this.#context.putImageData(picture, 0, 0);
      },
      () => setText(this.#hint, t('refusals.noPicture')),
    );
  }

  async #finish(part: PartOfPhoto): Promise<void> {
    const { width, height } = this.#canvas;
    const brushed = this.#context.getImageData(0, 0, width, height);
    const { data } = brushed;
    let isBrushed = false;
    for (let i = 0; i < data.length; i += 4) {
      isBrushed ||= data[i + 3]! > 127;
      data.fill(data[i + 3]!, i, i + 3);
      data[i + 3] = 255;
    }
    const mask = isBrushed ? await this.#fileOf(brushed) : undefined;
    this.#done(mask, part);
    this.#dialog.close();
  }

  async #fileOf(mask: ImageData): Promise<File> {
    const canvas = new OffscreenCanvas(mask.width, mask.height);
    canvas.getContext('2d')!.putImageData(mask, 0, 0);
    return new File([await canvas.convertToBlob({ type: 'image/png' })], 'mask.png', { type: 'image/png' });
  }
}
