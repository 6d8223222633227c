/**
 * Small pictures of the presets for dialogs and App Home: from this program's public address, or uploaded once for each
 * workspace where there is none.
 */
import type { Preset } from '../../../domain/preset.js';
import type { Caller, Desk } from '../commands/request-context.js';
import type { Parts } from '../dependencies.js';
import type { Shown } from '../views/job-message.js';
import { complete, isReady, type Upload, untilFile, upload } from './file-upload.js';

/** Longer side, px: seen well, and a dialog keeps its fields in sight. */
const SIDE = 280;

export async function thumbnail(
  { presetPicture, pictures }: Pick<Parts, 'presetPicture' | 'pictures'>,
  preset: Preset,
) {
  return pictures.shrink(await presetPicture(preset), SIDE);
}

/** How a workspace takes pictures in dialogs. */
type Way = 'url' | 'file' | 'none';

export class Gallery {
  readonly #parts: Parts;
  readonly #desk: Desk;
  /** Files of the presets, by workspace. */
  readonly #known = new Map<string, Shown>();
  readonly #uploads = new Map<string, Promise<Shown | undefined>>();
  /** By workspace, once Slack has refused the way before. */
  readonly #ways = new Map<string, Way>();

  constructor(parts: Parts, desk: Desk) {
    this.#parts = parts;
    this.#desk = desk;
  }

  wayFor({ installation: { team } }: Caller): Way {
    return this.#ways.get(team) ?? (this.#parts.publicPictures.isPublic ? 'url' : 'file');
  }

  /** What can be shown at once. */
  known(caller: Caller, preset: Preset): Shown | undefined {
    switch (this.wayFor(caller)) {
      case 'url':
        return { url: this.#parts.publicPictures.styleAddress(preset) };
      case 'file':
        return this.#known.get(keyOf(caller.installation.team, preset));
      case 'none':
        return undefined;
    }
  }

  /** The same, after an upload if need be. Undefined where there is no way to show it. */
  async find(caller: Caller, preset: Preset): Promise<Shown | undefined> {
    const known = this.known(caller, preset);
    if (known !== undefined || this.wayFor(caller) === 'none') return known;
    const key = keyOf(caller.installation.team, preset);
    let uploading = this.#uploads.get(key);
    if (uploading === undefined) {
      uploading = this.#make(caller, preset).catch(() => undefined);
      this.#uploads.set(key, uploading);
      void uploading.then(() => this.#uploads.delete(key));
    }
    return uploading;
  }

  /** A picture for one dialog, which goes with it. */
  async show(caller: Caller, { name, alt, bytes }: Upload): Promise<Shown> {
    const { publicPictures, forSlack } = this.#parts;
    const picture = await forSlack(bytes, name);
    if (this.wayFor(caller) === 'url') return { url: publicPictures.publish(picture) };
    return { file: await this.#upload(caller, { name: picture.name, alt, bytes: picture.bytes }) };
  }

  /** Slack does not show these in this way: the next dialogs go another. */
  async refused(caller: Caller, presets: readonly Preset[]): Promise<void> {
    const { team } = caller.installation;
    const way = this.wayFor(caller);
    this.#ways.set(team, way === 'url' ? 'file' : 'none');
    // Somebody may have deleted the files: after a restart they are uploaded anew.
    for (const preset of presets) await this.#parts.sharedStore.delete(keyOf(team, preset));
  }

  async #make(caller: Caller, preset: Preset): Promise<Shown> {
    const { sharedStore, forSlack } = this.#parts;
    const key = keyOf(caller.installation.team, preset);
    let file = await sharedStore.get(key);
    if (typeof file !== 'string') {
      const picture = await forSlack((await thumbnail(this.#parts, preset)).bytes, preset.id);
      file = await this.#upload(caller, { name: picture.name, alt: preset.title, bytes: picture.bytes });
      await sharedStore.put(key, file);
    }
    const shown = { file: file as string };
    this.#known.set(key, shown);
    return shown;
  }

  /** Shared with nobody: a dialog shows files of the app's own. */
  async #upload(caller: Caller, picture: Upload): Promise<string> {
    const { time } = this.#parts;
    const web = this.#desk.web(caller);
    const file = await upload(web, time, picture);
    await complete(web, time, file, picture.alt);
    await untilFile(web, time, file, isReady);
    return file;
  }
}

function keyOf(team: string, { id }: Preset): string {
  return `style:${team}:${id}`;
}
