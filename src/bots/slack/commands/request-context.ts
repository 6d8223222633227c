/** Where people turn to: who is asking, where the answer goes, and how somebody hears that something cannot be done. */
import type { types } from '@slack/bolt';
import { AtelierError } from '../../../domain/errors.js';
import { inTime } from '../../../lib/in-time.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { Words } from '../../../words/words.js';
import type { MessageView, RequestContext } from '../../chat-adapter.js';
import { refusal, sentence } from '../../messages/wording.js';
import type { ApiClient } from '../connection/api-methods.js';
import type { Installation } from '../connection/installations.js';
import { whenAllowed } from '../connection/sdk-errors.js';
import { encodeReference, isDirect } from '../delivery/message-reference.js';
import { post } from '../delivery/post-message.js';
import { clientOf, type SlackPorts } from '../dependencies.js';
import type { Target } from '../files/file-upload.js';
import { blocksOf, textOf } from '../views/job-message.js';
import { formatted, inSlack, withChannels } from '../views/text.js';
import type { WorkspaceMembers } from './workspace-members.js';

/** Somebody who has typed or pressed something. */
export interface Caller {
  installation: Installation;
  user: string;
  /** Where: absent in App Home. */
  channel?: string | undefined;
  /** The thread that what comes of it goes to. */
  thread?: string | undefined;
  /** The thread that was typed or pressed in: Slack shows an ephemeral message in a thread only if the thread exists already. */
  within?: string | undefined;
  /** For answers to a command or a button: five times within half an hour. */
  responseUrl?: string | undefined;
}

/** How long Slack may take for such an answer, ms. */
const RESPONSE_MS = 10_000;

/** How long an answer waits to know its language, ms: a dialog has to open within three seconds. */
const LOCALE_MS = 1000;

/** How long the end of the program waits for the last requests, ms. */
const LAST_WORK_MS = 5000;

export class Requests {
  readonly #ports: SlackPorts;
  readonly #members: WorkspaceMembers;
  readonly #underWay = new Set<Promise<void>>();

  constructor(ports: SlackPorts, members: WorkspaceMembers) {
    this.#ports = ports;
    this.#members = members;
  }

  client({ installation }: Pick<Caller, 'installation'>): ApiClient {
    return clientOf(this.#ports, installation);
  }

  userOf({ installation, user }: Caller): string {
    return `slack:${installation.enterprise ?? installation.team}:${user}`;
  }

  communityOf({ installation }: Pick<Caller, 'installation'>): string {
    return `slack:${installation.team}`;
  }

  isAdmin({ installation, user }: Caller): Promise<boolean> {
    return this.#members.isAdmin(installation, user);
  }

  /** In the caller's own language; in English where Slack does not say in time which one it is. */
  async wordsFor(caller: Caller): Promise<Words> {
    return wordsFor(await this.#localeOf(caller));
  }

  #localeOf({ installation, user }: Caller): Promise<string | undefined> {
    return inTime(this.#members.localeOf(installation, user), LOCALE_MS, undefined);
  }

  /** `target` undefined: in the direct message with the bot. */
  async context(caller: Caller, target: Target | undefined, moderates = false): Promise<RequestContext> {
    const isPrivate = target === undefined || isDirect(target.channel);
    return {
      via: 'slack',
      user: this.userOf(caller),
      community: this.communityOf(caller),
      ...(!isPrivate && { channels: [target.channel] }),
      locale: await this.#localeOf(caller),
      isPrivate,
      moderates,
      post: async (view) => encodeReference(await post(this.#ports, caller, target, view)),
    };
  }

  /** Carries out a request; a failure is shown to the requester alone. */
  async attempt(caller: Caller, work: () => Promise<void>): Promise<void> {
    const attempt = this.#attempt(caller, work).finally(() => this.#underWay.delete(attempt));
    this.#underWay.add(attempt);
    await attempt;
  }

  /** Resolves once every request has been done or refused; the end of the program waits for it, for a while. */
  async settled(): Promise<void> {
    await Promise.race([Promise.all(this.#underWay), this.#ports.clock.sleep(LAST_WORK_MS)]);
  }

  async #attempt(caller: Caller, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.refuse(caller, error);
    }
  }

  /** Shows the caller alone why not, with a button that leads on where there is one; defects are reported to the operator. */
  async refuse(
    caller: Caller,
    error: unknown,
    wayOut?: (words: Words) => types.Button | undefined,
  ): Promise<void> {
    const isKnown = error instanceof AtelierError;
    const isOurs = !isKnown || error.fault === 'internal';
    if (isOurs) this.#ports.onError(error);
    const words = await this.wordsFor(caller);
    const text = isKnown
      ? inSlack(refusal(words, error))
      : `${sentence(words.t('refusals.brokenTitle'))} ${words.t('refusals.tryAgain')}`;
    const button = isOurs ? undefined : wayOut?.(words);
    await this.tell(caller, text, button).catch((cause) => this.#ports.onError(cause));
  }

  /** For the caller's eyes only, where they are; by direct message where that does not work. */
  async tell(caller: Caller, what: string | MessageView, button?: types.Button): Promise<void> {
    const content =
      typeof what === 'string'
        ? { text: withChannels(what), ...(button && { blocks: withButton(what, button) }) }
        : { text: textOf(what, caller), blocks: blocksOf(what, { user: caller.user }) };
    const { channel, within, user } = caller;
    const inThread = within !== undefined && { thread_ts: within };
    if (caller.responseUrl !== undefined && (await respond(caller.responseUrl, { ...content, ...inThread })))
      return;
    const client = this.client(caller);
    const { clock } = this.#ports;
    if (channel !== undefined && !isDirect(channel)) {
      const where = { channel, user, ...inThread };
      const isTold = await whenAllowed(clock, () => client.chat.postEphemeral({ ...where, ...content })).then(
        () => true,
        () => false,
      );
      if (isTold) return;
    }
    const isHere = channel !== undefined && isDirect(channel);
    await whenAllowed(clock, () =>
      client.chat.postMessage({ channel: user, ...(isHere && inThread), ...content }),
    );
  }
}

function withButton(words: string, button: types.Button): types.KnownBlock[] {
  const section: types.SectionBlock = { type: 'section', text: formatted(withChannels(words)) };
  return [section, { type: 'actions', elements: [button] }];
}

/** True when Slack has taken it: an address is good for five answers within half an hour. */
async function respond(
  url: string,
  content: { text: string; blocks?: unknown; thread_ts?: string },
): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...content }),
      signal: AbortSignal.timeout(RESPONSE_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
