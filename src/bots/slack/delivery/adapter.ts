/**
 * Messages of jobs in Slack: edited within the budget of their workspace while a job waits and runs, at the end with the
 * finished picture, which comes as a direct message where the channel is gone.
 */
import {
  type ChatAdapter,
  type Dialog,
  isFinal,
  type MessageReference,
  type MessageView,
} from '../../chat-adapter.js';
import { isLate, stepAfter } from '../../messages/delivery-policy.js';
import { isRefusal, PlatformError } from '../../platform-error.js';
import type { WorkspaceMembers } from '../commands/workspace-members.js';
import { isPictureRefusal, isRevoked, whenAllowed } from '../connection/sdk-errors.js';
import { clientOf, type SlackPorts, sourceOf } from '../dependencies.js';
import { blocksOf, textOf } from '../views/job-message.js';
import type { Urgency } from './edit-budget.js';
import { deliverDirectly, notifyPrivately } from './fallback-delivery.js';
import type { MessageLocation } from './message-reference.js';
import { decodeReference, isDirect, keyOf, readReference } from './message-reference.js';
import { isPreviewRefusal, NotShown, PreviewDelivery, type PreviewImage } from './preview-delivery.js';
import { fileShownBy, shareResult } from './result-file.js';
import { takeBack } from './result-upload.js';

/** None for the original size: the file in the thread is the picture in full. */
export const SLACK_DIALOGS = [
  'other-style',
  'share',
  'compare',
  'try',
  'timelapse',
] as const satisfies readonly Dialog[];

/** The end of a job is delivered for six hours at most (delivery-policy.ts): a repeated one tells nothing again, s. */
const TOLD_S = 24 * 3600;

export class SlackAdapter implements ChatAdapter {
  readonly name = 'slack';
  readonly dialogs = SLACK_DIALOGS;
  readonly interval: number;
  readonly #ports: SlackPorts;
  readonly #members: WorkspaceMembers;
  readonly #previews: PreviewDelivery;

  constructor(ports: SlackPorts, members: WorkspaceMembers) {
    this.#ports = ports;
    this.#members = members;
    this.#previews = new PreviewDelivery(ports);
    this.interval = ports.settings.previewInterval * 1000;
  }

  intervalOf(encoded: MessageReference): number {
    const reference = readReference(encoded);
    if (reference === undefined) return this.interval;
    return this.#ports.editBudget.interval(reference.team, keyOf(reference), this.interval);
  }

  async edit(encoded: MessageReference, view: MessageView): Promise<void> {
    const location = await this.#location(encoded);
    if (view.isForRequester && !isDirect(location.reference.channel)) {
      await notifyPrivately(this.#ports, this.#members, location, view);
      return this.remove(encoded);
    }
    try {
      await (isFinal(view) ? this.#end(location, view) : this.#progress(location, view));
    } catch (error) {
      if (isRefusal(error, 'gone')) await this.#notifyLoss(error, location, view);
      throw error;
    }
  }

  async remove(encoded: MessageReference): Promise<void> {
    const { reference, client } = await this.#location(encoded);
    const { clock, uploadedFiles } = this.#ports;
    const { channel, ts } = reference;
    const known = uploadedFiles.get(reference);
    // Posted by another bot, or long ago: the message itself knows.
    const files =
      known === undefined ? [await fileShownBy(client, reference)] : [known.file, ...(known.previews ?? [])];
    for (const file of files) if (file !== undefined) await takeBack(this.#ports, client, file, channel);
    await whenAllowed(clock, () => client.chat.delete({ channel, ts })).catch((error) => {
      if (!isRefusal(error, 'gone')) throw error;
    });
    this.#previews.forget(reference);
    uploadedFiles.forget(reference);
  }

  async #location(encoded: MessageReference): Promise<MessageLocation> {
    const reference = decodeReference(encoded);
    const installation = await this.#ports.installations.find(sourceOf(reference));
    if (installation === undefined)
      throw new PlatformError('gone', 'Atelier is not installed in this Slack workspace any more');
    return { reference, installation, client: clientOf(this.#ports, installation) };
  }

  /** A preview that Slack does not take is sent again, left out, or shown in another way; the edit continues. */
  async #progress(location: MessageLocation, view: MessageView): Promise<void> {
    const { reference, client } = location;
    for (;;) {
      const strategy = await this.#previews.strategyFor(reference.team);
      let isPlain = false;
      try {
        const image = await this.#previews.imageFor(client, reference, view, strategy);
        isPlain = image === undefined;
        const urgency = view.tone === 'running' ? 'running' : 'waiting';
        const message = await this.#update(location, view, urgency, image);
        if (image !== undefined) assertShown(message, image);
        await this.#previews.shows(client, reference, image);
        return;
      } catch (error) {
        if (isPlain || !isPreviewRefusal(error)) throw error;
        await this.#previews.refused(client, reference, view, strategy, error);
      }
    }
  }

  async #end(location: MessageLocation, view: MessageView): Promise<void> {
    const { reference, client } = location;
    const { image, footer } = await shareResult(this.#ports, location, view);
    try {
      await this.#update(location, view, 'final', image, footer);
    } catch (error) {
      // The picture stands below the message in any case.
      if (image === undefined || !(error instanceof PlatformError)) throw error;
      if (isPictureRefusal(error)) await this.#update(location, view, 'final', undefined);
      else if (stepAfter(error, view) === 'fallback' && error.code !== 'gone')
        this.#ports.onLog(`Slack keeps a message as it was (${error.reason})`);
      else throw error;
    }
    if (view.tone === 'failed') await this.#notifyFailure(location, view);
    await this.#previews.shows(client, reference, undefined);
    this.#previews.forget(reference);
  }

  /** Edits notify nobody: after a long job the requester is mentioned in the thread, once, as for a finished picture. */
  async #notifyFailure({ reference, client }: MessageLocation, view: MessageView): Promise<void> {
    const { clock, sharedStore, onLog } = this.#ports;
    const { channel, thread, ts, user } = reference;
    if (!isLate(clock, Number(ts) * 1000)) return;
    if (!(await sharedStore.claim(`failure:${keyOf(reference)}`, TOLD_S))) return;
    const text = `<@${user}> ${textOf(view, { user }).replace(`<@${user}> `, '')}`;
    await whenAllowed(clock, () =>
      client.chat.postMessage({
        channel,
        thread_ts: thread ?? ts,
        text,
        unfurl_links: false,
        unfurl_media: false,
      }),
    ).catch((error) => {
      if (!(error instanceof PlatformError)) throw error;
      onLog(`Slack: ${user} was not notified in the thread that a picture failed (${error.reason})`);
    });
  }

  /** One chat.update, in its turn; after a rate limit the workspace's further edits wait as well. */
  async #update(
    { reference, client }: MessageLocation,
    view: MessageView,
    urgency: Urgency,
    shown: PreviewImage | undefined,
    footer?: string,
  ): Promise<unknown> {
    const { editBudget } = this.#ports;
    const { channel, ts, user, team } = reference;
    await editBudget.take(team, keyOf(reference), urgency);
    try {
      const blocks = blocksOf(view, { user, shown, footer });
      return (await client.chat.update({ channel, ts, text: textOf(view, { user }), blocks })).message;
    } catch (error) {
      if (isRefusal(error, 'rate-limited')) editBudget.pause(team, error.retryAfterMs / 1000);
      throw error;
    }
  }

  /** Tells the requester that their message is gone, where Slack still lets us. */
  async #notifyLoss(error: PlatformError, location: MessageLocation, view: MessageView): Promise<void> {
    if (!isRevoked(error) && ['waiting', 'running', 'done'].includes(view.tone))
      await deliverDirectly(this.#ports, this.#members, location, view, error.platformCode).catch(
        this.#ports.onError,
      );
    this.#previews.forget(location.reference);
  }
}

function assertShown(message: unknown, { picture, id }: PreviewImage): void {
  const { blocks = [] } = (message ?? {}) as {
    blocks?: { block_id?: string; slack_file?: { id?: string } }[];
  };
  const shown = blocks.find((block) => block.block_id === id)?.slack_file?.id;
  if ('file' in picture && shown !== undefined && shown !== picture.file)
    // java-slack-sdk#1441
    throw new NotShown('it still shows the picture before');
}
