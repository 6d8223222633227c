/** What the bot's process and a picture process say to each other, as structured clones (bytes cross as they are). */
import type { PictureTools } from '../../bots/media/picture-tools.js';
import type { ErrorValue } from '../../domain/errors.js';

export type ToolName = keyof PictureTools;

/** One call of a tool; a process has one at a time. */
export interface ToolCall<T extends ToolName = ToolName> {
  tool: T;
  args: Parameters<PictureTools[T]>;
}

export type ToolAnswer =
  | { type: 'done'; value: unknown }
  | { type: 'failed'; error: ErrorValue }
  /** The picture has more pixels than this process may read: for one that may. */
  | { type: 'heavy' };

/** What a process gets at its start: JSON in its only argument. */
export interface ProcessLimits {
  /** Pixels of a picture that it takes in. */
  pixels: number;
  /** Memory of the process, MB. */
  memory: number;
}

/** Exit code of a process that has exceeded its memory. */
export const OVER_MEMORY = 12; // ENOMEM
