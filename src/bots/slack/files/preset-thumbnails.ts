/**
 * Small pictures of the presets for dialogs and App Home: from this program's public address, or uploaded once for each
 * workspace where there is none.
 */
import { LRUCache } from 'lru-cache';
import type { Preset } from '../../../domain/preset.js';
import type { Encoded } from '../../media/picture-tools.js';
import type { Caller, Requests } from '../commands/request-context.js';
import type { SlackPorts } from '../dependencies.js';
import type { ShownPicture } from '../views/job-message.js';
import { complete, isReady, type Upload, untilFile, upload } from './file-upload.js';
import { Refusals } from './refusals.js';

/** Longer side, px: seen well, and a dialog keeps its fields in sight. */
const SIDE = 280;

export function thumbnail(
  { presetPicture, thumbnails }: Pick<SlackPorts, 'presetPicture' | 'thumbnails'>,
  preset: Preset,
): Promise<Encoded> {
  return thumbnails(`style ${preset.id}`, SIDE, () => presetPicture(preset));
}

/** Files and workspaces that are remembered. */
const MAX_REMEMBERED = 10_000;

/** How a workspace takes pictures in dialogs. */
type Way = 'url' | 'file' | 'none';

export class PresetThumbnails {
  readonly #ports: SlackPorts;
  readonly #requests: Requests;
  /** Files of the presets, by workspace. */
  readonly #known = new LRUCache<string, ShownPicture>({ max: MAX_REMEMBERED });
  readonly #uploads = new Map<string, Promise<ShownPicture | undefined>>();
  readonly #refusals = new Refusals();
  /** By workspace, once Slack has refused the way before, several times in a row. */
  readonly #ways = new LRUCache<string, Way>({ max: MAX_REMEMBERED });

  constructor(ports: SlackPorts, requests: Requests) {
    this.#ports = ports;
    this.#requests = requests;
  }

  /** The ways that can be tried, in order. */
  waysFor(caller: Caller): readonly Exclude<Way, 'none'>[] {
    const ways = ['url', 'file'] as const;
    return ways.slice(['url', 'file', 'none'].indexOf(this.#wayFor(caller)));
  }

  #wayFor({ installation: { team } }: Caller): Way {
    return this.#ways.get(team) ?? (this.#ports.publicPictures.isPublic ? 'url' : 'file');
  }

  /** What can be shown at once. */
  known(caller: Caller, preset: Preset): ShownPicture | undefined {
    switch (this.#wayFor(caller)) {
      case 'url':
        return { url: this.#ports.publicPictures.styleAddress(preset) };
      case 'file':
        return this.#known.get(keyOf(caller.installation.team, preset));
      case 'none':
        return undefined;
    }
  }

  /** The same, after an upload if need be. Undefined where there is no way to show it. */
  async find(caller: Caller, preset: Preset): Promise<ShownPicture | undefined> {
    const known = this.known(caller, preset);
    if (known !== undefined || this.#wayFor(caller) === 'none') return known;
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
  async show(caller: Caller, { name, alt, bytes }: Upload, way: Exclude<Way, 'none'>): Promise<ShownPicture> {
    const { publicPictures, forSlack } = this.#ports;
    const picture = await forSlack(bytes, name);
    if (way === 'url') return { url: publicPictures.publish(picture) };
    return { file: await this.#upload(caller, { name: picture.name, alt, bytes: picture.bytes }) };
  }

  /** Slack has shown a picture. */
  taken({ installation: { team } }: Caller): void {
    this.#refusals.clear(team);
  }

  /** Slack does not show these: after several times in a row the next dialogs go another way. */
  async refused(caller: Caller, presets: readonly Preset[]): Promise<void> {
    const { team } = caller.installation;
    if (this.#refusals.add(team)) this.#ways.set(team, this.#wayFor(caller) === 'url' ? 'file' : 'none');
    // Somebody may have deleted the files: they are uploaded again.
    for (const preset of presets) {
      this.#known.delete(keyOf(team, preset));
      await this.#ports.sharedStore.delete(keyOf(team, preset));
    }
  }

  async #make(caller: Caller, preset: Preset): Promise<ShownPicture> {
    const { sharedStore, forSlack } = this.#ports;
    const key = keyOf(caller.installation.team, preset);
    let file = await sharedStore.get(key);
    if (typeof file !== 'string') {
      const picture = await forSlack((await thumbnail(this.#ports, preset)).bytes, preset.id);
      file = await this.#upload(caller, { name: picture.name, alt: preset.title, bytes: picture.bytes });
      await sharedStore.put(key, file);
    }
    const shown = { file: file as string };
    this.#known.set(key, shown);
    return shown;
  }

  /** Shared with nobody: a dialog shows files of the app's own. */
  async #upload(caller: Caller, picture: Upload): Promise<string> {
    const { clock } = this.#ports;
    const client = this.#requests.client(caller);
    const file = await upload(client, clock, picture);
    await complete(client, clock, file, picture.alt);
    await untilFile(client, clock, file, isReady);
    return file;
  }
}

function keyOf(team: string, { id }: Preset): string {
  return `style:${team}:${id}`;
}
