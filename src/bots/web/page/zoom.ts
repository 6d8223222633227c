/**
 * A picture on a stage, to be enlarged and moved. The stage scrolls by itself: fingers, arrow keys and scroll bars move the picture;
 * this file only sets its size, and keeps the place under the pointer where it is.
 */

/** Largest scale: a pixel of the picture takes four of the screen. */
const MOST = 4;
/** A picture that is smaller than the stage is enlarged so far at first. */
const MOST_AT_FIRST = 2;
/** One press of a key or button. */
const STEP = 1.4;

export class Zoom {
  #width = 1;
  #height = 1;
  #scale = 1;
  #isFitted = true;

  /** `onChange` gets the scale: 1 shows a pixel of the picture as one of the page. */
  constructor(
    readonly stage: HTMLElement,
    readonly canvas: HTMLElement,
    readonly onChange: (scale: number) => void,
  ) {
    // Without a pointer it is scrolled by keys.
    stage.tabIndex = 0;
    new ResizeObserver(() => this.#isFitted && this.fit()).observe(stage);
    stage.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    stage.addEventListener('dblclick', ({ clientX, clientY }) =>
      this.#isFitted ? this.zoomTo(Math.max(1, this.#scale * 2), clientX, clientY) : this.fit(),
    );
    this.#dragByMouse();
    this.#pinch();
  }

  get isFitted(): boolean {
    return this.#isFitted;
  }

  /** A picture of this size, px, as large as the stage has room for. */
  show(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.fit();
  }

  fit(): void {
    this.#isFitted = true;
    this.#set(this.#fitting());
  }

  in(): void {
    this.zoomTo(this.#scale * STEP);
  }

  out(): void {
    this.zoomTo(this.#scale / STEP);
  }

  /** Keeps what is at a point of the window there; default: the middle of the stage. */
  zoomTo(scale: number, x?: number, y?: number): void {
    const fitting = this.#fitting();
    const least = Math.min(1, fitting);
    const wanted = Math.min(MOST, Math.max(least, scale));
    this.#isFitted = wanted === fitting;
    const box = this.stage.getBoundingClientRect();
    const [atX, atY] = [x ?? box.left + box.width / 2, y ?? box.top + box.height / 2];
    const before = this.canvas.getBoundingClientRect();
    const [partX, partY] = [(atX - before.left) / before.width, (atY - before.top) / before.height];
    this.#set(wanted);
    const after = this.canvas.getBoundingClientRect();
    this.stage.scrollLeft += after.left + partX * after.width - atX;
    this.stage.scrollTop += after.top + partY * after.height - atY;
  }

  #fitting(): number {
    const { clientWidth, clientHeight } = this.stage;
    return Math.min(clientWidth / this.#width, clientHeight / this.#height, MOST_AT_FIRST) || 1;
  }

  #set(scale: number): void {
    this.#scale = scale;
    // Down: a picture that is a fraction of a px too large would bring scroll bars.
    this.canvas.style.width = `${Math.floor(this.#width * scale)}px`;
    this.canvas.style.height = `${Math.floor(this.#height * scale)}px`;
    this.stage.toggleAttribute('data-zoomed', !this.#isFitted);
    this.onChange(scale);
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoomTo(this.#scale * 1.0015 ** -event.deltaY, event.clientX, event.clientY);
  }

  #dragByMouse(): void {
    const { stage } = this;
    stage.addEventListener('pointerdown', (event) => {
      if (event.pointerType !== 'mouse' || event.button !== 0 || this.#isFitted) return;
      event.preventDefault();
      stage.focus({ preventScroll: true });
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener('pointermove', (event) => {
      if (stage.hasPointerCapture(event.pointerId)) stage.scrollBy(-event.movementX, -event.movementY);
    });
  }

  /** Two fingers; one finger scrolls the stage. */
  #pinch(): void {
    let from: { distance: number; scale: number } | undefined;
    const distance = ([a, b]: Touch[]) => Math.hypot(a!.clientX - b!.clientX, a!.clientY - b!.clientY);
    this.stage.addEventListener('touchstart', ({ touches }) => {
      from = touches.length === 2 ? { distance: distance([...touches]), scale: this.#scale } : undefined;
    });
    this.stage.addEventListener(
      'touchmove',
      (event) => {
        if (!from || event.touches.length !== 2) return;
        event.preventDefault();
        const [a, b] = [...event.touches] as [Touch, Touch];
        const scale = (from.scale * distance([a, b])) / from.distance;
        this.zoomTo(scale, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
      },
      { passive: false },
    );
  }
}
