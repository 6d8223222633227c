/** A finished picture of the channel, as the lightbox and the album show it. */
import type { WireMessage, WirePicture } from '../wire.js';
import { photoToCompare } from './frame.js';

export interface Painting {
  id: string;
  title: string;
  /** Who asked for it. */
  author: string;
  own: boolean;
  /** The command that asks for it. */
  command: string;
  /** What it can be found by: title, command, names of its pictures, who asked for it. */
  words: string;
  result: WirePicture;
  photo: WirePicture | undefined;
  shape: NonNullable<WireMessage['view']['frame']>;
  /** Address of the loop of how it was painted. */
  timelapse: string | undefined;
}

/** Undefined unless the message shows a finished picture. */
export function paintingOf({ id, author, view }: WireMessage, you: string): Painting | undefined {
  const result = view.pictures.find(({ role }) => role === 'result');
  if (!result || !view.frame) return undefined;
  return {
    id,
    title: view.title,
    author: author.name,
    own: author.id === you,
    command: view.command,
    words: [view.title, view.command, author.name, ...view.pictures.map(({ label }) => label)].join(' '),
    result,
    photo: photoToCompare(view),
    shape: view.frame,
    timelapse: view.timelapse,
  };
}
