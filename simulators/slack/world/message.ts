/** A message with everything it ever was. */
import { randomUUID } from 'node:crypto';
import type { Control, JsonObject, Message, ShownImage, MessageState as State } from '../api.js';
import { pictures, wordsOf } from '../blocks/find.js';
import { type Values, valuesFor } from '../blocks/state.js';
import { defined, obj, str, wire } from '../json.js';
import type { ChannelState } from './channel.js';
import type { FileState } from './file.js';
import type { InstallationState } from './installation.js';
import { controlsOf, imagesOf } from './looks.js';

export interface Draft {
  user: string;
  bot?: InstallationState | undefined;
  text: string;
  blocks: JsonObject[];
  files?: FileState[];
  threadTs?: string | undefined;
  ephemeralFor?: string | undefined;
  subtype?: string | undefined;
  metadata?: JsonObject | undefined;
}

export class MessageState implements Message {
  readonly channel: ChannelState;
  readonly ts: string;
  readonly user: string;
  readonly bot: InstallationState | undefined;
  readonly threadTs: string | undefined;
  readonly ephemeralFor: string | undefined;
  readonly subtype: string | undefined;
  readonly history: State[] = [];
  readonly #clientId = randomUUID();
  text: string;
  blocks: JsonObject[];
  files: FileState[];
  metadata: JsonObject | undefined;
  edited: string | undefined;
  deleted = false;
  /** Pictures that Slack still shows in place of a slack_file (java-slack-sdk#1441), by the block's place. */
  readonly stuck = new Map<string, FileState | undefined>();
  /** Chosen in its menus, by person. */
  readonly #values = new Map<string, Values>();

  constructor(channel: ChannelState, draft: Draft) {
    this.channel = channel;
    this.ts = channel.core.ids.ts(channel.core.clock.now());
    this.user = draft.user;
    this.bot = draft.bot;
    this.text = draft.text;
    this.blocks = draft.blocks;
    this.files = draft.files ?? [];
    this.threadTs = draft.threadTs;
    this.ephemeralFor = draft.ephemeralFor;
    this.subtype = draft.subtype;
    this.metadata = draft.metadata;
    this.#remember();
  }

  get fromBot(): boolean {
    return this.bot !== undefined;
  }

  get words(): string {
    const lines = wordsOf(this.blocks);
    return (lines.length > 0 ? lines : [this.text]).join('\n');
  }

  get images(): readonly ShownImage[] {
    return imagesOf(this.channel.core, this.blocks, this.stuck);
  }

  get controls(): readonly Control[] {
    return controlsOf(this.blocks);
  }

  until(which: (message: Message) => boolean, what = 'the message to change'): Promise<Message> {
    return this.channel.core.changes.until(() => which(this) && this, what);
  }

  change(text: string, blocks: JsonObject[], editedBy?: string): void {
    this.text = text;
    this.blocks = blocks;
    if (editedBy) this.edited = editedBy;
    this.#remember();
    this.channel.core.changes.notify();
  }

  remove(): void {
    this.deleted = true;
    this.channel.core.changes.notify();
  }

  valuesFor(person: string): Values {
    return valuesFor(this.blocks, this.#values.get(person));
  }

  setValues(person: string, values: Values): void {
    this.#values.set(person, values);
  }

  /** The file that each slack_file picture shows, by its place in the blocks. */
  slackFiles(): Map<string, string> {
    const found = pictures(this.blocks).flatMap(({ element, at }) => {
      const { id, url } = obj(element.slack_file);
      return id || url ? [[at, str(id ?? url)] as const] : [];
    });
    return new Map(found);
  }

  payload(): JsonObject {
    const { bot, channel } = this;
    const replies = channel.thread(this.ts);
    return wire(
      defined({
        type: 'message',
        subtype: this.subtype,
        user: this.user,
        ts: this.ts,
        text: this.text,
        ...(bot
          ? { bot_id: bot.botId, app_id: channel.core.app.id, bot_profile: botProfile(this, bot) }
          : { client_msg_id: this.#clientId }),
        team: channel.core.users.get(this.user)?.workspace.id ?? channel.workspace.id,
        blocks: this.blocks,
        ...(this.files.length > 0
          ? { files: this.files.map((file) => file.payload()), upload: false, display_as_bot: false }
          : {}),
        thread_ts: this.threadTs ?? (replies.length > 0 ? this.ts : undefined),
        parent_user_id: this.threadTs ? channel.find(this.threadTs)?.user : undefined,
        ...(replies.length > 0
          ? { reply_count: replies.length, latest_reply: replies.at(-1)?.ts, is_locked: false }
          : {}),
        edited: this.edited ? { user: this.edited, ts: `${this.ts.split('.')[0]}.000000` } : undefined,
        metadata: this.metadata,
      }),
    );
  }

  #remember(): void {
    this.history.push({ at: this.channel.core.clock.now(), text: this.text, blocks: wire(this.blocks) });
  }
}

function botProfile(message: MessageState, bot: InstallationState): JsonObject {
  const { core, workspace } = message.channel;
  return {
    id: bot.botId,
    app_id: core.app.id,
    user_id: bot.botUserId,
    name: core.app.name,
    deleted: false,
    updated: 0,
    team_id: workspace.id,
  };
}
