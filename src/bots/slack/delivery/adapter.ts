/**
 * The job's message in Slack, as the session edits it: while it waits and is painted within the budget of its workspace, at
 * the end with the finished picture, and with the picture in a direct message where the channel has gone meanwhile.
 */
import { AtelierError } from '../../../domain/errors.js';
import { type ChatAdapter, DIALOGS, type MessageReference, type MessageView } from '../../chat-adapter.js';
import type { WorkspaceMembers } from '../commands/workspace-members.js';
import { type Failure, failureOf, isRevoked, patiently } from '../connection/failure.js';
import { clientOf, type SlackPorts, sourceOf } from '../dependencies.js';
import { blocksOf, textOf } from '../views/job-message.js';
import type { Urgency } from './edit-budget.js';
import { deliverElsewhere } from './fallback-delivery.js';
import type { MessageLocation } from './message-location.js';
import { decodeReference, keyOf, readReference } from './message-reference.js';
import { lastingRefusal, PreviewDelivery, type PreviewImage } from './preview-delivery.js';
import { fileShownBy, shareResult } from './result-file.js';
import { takeBack } from './result-upload.js';

export class SlackAdapter implements ChatAdapter {
  readonly name = 'slack';
  readonly dialogs = DIALOGS;
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
    try {
      await (hasEnded(view) ? this.#end(location, view) : this.#progress(location, view));
    } catch (error) {
      throw await this.#translated(error, location, view);
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
    await patiently(clock, () => client.chat.delete({ channel, ts })).catch((error) => {
      if (failureOf(error).kind !== 'gone') throw error;
    });
    this.#previews.forget(reference);
    uploadedFiles.forget(reference);
  }

  async #location(encoded: MessageReference): Promise<MessageLocation> {
    const reference = decodeReference(encoded);
    const installation = await this.#ports.installations.find(sourceOf(reference));
    if (installation === undefined)
      throw new AtelierError('not_found', 'Atelier was taken out of this Slack workspace');
    return { reference, installation, client: clientOf(this.#ports, installation) };
  }

  /** A preview that Slack does not take makes room for the next way of showing it; the edit goes on. */
  async #progress(location: MessageLocation, view: MessageView): Promise<void> {
    const { reference, client } = location;
    for (;;) {
      const strategy = await this.#previews.strategyFor(reference.team);
      try {
        const image = await this.#previews.imageFor(client, reference, view, strategy);
        const urgency = view.tone === 'running' ? 'running' : 'waiting';
        const message = await this.#update(location, view, urgency, image);
        if (image !== undefined) assertShown(message, image);
        await this.#previews.shows(client, reference, image?.picture);
        return;
      } catch (error) {
        const refusal = error instanceof NotShown ? error.message : lastingRefusal(error);
        if (refusal === undefined || strategy === 'text') throw error;
        await this.#previews.refused(reference.team, strategy, refusal);
      }
    }
  }

  async #end(location: MessageLocation, view: MessageView): Promise<void> {
    const { reference, client } = location;
    const { image, footer } = await shareResult(this.#ports, location, view);
    try {
      await this.#update(location, view, 'final', image, footer);
    } catch (error) {
      const failure = failureOf(error);
      // The picture stands below the message in any case.
      if (image !== undefined && failure.kind === 'frozen')
        this.#ports.onLog(`Slack keeps a message as it was (${failure.code})`);
      else if (image !== undefined && failure.kind === 'blocks')
        await this.#update(location, view, 'final', undefined);
      else throw error;
    }
    await this.#previews.shows(client, reference, undefined);
    this.#previews.forget(reference);
  }

  /** One chat.update, in its turn. A rate limit is waited out, but not with a preview: the next overtakes it. */
  async #update(
    { reference, client }: MessageLocation,
    view: MessageView,
    urgency: Urgency,
    shown: PreviewImage | undefined,
    footer?: string,
  ): Promise<unknown> {
    const { editBudget, clock } = this.#ports;
    const { channel, ts, user, team } = reference;
    const once = async () => {
      await editBudget.take(team, keyOf(reference), urgency);
      try {
        const blocks = blocksOf(view, { user, shown, footer });
        return (await client.chat.update({ channel, ts, text: textOf(view), blocks })).message;
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'limited') editBudget.pause(team, failure.seconds);
        throw error;
      }
    };
    return urgency === 'running' ? once() : patiently(clock, once);
  }

  /** What the session understands. Who asked is told where their message has gone. */
  async #translated(error: unknown, location: MessageLocation, view: MessageView): Promise<AtelierError> {
    if (error instanceof AtelierError) return error;
    const failure = failureOf(error);
    if (failure.kind !== 'gone')
      return new AtelierError('internal', `Slack does not take an edit (${wordFor(failure)})`, {
        cause: error,
      });
    if (!isRevoked(failure) && ['waiting', 'running', 'done'].includes(view.tone))
      await deliverElsewhere(this.#ports, this.#members, location, view, failure.code).catch(
        this.#ports.onError,
      );
    this.#previews.forget(location.reference);
    return new AtelierError('not_found', `the message is gone (${failure.code})`, { cause: error });
  }
}

function hasEnded({ tone }: MessageView): boolean {
  return tone !== 'waiting' && tone !== 'running';
}

/** Slack has said yes, and shows another picture (java-slack-sdk#1441). */
class NotShown extends Error {}

function assertShown(message: unknown, { picture, id }: PreviewImage): void {
  const { blocks = [] } = (message ?? {}) as {
    blocks?: { block_id?: string; slack_file?: { id?: string } }[];
  };
  const shown = blocks.find((block) => block.block_id === id)?.slack_file?.id;
  if ('file' in picture && shown !== undefined && shown !== picture.file)
    throw new NotShown('it goes on showing the picture before');
}

function wordFor(failure: Failure): string {
  return 'code' in failure ? failure.code : failure.kind;
}
