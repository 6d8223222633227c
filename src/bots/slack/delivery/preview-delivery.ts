/**
 * How the picture that is being painted gets into its message. `url`: Slack fetches it from this program's public address;
 * `file`: each preview is uploaded and named in the block, which Slack refuses here and there (java-slack-sdk#1441,
 * node-slack-sdk#2100, bolt-python#1295); `text`: bar and numbers only. A picture that is refused is left out; after three in a row the
 * workspace continues with the next way.
 */
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Picture } from '../../../domain/event.js';
import type { MessageView, PictureView } from '../../chat-adapter.js';
import { isRefusal } from '../../platform-error.js';
import type { ApiClient } from '../connection/api-methods.js';
import { hasPlatformCode, missingScope } from '../connection/sdk-errors.js';
import type { SlackPorts } from '../dependencies.js';
import { complete, fileInfo, isReady, removeFile, untilFile, upload } from '../files/file-upload.js';
import { Refusals } from '../files/refusals.js';
import type { ShownPicture } from '../views/job-message.js';
import { keyOf, type SlackMessageReference } from './message-reference.js';

export type Strategy = 'url' | 'file' | 'text';

/** Workspaces and messages that are remembered. */
const MAX_REMEMBERED = 1000;

/** After so long a refusal is forgotten, ms: Slack may have mended it, or the address may be reachable now. */
const REMEMBERED_MS = 7 * 24 * 60 * 60_000;

/** A refusal as all bots share it. */
interface Refusal {
  strategy: Strategy;
  at: number;
  /** The address that it holds for. */
  publicUrl: string;
}

/** The preview that a message shows, or is about to. */
interface Current extends PreviewImage {
  preview: Picture;
}

export interface PreviewImage {
  picture: ShownPicture;
  /** Id of its block: a new one for each picture, or clients still show the old one. */
  id: string;
  /** The message has shown another one until then, which Slack may refuse to replace and yet take the first. */
  isReplacing?: boolean;
}

export class PreviewDelivery {
  readonly #ports: SlackPorts;
  readonly #chosen = new LRUCache<string, Strategy>({ max: MAX_REMEMBERED });
  readonly #current = new LRUCache<string, Current>({ max: MAX_REMEMBERED });
  readonly #refusals = new Refusals();
  /** Previews that are left out. */
  readonly #skipped = new WeakSet<Picture>();
  /** Previews whose file was lost and sent again: once. */
  readonly #sentAgain = new WeakSet<Picture>();

  constructor(ports: SlackPorts) {
    this.#ports = ports;
  }

  /** The first that this workspace has not refused. */
  async strategyFor(team: string): Promise<Strategy> {
    const known = this.#chosen.get(team);
    if (known !== undefined) return known;
    const { sharedStore, clock, settings } = this.#ports;
    const refusal = (await sharedStore.get(keyFor(team))) as Refusal | undefined;
    const holds =
      refusal !== undefined &&
      refusal.publicUrl === settings.publicUrl &&
      clock.now() - refusal.at < REMEMBERED_MS;
    const order = this.#order();
    const strategy = (holds ? order[order.indexOf(refusal.strategy) + 1] : order[0]) ?? 'text';
    this.#chosen.set(team, strategy);
    return strategy;
  }

  /** Slack does not take this picture, or none in this way: what `imageFor` gives next is it again, nothing, or it in another way. */
  async refused(
    client: ApiClient,
    reference: SlackMessageReference,
    { pictures }: MessageView,
    strategy: Strategy,
    error: unknown,
  ): Promise<void> {
    const { team } = reference;
    const preview = previewOf(pictures)?.preview;
    const current = this.#current.get(keyOf(reference));
    this.#current.delete(keyOf(reference));
    if (preview !== undefined && !this.#sentAgain.has(preview) && (await this.#isLost(client, current))) {
      this.#sentAgain.add(preview);
      return;
    }
    const isLasting = missingScope(error) !== undefined;
    if (isLasting || this.#refusals.add(rowOf(team, strategy, current)))
      return this.#demote(team, strategy, reasonOf(error));
    if (preview !== undefined) this.#skipped.add(preview);
  }

  /** Somebody, or another bot, has deleted the file. */
  async #isLost(client: ApiClient, current: Current | undefined): Promise<boolean> {
    if (current === undefined || 'url' in current.picture) return false;
    try {
      await fileInfo(client, this.#ports.clock, current.picture.file);
      return false;
    } catch (error) {
      return hasPlatformCode(error, 'file_not_found', 'file_deleted');
    }
  }

  async #demote(team: string, strategy: Strategy, reason: string): Promise<void> {
    const { sharedStore, clock, settings, onLog } = this.#ports;
    const order = this.#order();
    const next = order[order.indexOf(strategy) + 1] ?? 'text';
    if (this.#chosen.get(team) === next) return;
    this.#chosen.set(team, next);
    onLog(`Slack workspace ${team} takes no previews by ${strategy} (${reason}); continuing with ${next}`);
    await sharedStore.put(keyFor(team), {
      strategy,
      at: clock.now(),
      publicUrl: settings.publicUrl,
    } satisfies Refusal);
  }

  /** The view's preview for its message, or undefined where there is none. Throws what uploading throws. */
  async imageFor(
    client: ApiClient,
    reference: SlackMessageReference,
    { pictures }: MessageView,
    strategy: Strategy,
  ): Promise<PreviewImage | undefined> {
    const view = previewOf(pictures);
    if (view === undefined || strategy === 'text' || this.#skipped.has(view.preview)) return undefined;
    const known = this.#current.get(keyOf(reference));
    const isInThisWay = known !== undefined && 'url' in known.picture === (strategy === 'url');
    if (isInThisWay && known.preview === view.preview) return known;
    const picture = await (strategy === 'url'
      ? this.#publish(view.preview.bytes)
      : this.#upload(client, reference, view.alt, view.preview.bytes));
    const id = `preview:${randomBytes(6).toString('hex')}`;
    const current = { preview: view.preview, picture, id, isReplacing: known !== undefined };
    this.#current.set(keyOf(reference), current);
    return current;
  }

  /** This picture is in the message now, or none is any more: the files of those before go. */
  async shows(
    client: ApiClient,
    reference: SlackMessageReference,
    image: PreviewImage | undefined,
  ): Promise<void> {
    const { uploadedFiles, clock } = this.#ports;
    const picture = image?.picture;
    if (picture !== undefined)
      this.#refusals.clear(rowOf(reference.team, 'url' in picture ? 'url' : 'file', image));
    const shown = picture && 'file' in picture ? picture.file : undefined;
    const old = (uploadedFiles.get(reference)?.previews ?? []).filter((file) => file !== shown);
    if (old.length === 0) return;
    // A file that stays behind is a nuisance and no failure.
    for (const file of old) await removeFile(client, clock, file).catch(() => {});
    uploadedFiles.change(reference, { previews: shown === undefined ? [] : [shown] });
  }

  /** Nothing is shown in this message any more. */
  forget(reference: SlackMessageReference): void {
    this.#current.delete(keyOf(reference));
  }

  #order(): Strategy[] {
    const { slackPreviews, publicUrl } = this.#ports.settings;
    if (slackPreviews === 'text') return ['text'];
    if (slackPreviews !== 'auto') return [slackPreviews, 'text'];
    return publicUrl === '' ? ['file', 'text'] : ['url', 'file', 'text'];
  }

  async #publish(bytes: Uint8Array): Promise<ShownPicture> {
    return { url: this.#ports.publicPictures.publish(await this.#ports.forSlack(bytes)) };
  }

  async #upload(
    client: ApiClient,
    reference: SlackMessageReference,
    alt: string,
    bytes: Uint8Array,
  ): Promise<ShownPicture> {
    const { clock, uploadedFiles, forSlack, editBudget } = this.#ports;
    const turn = () => editBudget.take(reference.team, keyOf(reference), 'running');
    const { bytes: sent, name } = await forSlack(bytes, 'preview');
    const file = await upload(client, clock, { name, alt, bytes: sent });
    uploadedFiles.change(reference, { previews: [...(uploadedFiles.get(reference)?.previews ?? []), file] });
    await complete(client, clock, file, name);
    if ((await untilFile(client, clock, file, isReady, { turn })) === undefined)
      throw new NotShown('it does not get them ready');
    return { file };
  }
}

/** Slack has said yes to a picture, and does not show it. */
export class NotShown extends Error {}

/** Whether it was the preview that Slack did not take. */
export function isPreviewRefusal(error: unknown): boolean {
  return error instanceof NotShown || missingScope(error) !== undefined || isRefusal(error, 'invalid');
}

/** In words for the log. */
function reasonOf(error: unknown): string {
  if (error instanceof NotShown) return error.message;
  const scope = missingScope(error);
  if (scope !== undefined) return `the scope ${scope} is missing`;
  return isRefusal(error, 'invalid') ? [error.platformCode, ...error.details].join(': ') : String(error);
}

/** What is counted in a row. */
function rowOf(team: string, strategy: Strategy, image: PreviewImage | undefined): string {
  return `${team} ${strategy} ${image?.isReplacing ? 'replaced' : 'first'}`;
}

function previewOf(pictures: readonly PictureView[]): { preview: Picture; alt: string } | undefined {
  const found = pictures.find(({ role }) => role === 'preview');
  return found && 'picture' in found.source ? { preview: found.source.picture, alt: found.alt } : undefined;
}

function keyFor(team: string): string {
  return `previews:${team}`;
}
