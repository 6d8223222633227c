/**
 * The port that a platform implements: show one message, and edit it after each event of its job. The session speaks
 * in neutral views; how they look is the platform's (an HTML card, Discord components, Slack blocks).
 */
import type { LossCurve, Picture } from '../domain/event.js';
import type { BlobKey } from '../domain/request.js';
import type { Language } from '../words/languages.js';

/** How far a message is, for its colour and its icon; 'note' answers a question and belongs to no job. */
export type Tone = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'note';

export type PictureRole = 'photo' | 'style' | 'style2' | 'preview' | 'result';

/** One picture of a message: stored bytes by key, or bytes in memory (a preview). */
export interface PictureView {
  role: PictureRole;
  source: { blob: BlobKey } | { picture: Picture };
  /** Name for people: the file's, or the preset's title. */
  label: string;
  /** What it shows, for those who do not see it. */
  alt: string;
  /** Hidden until somebody asks to see it, where the platform can. */
  spoiler?: boolean;
}

/** A cell of a contact sheet is chosen, by its number. */
export const PICKS = [
  'pick-1',
  'pick-2',
  'pick-3',
  'pick-4',
  'pick-5',
  'pick-6',
  'pick-7',
  'pick-8',
  'pick-9',
] as const;
export type CellPick = (typeof PICKS)[number];

export function isPick(action: string): action is CellPick {
  return (PICKS as readonly string[]).includes(action);
}

/** What a single press does. `try-styles` and `strengths` make contact sheets. */
export const ACTIONS = [
  'cancel',
  'again',
  'stronger',
  'softer',
  'larger',
  'try-styles',
  'strengths',
  ...PICKS,
  'delete',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What needs more input (a style, a channel, a photo) or only shows something: how is the platform's. */
export const DIALOGS = ['other-style', 'share', 'compare', 'try', 'download', 'timelapse'] as const;
export type Dialog = (typeof DIALOGS)[number];

/** A button. Its handler needs no memory: the job's id and the action say it all. */
export interface ActionView {
  action: Action | Dialog;
  label: string;
  /** Only the requester may press it. */
  own: boolean;
  /** It stands in the menu beside the buttons. */
  menu?: boolean;
}

/** A small picture of a contact sheet. */
export interface CellView {
  /** The preset's title, or what else makes it differ. */
  title: string;
  /** % where cells differ by it. */
  strength?: number;
}

/** The place of a time that ticks. */
export const TIME = '{time}';

/** A time to come or gone by, said in words that are right when they are written only. */
export interface Tick {
  /** "Starts in about 30 s.": a whole line, or what the bar says is left. */
  text: string;
  /** The same with the place of a time that ticks: "Starts {time}.", where it reads as "in 30 seconds". */
  ticking: string;
  /** ms since the epoch. */
  at: number;
}

/** A whole message as it should look now; each edit replaces all of it. */
export interface MessageView {
  tone: Tone;
  /** What it is written in; what the platform adds is written in it, too. Absent: in messages stored by earlier versions, English. */
  language?: Language;
  /** The job behind it, for the actions. */
  job?: string;
  /** The command that asks for the same again. */
  command: string;
  /** What is painted: "Cat in the style of Poppies"; for a notification, which shows little else. */
  subject?: string;
  /** One line: what is the state. */
  title: string;
  /** A few plain lines below it. */
  lines: string[];
  bar?: {
    /** 0..1 */
    fraction: number;
    /** "42 %" */
    text: string;
    /** "about 20 s left"; empty while unknown. */
    left: string;
  };
  /** Times in `lines` and in the bar, for a platform where they tick by themselves. */
  ticks?: Tick[];
  /** Shape of the finished picture, as soon as it is known: a platform can keep the room. */
  frame?: { width: number; height: number };
  pictures: PictureView[];
  /** Of a contact sheet: its cells, in the order of their numbers (domain/sheet.ts says where they lie). */
  cells?: CellView[];
  /** How the losses of a finished picture went, for a platform that can draw it. */
  curve?: LossCurve;
  /** Blob key of the loop of how it was painted, animated WebP. */
  timelapse?: string;
  /** Name to save the result under, without a path. */
  fileName?: string;
  /** For the requester only: a message that others see is removed, and its content is sent to the requester in private. */
  isForRequester?: boolean;
  actions: ActionView[];
}

/** How a platform finds its message again, also after a restart: JSON text, opaque to everybody else. */
export type MessageReference = string;

/** One command or button press of a person, as its platform hands it to the session. */
export interface RequestContext {
  /** Name of the platform that it came by, as in `ChatAdapter.name`. */
  via: string;
  /** Unique over all platforms: 'web:ab12'. */
  user: string;
  /** Whose share of the queue it counts to, and whose settings hold: 'web', 'discord:guild:99'. */
  community: string;
  /** Ids of where it was typed: the channel, and what it is a part of (a thread's channel). Absent: channels mean nothing there. */
  channels?: readonly string[];
  /** The requester's own (BCP 47), as the platform knows it; absent: English. */
  locale?: string | undefined;
  /** Only the requester is to see it. */
  isPrivate?: boolean;
  /** The platform shows the channel to adults only: pictures for it are not screened. */
  isForAdults?: boolean;
  /** May cancel and delete the pictures of others. */
  moderates?: boolean;
  /** Puts the bot's message where the command came from; called once, when the request is known to be good. */
  post(view: MessageView): Promise<MessageReference>;
}

/** A message that shows a job as waiting or running. */
export interface UnendedMessage {
  job: string;
  reference: MessageReference;
  view: MessageView;
}

/** Whether this is the last view of its job. */
export function isFinal({ tone }: Pick<MessageView, 'tone'>): boolean {
  return tone !== 'waiting' && tone !== 'running';
}

/**
 * The messages of one platform. Each method makes one attempt, by all routes that lead to the message, and rejects with a
 * PlatformError for what the platform refuses: `gone` when the message does not exist any more.
 */
export interface ChatAdapter {
  /** Name of the platform: 'web', 'discord', 'slack'. */
  readonly name: string;
  /** Shortest time between two edits of one message, ms; may change with the budget of the platform. */
  readonly interval: number;
  /** The same for one message, where they differ: each workspace has a budget of its own. */
  intervalOf?(reference: MessageReference): number;
  /** The dialogs that it can hold; buttons for others are not offered. */
  readonly dialogs: readonly Dialog[];
  /** Replaces the message. Resolves when the platform has taken it. */
  edit(reference: MessageReference, view: MessageView): Promise<void>;
  /** Where the adapter stores its messages itself: those whose jobs the queue may not know any more. */
  unended?(): UnendedMessage[];
  /** Removes the message. */
  remove(reference: MessageReference): Promise<void>;
}
