/** All files, with the faults of the file host and of sharing that a test has scripted. */
import type { DownloadMode, FileRequest, Files, JsonObject, LocalFile, Processing, Sharing } from '../api.js';
import type { Core } from '../core.js';
import { str } from '../json.js';
import { type FileOrigin, FileState } from '../world/file.js';
import type { InstallationState } from '../world/installation.js';

/** An upload between getUploadURLExternal and completeUploadExternal. */
export interface Ticket {
  name: string;
  /** As announced, bytes. */
  length: number;
  alt: string;
  token: string;
  bytes: Buffer | undefined;
  bot: InstallationState;
}

export class FileStore implements Files {
  readonly #core: Core;
  readonly #files: FileState[] = [];
  readonly requests: FileRequest[] = [];
  /** By file id. */
  readonly tickets = new Map<string, Ticket>();
  processing: Processing;
  #downloads: { mode: DownloadMode; left: number } = { mode: 'normal', left: 0 };
  #sharing: { mode: Sharing; left: number } = { mode: 'at-once', left: 0 };
  #held: (() => void)[] = [];
  #stalled: (() => void)[] = [];

  constructor(core: Core, processing: Processing) {
    this.#core = core;
    this.processing = processing;
  }

  get all(): readonly FileState[] {
    return this.#files;
  }

  /** Of the app. */
  get uploads(): readonly FileState[] {
    return this.#files.filter((file) => this.#core.teams.some(({ bot }) => bot && file.ownedBy(bot)));
  }

  get(id: string): FileState | undefined {
    return this.#files.find((file) => file.id === id);
  }

  /** By a slack_file object: its id, its url_private or its permalink. */
  named(named: JsonObject): FileState | undefined {
    if (named.id !== undefined) return this.get(str(named.id));
    const url = str(named.url);
    return this.#files.find((file) => file.urlPrivate === url || file.permalink === url);
  }

  add(file: LocalFile, origin: FileOrigin): FileState {
    const state = new FileState(this.#core, file, origin);
    this.#files.push(state);
    this.#core.changes.notify();
    return state;
  }

  finish(id: string): void {
    const file = this.get(id);
    if (!file) throw new Error(`there is no file ${id}`);
    file.finish();
  }

  setSharing(sharing: Sharing, times = Infinity): void {
    this.#sharing = { mode: sharing, left: times };
  }

  /** How the next share goes, which uses it up. */
  takeSharing(): Sharing {
    if (this.#sharing.left <= 0) return 'at-once';
    this.#sharing.left -= 1;
    return this.#sharing.mode;
  }

  hold(share: () => void): void {
    this.#held.push(share);
  }

  shareNow(): void {
    const held = this.#held;
    this.#held = [];
    for (const share of held) share();
  }

  setDownloads(mode: DownloadMode, times = Infinity): void {
    this.#downloads = { mode, left: times };
  }

  takeDownload(): DownloadMode {
    if (this.#downloads.left <= 0) return 'normal';
    this.#downloads.left -= 1;
    return this.#downloads.mode;
  }

  stall(go: () => void): void {
    this.#stalled.push(go);
  }

  release(): void {
    const stalled = this.#stalled;
    this.#stalled = [];
    for (const go of stalled) go();
  }

  log(request: FileRequest): void {
    this.requests.push(request);
    this.#core.changes.notify();
  }
}
