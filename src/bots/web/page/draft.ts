/** What is being composed: the command's text and the pictures chosen so far. Parts of the composer watch it and write to it. */
import type { PartOfPhoto } from '../../../domain/part.js';
import { DECODE_LIMITS } from '../../../domain/picture-limits.js';
import { SETTINGS } from '../../../domain/request.js';
import { megabytes } from '../../../words/measures.js';
import { type Said, said } from '../../../words/said.js';
import { asCommand, commandIn } from '../../commands/plain-words.js';
import type { Slot } from '../../media/attachments.js';
import type { WireMessage, WireStyle } from '../wire.js';
import { isStylize, partOf, split, styleMeant, withOption, withPreset } from './composer-text.js';
import { findProblem } from './file-check.js';
import type { Measures } from './later/reduce-picture.js';
import { t } from './page-words.js';
import { pictureFile } from './picture-file.js';

export class Draft {
  #text = '';
  readonly #files = new Map<Slot, File>();
  /** A mask belongs to its photo: another one in its place has none. */
  #masked: { photo: File; mask: File } | undefined;
  #problem = '';
  #notice = '';
  #checks: Promise<void> = Promise.resolve();
  readonly #watchers = new Set<() => void>();
  styles: readonly WireStyle[] = [];

  get text(): string {
    return this.#text;
  }
  get files(): ReadonlyMap<Slot, File> {
    return this.#files;
  }
  /** What is sent: the pictures, and the mask where the command wants one. */
  get sent(): ReadonlyMap<Slot | 'mask', File> {
    const { mask } = this;
    return mask && partOf(this.command) !== 'all'
      ? new Map<Slot | 'mask', File>([...this.#files, ['mask', mask]])
      : this.#files;
  }
  /** Where the subject of the photo is, as it was brushed. */
  get mask(): File | undefined {
    return this.#masked?.photo === this.#files.get('photo') ? this.#masked?.mask : undefined;
  }
  /** Why it cannot be sent, or was not; shown beside the composer. */
  get problem(): string {
    return this.#problem;
  }
  /** What was made of several pictures at once. */
  get notice(): string {
    return this.#notice;
  }
  /** Settles once every picture has been looked into; one that cannot be painted is not in its place any more then. */
  get checked(): Promise<void> {
    return this.#checks;
  }
  /** The command that the text comes to: plain words become its preset and its options; a photo alone is enough. */
  get command(): string {
    if (this.#text.trim() === '' && this.#files.size > 0) return '/stylize';
    return isStylize(this.#text)
      ? commandIn(this.#text, this.styles, 1)
      : asCommand(this.#text, this.styles, this.#files.size);
  }
  /** The preset that the text names. */
  get preset(): WireStyle | undefined {
    return isStylize(this.command) ? styleMeant(this.styles, split(this.command).preset) : undefined;
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
      this.#text = `${withPreset(this.command, style.id)} `;
    });
  }

  /**
   * Own pictures into their slots, or where there is room: photo first, then style, then the second style. A slot takes one; several
   * without a slot are said to have become what they are.
   */
  addFiles(files: readonly File[], slot?: Slot): void {
    const [first] = files;
    if (!first) return;
    this.#change(() => {
      const placed = slot ? [this.#add(first, slot)] : files.map((file) => this.#add(file, undefined));
      if (this.#files.size > 0 && this.#text.trim() === '') this.#text = '/stylize ';
      if (slot && files.length > 1) this.#notice = t('page.oneFits', { name: first.name });
      else if (files.length > 1)
        this.#notice = t('page.placed', { placed: placed.filter(Boolean).join(', ') });
    });
  }

  /** A picture of an earlier visit goes back into its place; the text is what it was then. */
  restore(file: File, slot: Slot): void {
    this.#files.set(slot, file);
    this.#checks = Promise.all([this.#checks, this.#check(file, slot, undefined)]).then(() => {});
    this.#tell();
  }

  /** The photo becomes the style, and the style the photo; only pictures of one's own can. */
  swap(): void {
    const [photo, style] = [this.#files.get('photo'), this.#files.get('style')];
    if (!photo || !style) return;
    this.#change(() => this.#files.set('photo', style).set('style', photo));
  }

  remove(slot: Slot): void {
    this.#change(() => {
      if (slot === 'style' && this.preset) this.#text = `${withPreset(this.command, '')} `;
      this.#files.delete(slot);
      const second = this.#files.get('style2');
      if (slot === 'style' && second) {
        this.#files.delete('style2');
        this.#files.set('style', second);
      }
    });
  }

  /** A line that is no problem. */
  say(notice: string): void {
    this.#change(() => {
      this.#notice = notice;
    });
  }

  /** Another picture in place of one, as it was cropped; not where that has left its slot. */
  replace(before: File, after: File): void {
    const slot = this.#slotOf(before);
    if (!slot) return;
    this.#change(() => this.#files.set(slot, after));
    this.#checks = Promise.all([this.#checks, this.#check(after, slot, before)]).then(() => {});
  }

  /** What was brushed of this photo, if anything was, and the part that is painted. */
  brush(photo: File, mask: File | undefined, part: PartOfPhoto): void {
    this.#change(() => {
      this.#masked = mask && { photo, mask };
      this.#text = `${withOption(this.command, 'where', part)} `;
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

  /** What the file has become, in words; undefined if there is no place for it. */
  #add(file: File, wanted: Slot | undefined): string | undefined {
    const slot = wanted ?? this.#free();
    if (!slot) {
      this.#problem = t('page.full');
      return undefined;
    }
    if (slot === 'style' && this.preset) this.#text = `${withPreset(this.command, '')} `;
    const before = this.#files.get(slot);
    this.#files.set(slot, file);
    this.#checks = Promise.all([this.#checks, this.#check(file, slot, before)]).then(() => {});
    return t(`page.is.${slot}`, { name: file.name });
  }

  /** A file that is no picture to paint leaves its place to what was there. */
  async #check(file: File, slot: Slot, before: File | undefined): Promise<void> {
    const problem = await findProblem(file);
    if (problem === undefined || this.#files.get(slot) !== file) return;
    if (problem.canBeReduced && (await this.#reduce(file))) return;
    if (this.#files.get(slot) !== file) return;
    this.#change(() => {
      if (before) this.#files.set(slot, before);
      else this.#files.delete(slot);
    });
    this.complain(problem.words);
  }

  /** False where it cannot be made smaller. */
  async #reduce(file: File): Promise<boolean> {
    try {
      const { reducePicture } = await import('./later/reduce-picture.js');
      const reduced = await reducePicture(file, { ...DECODE_LIMITS, side: SETTINGS.size.max });
      const slot = this.#slotOf(file);
      if (!reduced || (await findProblem(reduced.file))) return false;
      if (slot)
        this.#change(() => {
          this.#files.set(slot, reduced.file);
          this.#notice = t('pictures.reduced', {
            name: file.name,
            before: measures(reduced.from),
            after: measures(reduced.to),
          });
        });
      return true;
    } catch {
      return false;
    }
  }

  #slotOf(file: File): Slot | undefined {
    return [...this.#files.keys()].find((slot) => this.#files.get(slot) === file);
  }

  #free(): Slot | undefined {
    if (!this.#files.has('photo')) return 'photo';
    if (!this.hasStyle) return 'style';
    return this.#files.has('style2') ? undefined : 'style2';
  }

  #change(change: () => void): void {
    this.#problem = '';
    this.#notice = '';
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
    draft.addFiles([await pictureFile(picture)], slot);
  }
}

/** "9000 × 6000 px, 31 MB" */
function measures({ width, height, bytes }: Measures): Said {
  return said('pictures.measures', { width, height, size: megabytes(bytes) });
}
