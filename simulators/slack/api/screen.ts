/** What people see: messages and views, with their pictures and controls. */
import type { Buffer } from 'node:buffer';
import type { StoredFile } from './files.js';
import type { JsonObject } from './json.js';
import type { Channel } from './world.js';

export interface Message {
  readonly ts: string;
  readonly channel: Channel;
  /** Id of who wrote it (the bot's user id for the bot). */
  readonly user: string;
  readonly fromBot: boolean;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly files: readonly StoredFile[];
  readonly threadTs: string | undefined;
  /** Only this user id sees it. */
  readonly ephemeralFor: string | undefined;
  readonly deleted: boolean;
  /** Every state it was in, the first included. */
  readonly history: readonly MessageState[];
  /** All words of text and blocks, one line each: what a person reads. */
  readonly words: string;
  readonly images: readonly ShownImage[];
  readonly controls: readonly Control[];
  /** As the Web API shows it. */
  payload(): JsonObject;
  /** Resolves as soon as this message fits. */
  until(which: (message: Message) => boolean, what?: string): Promise<Message>;
}

export interface MessageState {
  /** Clock, ms since 1970. */
  at: number;
  text: string;
  blocks: readonly JsonObject[];
}

/** An image block as people see it. */
export interface ShownImage {
  blockId: string;
  alt: string;
  title: string;
  /** Of image_url. */
  url: string | undefined;
  /** Of slack_file. */
  file: StoredFile | undefined;
  /** What the proxy fetched, or the file's bytes. */
  bytes: Buffer | undefined;
}

/** Something to press or to choose in a message or a view. */
export interface Control {
  type: string;
  blockId: string;
  actionId: string;
  /** A button's text, an input's label, a menu's placeholder. */
  label: string;
  value: string | undefined;
  style: string | undefined;
  options: readonly { value: string; label: string }[];
}

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly callbackId: string;
  readonly title: string;
  readonly submitLabel: string | undefined;
  readonly privateMetadata: string;
  readonly blocks: readonly JsonObject[];
  readonly hash: string;
  /** False once it is closed, submitted or replaced. */
  readonly open: boolean;
  /** What people read, one line each. */
  readonly words: string;
  readonly images: readonly ShownImage[];
  readonly controls: readonly Control[];
  /** By block_id, from response_action 'errors' or from Slack's own checks. */
  readonly errors: Readonly<Record<string, string>>;
  /** state.values as they would be sent now. */
  readonly values: JsonObject;
  /** Times it was shown (open, update). */
  readonly updates: number;
  /** As the Web API shows it. */
  payload(): JsonObject;
  until(which: (view: View) => boolean, what?: string): Promise<View>;
}
