/** A part of the page that is loaded when it is first asked for, and once. A load that fails is repeated the next time. */
import { t } from './page-words.js';

export class Later<T> {
  /** Once it is there. */
  loaded: T | undefined;
  #loading: Promise<T> | undefined;

  constructor(readonly load: () => Promise<T>) {}

  get(): Promise<T> {
    this.#loading ??= this.load().then(
      (part) => {
        this.loaded = part;
        return part;
      },
      () => {
        this.#loading = undefined;
        throw new Error(t('pictures.unreachable'));
      },
    );
    return this.#loading;
  }
}
