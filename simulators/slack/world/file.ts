/** A file in Slack: private until it is shared, and processed some time after its bytes have come. */
import type { JsonObject, LocalFile, Processing, StoredFile } from '../api.js';
import type { Core } from '../core.js';
import { type Sniffed, sniff } from '../files/sniff.js';
import { defined } from '../json.js';
import type { ChannelState } from './channel.js';
import type { InstallationState } from './installation.js';
import type { MessageState } from './message.js';
import type { WorkspaceState } from './workspace.js';

export interface FileOrigin {
  workspace: WorkspaceState;
  user: string;
  /** Uploaded by the app. */
  bot?: InstallationState | undefined;
  processing: Processing;
  title?: string;
  /** Given out before the bytes came. */
  id?: string;
}

export class FileState implements StoredFile {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly alt: string;
  readonly bytes: Buffer;
  readonly user: string;
  readonly workspace: WorkspaceState;
  readonly created: number;
  readonly #core: Core;
  readonly #kind: Sniffed;
  readonly #bot: InstallationState | undefined;
  /** files.info answers it unready so many times more; Infinity until `finish`. */
  #unready: number;
  readonly #messages: MessageState[] = [];
  /** Given to the app through a file_input. */
  readonly #given = new Set<InstallationState>();
  deleted = false;

  constructor(core: Core, file: LocalFile, origin: FileOrigin) {
    this.#core = core;
    this.id = origin.id ?? core.ids.next('F');
    this.name = file.name;
    this.title = origin.title ?? file.name;
    this.alt = file.alt ?? '';
    this.bytes = Buffer.from(file.bytes);
    this.user = origin.user;
    this.workspace = origin.workspace;
    this.#bot = origin.bot;
    this.#kind = sniff(this.bytes, this.name);
    this.created = Math.floor(core.clock.now() / 1000);
    this.#unready = this.#wait(origin.processing);
  }

  get ready(): boolean {
    return this.#unready <= 0;
  }

  /** Empty until it is processed: slackapi/java-slack-sdk#1347. */
  get mimetype(): string {
    return this.ready ? this.#kind.mimetype : '';
  }

  get filetype(): string {
    return this.#kind.filetype;
  }

  get urlPrivate(): string {
    return `${this.#core.fileUrl}/files-pri/${this.workspace.id}-${this.id}/${this.#slug}`;
  }

  get urlPrivateDownload(): string {
    return `${this.#core.fileUrl}/files-pri/${this.workspace.id}-${this.id}/download/${this.#slug}`;
  }

  get permalink(): string {
    return `${this.#core.url}/files/${this.user}/${this.id}/${this.#slug}`;
  }

  get shares(): StoredFile['shares'] {
    return this.#messages
      .filter((message) => !message.deleted)
      .map(({ channel, ts, threadTs }) => ({ channel: channel.id, ts, threadTs }));
  }

  /** One look by files.info; false while it is not processed. */
  poll(): boolean {
    const { ready } = this;
    if (!ready && Number.isFinite(this.#unready)) this.#unready -= 1;
    return ready;
  }

  finish(): void {
    this.#unready = 0;
    this.#core.changes.notify();
  }

  share(message: MessageState): void {
    this.#messages.push(message);
  }

  give(bot: InstallationState): void {
    this.#given.add(bot);
  }

  remove(): void {
    this.deleted = true;
    this.#core.changes.notify();
  }

  ownedBy(bot: InstallationState): boolean {
    return this.#bot?.botUserId === bot.botUserId;
  }

  /** Its own, given to it in a modal, or shared where the bot is a member. */
  visibleTo(bot: InstallationState): boolean {
    return (
      this.ownedBy(bot) ||
      this.#given.has(bot) ||
      this.#messages.some(({ channel, deleted }) => !deleted && channel.hasBot(bot))
    );
  }

  /** As files.info and events show it: docs.slack.dev/reference/objects/file-object */
  payload(): JsonObject {
    const { width, height } = this.#kind;
    const channels = this.#messages.map(({ channel }) => channel);
    return defined({
      id: this.id,
      created: this.created,
      timestamp: this.created,
      name: this.name,
      title: this.title,
      mimetype: this.mimetype,
      filetype: this.ready ? this.#kind.filetype : '',
      pretty_type: this.ready ? this.#kind.pretty : '',
      user: this.user,
      user_team: this.workspace.id,
      editable: false,
      size: this.bytes.length,
      mode: 'hosted',
      is_external: false,
      external_type: '',
      is_public: channels.some(({ kind }) => kind === 'channel'),
      public_url_shared: false,
      display_as_bot: false,
      username: '',
      url_private: this.urlPrivate,
      url_private_download: this.urlPrivateDownload,
      permalink: this.permalink,
      media_display_type: 'unknown',
      ...(this.ready && width > 0 ? this.#thumbnails(width, height) : {}),
      alt_txt: this.alt || undefined,
      has_rich_preview: false,
      file_access: 'visible',
      ...this.#whereabouts(channels),
    });
  }

  /** What an event shows of a file that came from another workspace: "file_access": "check_file_info" (Slack Connect). */
  stub(): JsonObject {
    return {
      id: this.id,
      mode: 'file_access',
      file_access: 'check_file_info',
      created: 0,
      timestamp: 0,
      user: '',
    };
  }

  #whereabouts(channels: readonly ChannelState[]): JsonObject {
    const ids = (kind: string) => channels.filter((channel) => channel.kind === kind).map(({ id }) => id);
    const shares = (kind: string) =>
      Object.fromEntries(
        ids(kind).map((id) => [
          id,
          this.#messages
            .filter(({ channel }) => channel.id === id)
            .map(({ ts, threadTs, channel }) =>
              defined({ ts, thread_ts: threadTs, channel_name: channel.name, team_id: this.workspace.id }),
            ),
        ]),
      );
    // Shares become known as the file is processed, not before.
    const known = this.ready
      ? { public: shares('channel'), private: { ...shares('group'), ...shares('im'), ...shares('mpim') } }
      : {};
    return {
      shares: Object.fromEntries(
        Object.entries(known).filter(([, places]) => Object.keys(places).length > 0),
      ),
      channels: this.ready ? ids('channel') : [],
      groups: this.ready ? ids('group') : [],
      ims: this.ready ? [...ids('im'), ...ids('mpim')] : [],
    };
  }

  #thumbnails(width: number, height: number): JsonObject {
    const thumbs = [64, 80, 160, 360, 480, 720].flatMap((side) => {
      const url = `${this.#core.fileUrl}/files-tmb/${this.workspace.id}-${this.id}-0/${side}/${this.#slug}`;
      if (side > 360 && Math.max(width, height) < side) return [];
      const scale = Math.min(1, side / Math.max(width, height));
      const size = { w: Math.max(1, Math.round(width * scale)), h: Math.max(1, Math.round(height * scale)) };
      const sized =
        side < 360
          ? []
          : ([
              [`thumb_${side}_w`, size.w],
              [`thumb_${side}_h`, size.h],
            ] as const);
      return [[`thumb_${side}`, url] as const, ...sized];
    });
    return { ...Object.fromEntries(thumbs), original_w: width, original_h: height };
  }

  get #slug(): string {
    return this.name.toLowerCase().replace(/[^a-z0-9.]+/g, '_');
  }

  #wait(processing: Processing): number {
    if (processing === 'immediate') return 0;
    if (processing === 'manual') return Infinity;
    if ('polls' in processing) return processing.polls;
    this.#core.clock.after(processing.ms, () => this.finish());
    return Infinity;
  }
}
