/** A download on the terminal: a bar where there is one to draw on, plain lines otherwise. stderr only. */
import { Presets, SingleBar } from 'cli-progress';
import { english } from '../../words/english.js';
import { megabytes } from '../../words/measures.js';
import type { Output } from '../usage.js';

export interface DownloadProgress {
  /** Bytes that are there now. */
  onProgress(done: number): void;
  /** A line in between. */
  say(line: string): void;
  /** Leaves the terminal as it was; before anything else is written to it. */
  stop(): void;
}

/** `total`: bytes of the whole. */
export function showDownload(name: string, total: number, stream: Output): DownloadProgress {
  return stream.isTTY ? showBar(name, total, stream) : showLines(name, total, stream);
}

function showBar(name: string, total: number, stream: Output): DownloadProgress {
  const format = `${name} {bar} {percentage}% | {done} of ${english(megabytes(total))} | {eta_formatted} left`;
  const options = { stream: stream as NodeJS.WriteStream, format, gracefulExit: false };
  const bar = new SingleBar(options, Presets.shades_classic);
  let done = 0;
  const start = () => bar.start(total, done, { done: english(megabytes(done)) });
  return {
    onProgress(now) {
      done = now;
      if (bar.isActive) bar.update(now, { done: english(megabytes(now)) });
      else start();
    },
    say(line) {
      bar.stop();
      stream.write(`${line}\n`);
    },
    stop: () => bar.stop(),
  };
}

/** A line for every tenth that is new. */
function showLines(name: string, total: number, stream: Output): DownloadProgress {
  let tenths = 0;
  return {
    onProgress(done) {
      const now = Math.floor((done * 10) / total);
      if (now <= tenths) return;
      tenths = now;
      stream.write(`${name}: ${now * 10}%, ${english(megabytes(done))} of ${english(megabytes(total))}\n`);
    },
    say: (line) => void stream.write(`${line}\n`),
    stop: () => {},
  };
}
