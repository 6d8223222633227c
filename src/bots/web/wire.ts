/** What travels between the server and its pages as JSON; described for other clients in docs/reference/http-interface.md. Types only. */
import type { ErrorValue } from '../../domain/errors.js';
import type { Preset } from '../../domain/preset.js';
import type { NetworkChoice } from '../../domain/request.js';
import type { MessageView, PictureRole } from '../chat-adapter.js';

export interface WirePicture {
  role: PictureRole;
  /** On this server; another picture has another address. `&size=` a name of picture-sizes.ts gives a copy, `&download` the file to keep. */
  url: string;
  label: string;
  alt: string;
}

export interface WirePerson {
  id: string;
  name: string;
}

export interface WireMessage {
  id: string;
  author: WirePerson;
  /** Milliseconds since the epoch. */
  at: number;
  /** `timelapse`: an address, as of pictures; `&format=gif` for what shows no animated WebP. */
  view: Omit<MessageView, 'pictures'> & { pictures: WirePicture[] };
  /** It stands beside the channel: only its author sees it, to choose a strength. */
  aside?: true;
}

/** One event of the stream: what has changed since the last one. */
export interface WireNews {
  /** The messages are all there are: forget the others. */
  reset: boolean;
  messages: WireMessage[];
  /** Ids of removed messages. */
  removed: string[];
}

/** A preset with the credit that its licence asks for, as the gallery shows it. */
export interface WireStyle extends Preset {
  /** Address of a small picture of it. */
  thumbnail: string;
}

export interface WireHello {
  you: WirePerson;
  styles: WireStyle[];
  /** What `network` can be on this machine. */
  networks: NetworkChoice[];
}

/** The message that was made, by its id. */
export interface WireMade {
  message: string;
}

/** The answer to a command: the message that it made, or a note for the requester. */
export type WireReply = WireMade | { note: WireMessage['view'] };

export interface WireError {
  error: ErrorValue;
}
