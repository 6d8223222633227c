/**
 * The job's message in Slack, as the session edits it: while it waits and is painted within the budget of its workspace, at
 * the end with the finished picture, and with the picture in a direct message where the channel has gone meanwhile.
 */
import { AtelierError } from '../../../domain/errors.js';
import { type Conversation, type Delivery, DIALOGS, type MessageView } from '../../chat-adapter.js';
import type { People } from '../commands/workspace-members.js';
import { type Failure, failureOf, isLockedOut, patiently } from '../connection/failure.js';
import { type Parts, sourceOf, webOf } from '../dependencies.js';
import { blocksOf, textOf } from '../views/job-message.js';
import type { Urgency } from './edit-budget.js';
import { tellGone } from './fallback-delivery.js';
import type { Spot } from './message-location.js';
import { decodePlace, keyOf, placeIn } from './message-reference.js';
import { lastingRefusal, type PreviewImage, Previews } from './preview-delivery.js';
import { fileShownBy, shareResult } from './result-file.js';
import { takeBack } from './result-upload.js';

export class SlackConversation implements Conversation {
  readonly name = 'slack';
  readonly dialogs = DIALOGS;
  readonly interval: number;
  readonly #parts: Parts;
  readonly #people: People;
  readonly #previews: Previews;

  constructor(parts: Parts, people: People) {
    this.#parts = parts;
    this.#people = people;
    this.#previews = new Previews(parts);
    this.interval = parts.settings.previewInterval * 1000;
  }

  intervalOf(delivery: Delivery): number {
    const place = placeIn(delivery);
    if (place === undefined) return this.interval;
    return this.#parts.budget.interval(place.team, keyOf(place), this.interval);
  }

  async edit(delivery: Delivery, view: MessageView): Promise<void> {
    const spot = await this.#spot(delivery);
    try {
      await (hasEnded(view) ? this.#end(spot, view) : this.#progress(spot, view));
    } catch (error) {
      throw await this.#translated(error, spot, view);
    }
  }

  async remove(delivery: Delivery): Promise<void> {
    const { place, web } = await this.#spot(delivery);
    const { time, traces } = this.#parts;
    const { channel, ts } = place;
    const trace = traces.get(place);
    // Posted by another bot, or long ago: the message itself knows.
    const files =
      trace === undefined ? [await fileShownBy(web, place)] : [trace.file, ...(trace.previews ?? [])];
    for (const file of files) if (file !== undefined) await takeBack(this.#parts, web, file, channel);
    await patiently(time, () => web.chat.delete({ channel, ts })).catch((error) => {
      if (failureOf(error).kind !== 'gone') throw error;
    });
    this.#previews.forget(place);
    traces.forget(place);
  }

  async #spot(delivery: Delivery): Promise<Spot> {
    const place = decodePlace(delivery);
    const installation = await this.#parts.installations.find(sourceOf(place));
    if (installation === undefined)
      throw new AtelierError('not_found', 'Atelier was taken out of this Slack workspace');
    return { place, installation, web: webOf(this.#parts, installation) };
  }

  /** A preview that Slack does not take makes room for the next way of showing it; the edit goes on. */
  async #progress(spot: Spot, view: MessageView): Promise<void> {
    const { place, web } = spot;
    for (;;) {
      const strategy = await this.#previews.strategyFor(place.team);
      try {
        const image = await this.#previews.imageFor(web, place, view, strategy);
        const urgency = view.tone === 'running' ? 'running' : 'waiting';
        const message = await this.#update(spot, view, urgency, image);
        if (image !== undefined) assertShown(message, image);
        await this.#previews.shows(web, place, image?.picture);
        return;
      } catch (error) {
        const refusal = error instanceof NotShown ? error.message : lastingRefusal(error);
        if (refusal === undefined || strategy === 'text') throw error;
        await this.#previews.refused(place.team, strategy, refusal);
      }
    }
  }

  async #end(spot: Spot, view: MessageView): Promise<void> {
    const { place, web } = spot;
    const { image, footer } = await shareResult(this.#parts, spot, view);
    try {
      await this.#update(spot, view, 'final', image, footer);
    } catch (error) {
      const failure = failureOf(error);
      // The picture stands below the message in any case.
      if (image !== undefined && failure.kind === 'frozen')
        this.#parts.onLog(`Slack keeps a message as it was (${failure.code})`);
      else if (image !== undefined && failure.kind === 'blocks')
        await this.#update(spot, view, 'final', undefined);
      else throw error;
    }
    await this.#previews.shows(web, place, undefined);
    this.#previews.forget(place);
  }

  /** One chat.update, in its turn. A rate limit is waited out, but not with a preview: the next overtakes it. */
  async #update(
    { place, web }: Spot,
    view: MessageView,
    urgency: Urgency,
    shown: PreviewImage | undefined,
    footer?: string,
  ): Promise<unknown> {
    const { budget, time } = this.#parts;
    const { channel, ts, user, team } = place;
    const once = async () => {
      await budget.take(team, keyOf(place), urgency);
      try {
        const blocks = blocksOf(view, { user, shown, footer });
        return (await web.chat.update({ channel, ts, text: textOf(view), blocks })).message;
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'limited') budget.pause(team, failure.seconds);
        throw error;
      }
    };
    return urgency === 'running' ? once() : patiently(time, once);
  }

  /** What the session understands. Who asked is told where their message has gone. */
  async #translated(error: unknown, spot: Spot, view: MessageView): Promise<AtelierError> {
    if (error instanceof AtelierError) return error;
    const failure = failureOf(error);
    if (failure.kind !== 'gone')
      return new AtelierError('internal', `Slack does not take an edit (${wordFor(failure)})`, {
        cause: error,
      });
    if (!isLockedOut(failure) && ['waiting', 'running', 'done'].includes(view.tone))
      await tellGone(this.#parts, this.#people, spot, view, failure.code).catch(this.#parts.onError);
    this.#previews.forget(spot.place);
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
