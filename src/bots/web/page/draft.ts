/** What is being composed: the command's text and the pictures chosen so far. Parts of the composer watch it and write to it. */

import { megabytes } from '../../../lib/format.js';
import type { Slot } from '../../media/attachments.js';
import { INTAKE } from '../../media/intake-limits.js';
import type { WireMessage, WireStyle } from '../wire.js';
import { isStylize, split, styleMeant, withPreset } from './composer-text.js';

export class Draft {
  #text = '';
  readonly #files = new Map<Slot, File>();
  #problem = '';
  readonly #watchers = new Set<() => void>();
  styles: readonly WireStyle[] = [];

  get text(): string {
    return this.#text;
  }
  get files(): ReadonlyMap<Slot, File> {
    return this.#files;
  }
  /** Why it cannot be sent, or was not; shown beside the composer. */
  get problem(): string {
    return this.#problem;
  }
  /** The preset that the text names, when it is certain which. */
  get preset(): WireStyle | undefined {
    return isStylize(this.#text) ? styleMeant(this.styles, split(this.#text).preset) : undefined;
  }
  get hasStyle(): boolean {
    return this.preset !== undefined || this.#files.has('style');
  }

  watch(watcher: () => void): void {
    this.#watchers.add(watcher);
    watcher();
  }

  write(text: string): void {
    this.#change(() => {
      this.#text = text;
    });
  }

  /** A preset takes the place of a style picture. */
  choosePreset(style: WireStyle): void {
    this.#change(() => {
      this.#files.delete('style');
      this.#text = `${withPreset(this.#text, style.id)} `;
    });
  }

  /** Own pictures into their slots, or where there is room: photo first, then style, then the second style. */
  addFiles(files: readonly File[], slot?: Slot): void {
    this.#change(() => {
      for (const [index, file] of files.entries()) this.#add(file, index === 0 ? slot : undefined);
      if (this.#files.size > 0 && this.#text.trim() === '') this.#text = '/stylize ';
    });
  }

  remove(slot: Slot): void {
    this.#change(() => {
      if (slot === 'style' && this.preset) this.#text = `${withPreset(this.#text, '')} `;
      this.#files.delete(slot);
      const second = this.#files.get('style2');
      if (slot === 'style' && second) {
        this.#files.delete('style2');
        this.#files.set('style', second);
      }
    });
  }

  complain(problem: string): void {
    this.#problem = problem;
    this.#tell();
  }

  /** After sending: the photo stays, for the next style on it. */
  clear(): void {
    this.#change(() => {
      this.#text = '';
      this.#files.delete('style');
      this.#files.delete('style2');
    });
  }

  #add(file: File, wanted: Slot | undefined): void {
    if (file.size > INTAKE.bytes) {
      this.#problem = `"${file.name}" is larger than ${megabytes(INTAKE.bytes)}. Make it smaller, or save it as a JPEG.`;
      return;
    }
    const slot = wanted ?? this.#free();
    if (!slot) {
      this.#problem = 'There is a photo and two styles already. Take one out to make room.';
      return;
    }
    if (slot === 'style' && this.preset) this.#text = `${withPreset(this.#text, '')} `;
    this.#files.set(slot, file);
  }

  #free(): Slot | undefined {
    if (!this.#files.has('photo')) return 'photo';
    if (!this.hasStyle) return 'style';
    return this.#files.has('style2') ? undefined : 'style2';
  }

  #change(change: () => void): void {
    this.#problem = '';
    change();
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** "Try this style": the command and the style pictures of a message go into the composer; the photo is one's own. */
export async function takeStyle(draft: Draft, { view }: WireMessage): Promise<void> {
  draft.write(`${view.command} `);
  // A preset is in the command; pictures that somebody gave have to come along.
  const slots: Slot[] = draft.preset ? ['style2'] : ['style', 'style2'];
  for (const slot of slots) {
    const picture = view.pictures.find(({ role }) => role === slot);
    if (!picture) continue;
    const response = await fetch(picture.url);
    if (!response.ok) throw new Error('This style is not there any more.');
    const bytes = await response.blob();
    draft.addFiles([new File([bytes], picture.label, { type: bytes.type })], slot);
  }
}
