/** What people do. Each method resolves when the app has acknowledged, or failed to. */
import type { Delivery } from './control.js';
import type { StoredFile } from './files.js';
import type { Json } from './json.js';
import type { Message, View } from './screen.js';
import type { Processing } from './starting.js';
import type { Channel, Workspace } from './world.js';

/** A file on somebody's machine. */
export interface LocalFile {
  name: string;
  bytes: Uint8Array;
  alt?: string;
  /** How Slack processes it; default 'immediate' for people's files. */
  processing?: Processing;
}

/** Text, an option's value or label, several of them, files, a person, a channel; a boolean for a lone checkbox. */
export type InputValue =
  | string
  | number
  | boolean
  | null
  | LocalFile
  | Person
  | Channel
  | readonly (string | LocalFile)[];

/** What came of something that a person did. */
export interface Outcome {
  /** Acknowledged in time, with status 200. */
  ok: boolean;
  /** What Slack tells the person: 'operation_timeout', 'dispatch_failed', 'http_service_error', 'not_in_threads', 'unknown_command'... */
  failure: string | undefined;
  /** Body of the ack. */
  ack: Json;
  /** The message that the ack put into the channel, if any. */
  answer: Message | undefined;
  delivery: Delivery | undefined;
}

export interface Submitted extends Outcome {
  action: 'errors' | 'update' | 'push' | 'clear' | 'close' | 'none';
  /** By block_id; Slack's own (a required input left empty) and the app's. */
  errors: Record<string, string>;
}

export interface SendOptions {
  /** Message (or its ts) to answer to in its thread. */
  thread?: Message | string;
  files?: readonly LocalFile[];
}

/** A person at a keyboard. Each method resolves when the app has acknowledged, or failed to. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly workspace: Workspace;
  /** The direct message with the bot. */
  readonly dmChannel: Channel;
  /** The modal on top now. */
  readonly view: View | undefined;
  /** The whole stack of modals, bottom first. */
  readonly views: readonly View[];
  /** The App Home as published for this person. */
  readonly home: View | undefined;
  /** `@name` in a text: `<@U123>` */
  readonly tag: string;

  slash(
    channel: Channel,
    command: string,
    text?: string,
    options?: { thread?: Message | string },
  ): Promise<Outcome>;
  /** A message shortcut, from the menu of a message. */
  shortcut(message: Message, callbackId: string): Promise<Outcome>;
  globalShortcut(callbackId: string): Promise<Outcome>;
  say(channel: Channel, text: string, options?: SendOptions): Promise<Message>;
  /** Writes "@bot text" in a channel: the app gets `app_mention` and `message`. */
  mention(
    channel: Channel,
    text: string,
    files?: readonly LocalFile[],
    options?: SendOptions,
  ): Promise<Message>;
  dm(text: string, files?: readonly LocalFile[], options?: SendOptions): Promise<Message>;
  /** A button, by action_id, block_id, 'block_id/action_id' or label (emoji and case do not matter). */
  press(place: Message | View, which: string): Promise<Outcome>;
  /** An option of a menu, radio group, checkboxes or overflow, by value or label; null clears a menu. */
  choose(place: Message | View, which: string, option: InputValue): Promise<Outcome>;
  /** Fills in without sending, as typing does; an input with dispatch_action is sent on `choose`. */
  fill(view: View, values: Record<string, InputValue>): void;
  /** Fills in by action_id, block_id, 'block_id/action_id' or label, and presses the submit button. */
  submit(view: View, values?: Record<string, InputValue>): Promise<Submitted>;
  /** Presses the close button (or the cross); `all` clears the whole stack. */
  dismiss(view: View, options?: { all?: boolean }): Promise<Outcome | undefined>;
  openHome(): Promise<View | undefined>;
  /** Waits for a modal on top. */
  untilView(which?: (view: View) => boolean, what?: string): Promise<View>;
  untilHome(which?: (view: View) => boolean, what?: string): Promise<View>;
  /** Deletes any message that is seen, as its author or an admin. */
  delete(message: Message): Promise<void>;
  join(channel: Channel): Promise<void>;
  leave(channel: Channel): void;
  /** Uploads without a message: a file for `/stylize preset <url>`. */
  upload(file: LocalFile, channel?: Channel): StoredFile;
}
