/** How far one's own pictures are, in the title and the icon of the browser's tab: for who looks at another one meanwhile. */
import { byId } from './dom.js';

const NAME = 'Atelier';

export class TabProgress {
  readonly #icon = byId<HTMLLinkElement & HTMLElement>('favicon');
  readonly #usual = this.#icon.href;
  /** By message, 0..1. */
  readonly #running = new Map<string, number>();
  #isNews = false;
  #percent: number | undefined;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      this.#isNews = false;
      this.#show();
    });
  }

  /** `fraction`: undefined unless the picture is being painted. */
  update(id: string, fraction: number | undefined): void {
    if (fraction === undefined) this.#running.delete(id);
    else this.#running.set(id, fraction);
    this.#show();
  }

  /** A picture is done while nobody looks. */
  done(): void {
    this.#isNews = document.hidden;
    this.#show();
  }

  #show(): void {
    const most = Math.max(...this.#running.values());
    const percent = this.#running.size === 0 ? undefined : Math.floor(most * 100);
    document.title = [this.#isNews && '✓', percent !== undefined && `${percent} %`, NAME]
      .filter(Boolean)
      .join(' ');
    if (percent === this.#percent) return;
    this.#percent = percent;
    if (this.#icon.href.startsWith('blob:')) URL.revokeObjectURL(this.#icon.href);
    this.#icon.href =
      percent === undefined
        ? this.#usual
        : URL.createObjectURL(new Blob([ring(percent)], { type: 'image/svg+xml' }));
  }
}

/** A ring that closes, as SVG. */
function ring(percent: number): string {
  const circle = '<circle cx="16" cy="16" r="12" fill="none" stroke-width="7" pathLength="100"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${circle} stroke="#8d837166"/>${circle} stroke="#d2683c" stroke-dasharray="${percent} 100" transform="rotate(-90 16 16)"/></svg>`;
}
