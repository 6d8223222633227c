/** One picture process as the bot sees it: started, given one call at a time, ended. */
import type { ChildProcess } from 'node:child_process';
import { AtelierError } from '../../domain/errors.js';
import { forkScript, scriptBeside } from '../../lib/child-script.js';
import { said } from '../../words/said.js';
import { OVER_MEMORY, type ProcessLimits, type ToolAnswer, type ToolCall } from './picture-protocol.js';

/** A call may take so long, ms: fifty megapixels of AVIF take 6 s on one core at 3 GHz. */
const TIMEOUT_MS = 60_000;

const ENTRY = scriptBeside(import.meta.url, 'picture-process');

export interface ChildOptions {
  limits: ProcessLimits;
  /** Called with each line that the process writes. */
  onLog: (line: string) => void;
  /** The script of the process. Default: `picture-process` beside this module. */
  entry?: URL;
  /** Default 60 s. */
  timeoutMs?: number;
}

export class PictureChild {
  readonly #child: ChildProcess;
  readonly #timeoutMs: number;
  #alive = true;

  constructor({ limits, onLog, entry = ENTRY, timeoutMs = TIMEOUT_MS }: ChildOptions) {
    this.#timeoutMs = timeoutMs;
    this.#child = forkScript(entry, limits);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => onLog(text.trimEnd()));
    this.#child.once('close', () => {
      this.#alive = false;
    });
  }

  get alive(): boolean {
    return this.#alive && this.#child.connected;
  }

  /** Rejects with a picture_* code when the process does not live through it. */
  call(call: ToolCall): Promise<ToolAnswer> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        this.#child.kill('SIGKILL');
      }, this.#timeoutMs);
      const settle = () => {
        clearTimeout(timer);
        this.#child.off('message', onMessage).off('close', onClose).off('error', onError);
      };
      const onMessage = (answer: ToolAnswer) => {
        settle();
        resolve(answer);
      };
      const onClose = (code: number | null, signal: NodeJS.Signals | null) => {
        settle();
        reject(deathToError(code, signal, isLate));
      };
      const onError = (error: Error) => {
        if (this.#child.pid !== undefined) return; // 'close' follows
        this.#alive = false;
        settle();
        reject(error);
      };
      this.#child.on('message', onMessage).on('close', onClose).on('error', onError);
      if (this.#child.connected) this.#child.send(call, () => {});
    });
  }

  end(): void {
    this.#child.kill('SIGKILL'); // it holds nothing that has to be put in order
  }
}

function deathToError(code: number | null, signal: NodeJS.Signals | null, isLate: boolean): AtelierError {
  const cause = new Error(`the picture process ended: ${signal ?? `exit code ${code}`}`);
  if (isLate || signal === 'SIGKILL' || code === OVER_MEMORY) {
    const words = isLate ? said('refusals.tooMuchTime') : said('refusals.tooMuchMemory');
    return new AtelierError('picture_too_large', words, { cause });
  }
  return new AtelierError('picture_unreadable', said('refusals.brokeReading'), { cause });
}
