/**
 * Messages to the bot: a mention in a channel or a thread, or anything in the direct message with it. A mention may come as
 * app_mention, as message, or as both (bolt-python#925): the first of the two that any bot hears is the one that counts.
 */
import type { Installation } from '../connection/installations.js';
import { isDirect } from '../delivery/message-reference.js';
import type { SlackPorts } from '../dependencies.js';
import type { GivenFile } from '../files/download-pictures.js';
import { decodePress, JOB_ACTION } from '../views/action-ids.js';
import type { Caller, Requests } from './request-context.js';
import type { StylizeCommands } from './stylize.js';

/** Slack repeats an event for an hour at most, s. */
const CLAIM_S = 3600;

/** How long the other event of a message is waited for, ms: they come together. */
const TWIN_MS = 2000;

/** A message as conversations.replies gives it, as far as it matters. */
interface FoundMessage {
  files?: GivenFile[];
  /** Of a job's message: buttons among them. */
  blocks?: { elements?: { action_id?: string; value?: string }[] }[];
}

interface MessageEvent {
  type: string;
  channel: string;
  channel_type?: string;
  ts: string;
  thread_ts?: string;
  user?: string;
  /** Absent for what a person has typed; edits, deletions and the like have one. */
  subtype?: string;
  bot_id?: string;
  text?: string;
  files?: GivenFile[];
  edited?: unknown;
}

export class IncomingMessages {
  readonly #ports: SlackPorts;
  readonly #requests: Requests;
  readonly #stylize: StylizeCommands;
  /** Takes the files of the event that came second, while those of the first are being looked for. */
  readonly #twins = new Map<string, (files: GivenFile[]) => void>();

  constructor(ports: SlackPorts, requests: Requests, stylize: StylizeCommands) {
    this.#ports = ports;
    this.#requests = requests;
    this.#stylize = stylize;
  }

  async mention({ installation }: { installation: Installation }, event: MessageEvent): Promise<void> {
    if (isByPerson(event)) await this.#answer(installation, event, event.thread_ts ?? event.ts);
  }

  async message({ installation }: { installation: Installation }, event: MessageEvent): Promise<void> {
    if (!isByPerson(event)) return;
    // In the direct message an answer stays where the question was.
    if (isDirectly(event)) await this.#answer(installation, event, event.thread_ts);
    else if (event.text?.includes(`<@${installation.botUser}>`)) await this.mention({ installation }, event);
  }

  async #answer(installation: Installation, event: MessageEvent, thread: string | undefined): Promise<void> {
    const { channel, ts, user, text = '' } = event;
    const caller: Caller = { installation, user: user!, channel, thread, within: event.thread_ts };
    const key = `message:${channel}:${ts}`;
    await this.#requests.attempt(caller, async () => {
      if (!(await this.#ports.sharedStore.claim(key, CLAIM_S)))
        return this.#twins.get(key)?.(event.files ?? []);
      const first =
        event.thread_ts === undefined ? undefined : this.#messageAt(caller, channel, event.thread_ts);
      // Asked for once; what waits for the other event of this message begins meanwhile.
      const about = first?.then(jobOf, () => undefined);
      const files = event.files ?? (await this.#filesOf(caller, event, key, first));
      const job = await about;
      if (job && (await this.#stylize.answer(caller, job, { text, files }))) return;
      await this.#stylize.sentence(caller, { text, files });
    });
  }

  /** A mention may come without the files of its message; and in a thread it may be about the picture that began it. */
  async #filesOf(
    caller: Caller,
    { type, channel, ts, thread_ts }: MessageEvent,
    key: string,
    first: Promise<FoundMessage> | undefined,
  ): Promise<GivenFile[]> {
    const twin = new Promise<GivenFile[]>((resolve) => this.#twins.set(key, resolve));
    try {
      const { files = [] }: FoundMessage =
        type === 'app_mention' ? await this.#messageAt(caller, channel, ts, thread_ts) : {};
      return files.length > 0 || !first ? files : ((await first).files ?? []);
    } catch {
      // Slack does not say: the other event of the same message may.
      return await Promise.race([twin, this.#ports.clock.sleep(TWIN_MS).then(() => [])]);
    } finally {
      this.#twins.delete(key);
    }
  }

  /** Asks for that very message: a thread comes oldest first and in pages. Throws where it does not come. */
  async #messageAt(caller: Caller, channel: string, ts: string, thread = ts): Promise<FoundMessage> {
    const { conversations } = this.#requests.client(caller);
    const only = { oldest: ts, latest: ts, inclusive: true };
    const { messages = [] } = await conversations.replies({ channel, ts: thread, ...only });
    const found = messages.find((message) => message.ts === ts);
    if (found === undefined) throw new Error(`Slack does not give message ${ts}`);
    return found as FoundMessage;
  }
}

/** The job that a message is about: its buttons name it. */
function jobOf({ blocks = [] }: FoundMessage): string | undefined {
  const pressed = blocks
    .flatMap(({ elements = [] }) => elements)
    .find(({ action_id = '' }) => JOB_ACTION.test(action_id));
  return pressed?.value === undefined ? undefined : decodePress(pressed.value).job;
}

/** In the direct message with the bot. */
function isDirectly({ channel, channel_type }: MessageEvent): boolean {
  return channel_type === 'im' || isDirect(channel);
}

function isByPerson({ user, subtype, bot_id }: MessageEvent): boolean {
  const isTyped = subtype === undefined || subtype === 'file_share' || subtype === 'thread_broadcast';
  return user !== undefined && bot_id === undefined && isTyped;
}
