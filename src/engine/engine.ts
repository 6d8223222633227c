/**
 * The engine port: pictures in, the stylized picture out. Queue and bots know only this file, by `import type`; `bin/bot.ts` and
 * `bin/worker.ts` decide which engine stands behind it (the process pool of `process-pool.ts`, or `stylize` itself in the command line).
 */
import type { EngineEvent, EngineResult } from '../domain/event.js';
import type { Settings } from '../domain/request.js';
import type { Screening } from '../domain/screening.js';

/** A request with its pictures as bytes, in any accepted format. */
export interface EngineTask {
  content: Uint8Array;
  /** At least one, unless settings.mode is 'content' or there is a sheet. `preset`: its id, for the picture's metadata. */
  styles: { picture: Uint8Array; weight: number; preset?: string }[];
  /** Needed by settings.init 'picture'. */
  initial?: Uint8Array;
  /** Where the subject is, for settings.where: light. Left out, it is looked for. */
  mask?: Uint8Array;
  settings: Settings;
  /**
   * A contact sheet in place of one picture: each cell is painted by itself, `settings.size` px on its longer side, with these styles
   * and settings. `styles` above is not used. Captions, one for each cell or none, stand beneath the cells on white ground; without
   * them the sheet is transparent between its cells.
   */
  sheet?: { styles: EngineTask['styles']; settings: Partial<Settings>; caption?: Caption }[];
  /** The content is a moving picture, all frames of which are painted (images/animation.ts). */
  moving?: boolean;
  /** State of an earlier run of this very task (the last CheckpointEvent): the run resumes there. */
  checkpoint?: Uint8Array;
  /** Names of runtimes that an engine process has died on with this task: another one is used. */
  without?: readonly string[];
  /** What previews and the picture have to pass: previews that do not are left out. Absent: all may be shown. */
  screening?: Screening;
  /** The result has a loop of its making, too. Not for a sheet or a moving picture. */
  timelapse?: boolean;
  /** Format of the finished picture; JPEG has no transparency. Default 'png', 'webp' for a moving picture, which may be a 'gif' as well. */
  format?: ResultFormat;
  /** The finished picture is for a printer. A TIFF is so in any case. Moving pictures never are. */
  print?: Print;
}

export type ResultFormat = 'png' | 'jpeg' | 'tiff' | 'webp' | 'gif';

/** A file for a printer has an sRGB profile, too. */
export interface Print {
  /** Bits of a channel. A JPEG has 8. */
  bits: 8 | 16;
  /** Dots per inch, 1..65535. Default: the file says nothing of it. */
  dpi?: number;
}

/** Words of a cell of a contact sheet. They want a font on the machine; without one they are left out. */
export interface Caption {
  title: string;
  /** Smaller, in a line of its own. */
  note?: string;
}

export interface RunOptions {
  /**
   * Stops the run between two steps; the promise then rejects with code `cancelled`, once the engine has stopped. With a reason of
   * code `shutting_down` the run is to resume in another process: its last event is a checkpoint of where it stopped.
   */
  signal?: AbortSignal;
  /** Called in order; never after the promise has settled. */
  onEvent?: (event: EngineEvent) => void;
}

export interface Engine {
  /**
   * Runs the style transfer. Rejects with an AtelierError: picture_*, invalid_input, model_missing, model_corrupt, unsafe_picture,
   * screening_failed, cancelled, out_of_memory, engine_crashed.
   */
  stylize(task: EngineTask, options?: RunOptions): Promise<EngineResult>;
  /**
   * Somebody is about to ask for a picture: whatever the first one would wait for is loaded, unless it is there. Costs nothing while
   * a task runs, and never fails.
   */
  warmUp?(): void;
  /** Releases processes and memory. Running tasks are cancelled. */
  close(): Promise<void>;
}
