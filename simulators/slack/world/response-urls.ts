/**
 * response_urls: up to 5 answers within 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). Refusals come
 * with status 404 and a JSON body (java-slack-sdk#1349).
 */
import type { JsonObject } from '../api.js';
import { checkBlocks } from '../blocks/blocks.js';
import { normalise } from '../blocks/normalise.js';
import { checkPictures } from '../blocks/pictures.js';
import type { Core } from '../core.js';
import { objects, str, truth } from '../json.js';
import { Refusal } from '../refusal.js';
import type { ChannelState } from './channel.js';
import type { InstallationState } from './installation.js';
import type { MessageState } from './message.js';
import type { PersonState } from './person.js';

const RESPONSE_URL_LIFE_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;

interface ResponseUrl {
  person: PersonState;
  bot: InstallationState;
  channel: ChannelState;
  /** What replace_original and delete_original act upon. */
  original: MessageState | undefined;
  born: number;
  uses: number;
}

export class ResponseUrls {
  readonly #core: Core;
  readonly #known = new Map<string, ResponseUrl>();

  constructor(core: Core) {
    this.#core = core;
  }

  create(
    kind: 'commands' | 'actions',
    person: PersonState,
    bot: InstallationState,
    channel: ChannelState,
    original?: MessageState,
  ): string {
    const { ids, url, clock } = this.#core;
    const path = `/${kind}/${person.workspace.id}/${ids.number(13)}/${ids.secret(24)}`;
    this.#known.set(path, { person, bot, channel, original, born: clock.elapsed(), uses: 0 });
    return `${url}${path}`;
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  async answer(path: string, body: JsonObject): Promise<void> {
    const place = this.#known.get(path);
    if (!place) throw new Refusal('invalid_url');
    if (this.#core.clock.elapsed() - place.born >= RESPONSE_URL_LIFE_MS) throw new Refusal('expired_url');
    if (place.uses >= RESPONSE_URL_USES) throw new Refusal('used_url');
    place.uses += 1;
    await this.put(place, body);
  }

  /** An answer to a command or a press, by its ack or by its response_url. */
  async put(
    place: Pick<ResponseUrl, 'person' | 'bot' | 'channel' | 'original'>,
    body: JsonObject,
  ): Promise<MessageState | undefined> {
    if (truth(body.delete_original)) {
      place.original?.remove();
      return undefined;
    }
    const blocks = await this.#blocks(body, place.bot);
    const text = str(body.text);
    if (text === '' && blocks.length === 0) throw new Refusal('no_text');
    if (truth(body.replace_original) && place.original && !place.original.deleted) {
      place.original.change(text, blocks);
      return place.original;
    }
    const draft = {
      user: place.bot.botUserId,
      bot: place.bot,
      text,
      blocks,
      threadTs: body.thread_ts === undefined ? undefined : str(body.thread_ts),
    };
    const posted =
      body.response_type === 'in_channel'
        ? place.channel.add(draft)
        : place.channel.whisper({ ...draft, ephemeralFor: place.person.id });
    place.original ??= posted;
    return posted;
  }

  async #blocks(body: JsonObject, bot: InstallationState): Promise<JsonObject[]> {
    if (body.blocks === undefined) return [];
    const wrong = checkBlocks(body.blocks, 'message');
    if (wrong.length === 0) wrong.push(...(await checkPictures(this.#core, objects(body.blocks), bot)));
    if (wrong.length > 0) throw new Refusal('invalid_blocks');
    return normalise(objects(body.blocks));
  }
}
