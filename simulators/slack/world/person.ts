/** A person at a keyboard; what they do lives in ../people. */
import type {
  Channel,
  InputValue,
  LocalFile,
  Message,
  Outcome,
  Person,
  PersonOptions,
  SendOptions,
  Submitted,
  View,
} from '../api.js';
import type { Core } from '../core.js';
import { uploadBy } from '../people/attach.js';
import { serving, shortcut, shortcutAnywhere, slash } from '../people/commands.js';
import { choose, press } from '../people/controls.js';
import { dismiss, fill, submit } from '../people/modals.js';
import { deleteMessage, join, say } from '../people/speak.js';
import type { ChannelState } from './channel.js';
import type { FileState } from './file.js';
import type { MessageState } from './message.js';
import type { ViewState } from './view.js';
import type { WorkspaceState } from './workspace.js';

export class PersonState implements Person {
  readonly core: Core;
  readonly workspace: WorkspaceState;
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly owner: boolean;
  readonly guest: boolean;
  readonly locale: string;
  admin: boolean;
  /** Modals, bottom first. */
  stack: ViewState[] = [];
  home: ViewState | undefined;

  constructor(core: Core, workspace: WorkspaceState, name: string, options: PersonOptions) {
    this.core = core;
    this.workspace = workspace;
    this.id = core.ids.next(workspace.enterprise ? 'W' : 'U');
    this.name = name;
    this.realName = options.realName ?? name;
    this.owner = options.owner ?? false;
    this.admin = options.admin ?? this.owner;
    this.guest = options.guest ?? false;
    this.locale = options.locale ?? 'en-US';
    core.users.set(this.id, this);
  }

  get tag(): string {
    return `<@${this.id}>`;
  }

  get dmChannel(): ChannelState {
    return this.workspace.directMessage(this);
  }

  get view(): ViewState | undefined {
    return this.stack.at(-1);
  }

  get views(): readonly ViewState[] {
    return this.stack;
  }

  slash(
    channel: Channel,
    command: string,
    text = '',
    options: { thread?: Message | string } = {},
  ): Promise<Outcome> {
    return slash(this, channel as ChannelState, command, text, options.thread);
  }

  shortcut(message: Message, callbackId: string): Promise<Outcome> {
    return shortcut(this, message as MessageState, callbackId);
  }

  globalShortcut(callbackId: string): Promise<Outcome> {
    return shortcutAnywhere(this, callbackId);
  }

  say(channel: Channel, text: string, { files = [], thread }: SendOptions = {}): Promise<MessageState> {
    return say(this, channel as ChannelState, text, files, thread);
  }

  mention(
    channel: Channel,
    text: string,
    files: readonly LocalFile[] = [],
    options: SendOptions = {},
  ): Promise<MessageState> {
    const { workspace, installations } = channel as ChannelState;
    const bot = workspace.bot ?? installations[0];
    if (!bot) throw new Error('there is no app here to mention');
    return this.say(channel, `<@${bot.botUserId}> ${text}`.trimEnd(), { files, ...options });
  }

  dm(text: string, files: readonly LocalFile[] = [], options: SendOptions = {}): Promise<MessageState> {
    return this.say(this.dmChannel, text, { files, ...options });
  }

  press(place: Message | View, which: string): Promise<Outcome> {
    return press(this, place as MessageState | ViewState, which);
  }

  choose(place: Message | View, which: string, option: InputValue): Promise<Outcome> {
    return choose(this, place as MessageState | ViewState, which, option);
  }

  fill(view: View, values: Record<string, InputValue>): void {
    fill(this, view as ViewState, values);
  }

  submit(view: View, values: Record<string, InputValue> = {}): Promise<Submitted> {
    return submit(this, view as ViewState, values);
  }

  dismiss(view: View, { all = false }: { all?: boolean } = {}): Promise<Outcome | undefined> {
    return dismiss(this, view as ViewState, all);
  }

  async openHome(): Promise<ViewState | undefined> {
    const bot = serving(this);
    if (!bot || !this.core.manifest.home) return undefined;
    await this.core.dispatch.event(bot, 'app_home_opened', {
      type: 'app_home_opened',
      user: this.id,
      channel: this.dmChannel.id,
      tab: 'home',
      ...(this.home ? { view: this.home.payload() } : {}),
    });
    return this.home;
  }

  untilView(which: (view: View) => boolean = () => true, what = 'a modal'): Promise<View> {
    return this.core.changes.until(
      () => this.view && which(this.view) && this.view,
      `${what} for ${this.name}`,
    );
  }

  untilHome(which: (view: View) => boolean = () => true, what = 'App Home'): Promise<View> {
    return this.core.changes.until(
      () => this.home && which(this.home) && this.home,
      `${what} for ${this.name}`,
    );
  }

  delete(message: Message): Promise<void> {
    return deleteMessage(this, message as MessageState);
  }

  join(channel: Channel): Promise<void> {
    return join(this, channel as ChannelState);
  }

  leave(channel: Channel): void {
    (channel as ChannelState).members.delete(this.id);
    this.core.changes.notify();
  }

  upload(file: LocalFile, channel?: Channel): FileState {
    const state = uploadBy(this, file);
    (channel as ChannelState | undefined)?.add({
      user: this.id,
      text: '',
      blocks: [],
      files: [state],
      subtype: 'file_share',
    });
    return state;
  }
}
