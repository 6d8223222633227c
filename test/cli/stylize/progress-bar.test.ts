import { describe, expect, it } from 'vitest';
import { showProgress } from '../../../src/cli/stylize/progress-bar.js';
import type { StartedEvent } from '../../../src/domain/event.js';
import { said } from '../../../src/words/said.js';

const STARTED: StartedEvent = {
  type: 'started',
  width: 64,
  height: 48,
  steps: 30,
  network: 'compact',
  runtime: 'onnx-cpu',
};

/** What a run writes that continues on another runtime. */
function writtenFor(isTTY: boolean): string {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  // What cli-progress calls of a terminal besides.
  const terminal = { write, isTTY, columns: 80, cursorTo() {}, clearLine() {}, moveCursor() {} };
  const progress = showProgress(terminal as never);
  progress.onEvent(STARTED);
  progress.onEvent({ ...STARTED, runtime: 'onnx-webgpu', note: said('refusals.note.gpu') });
  progress.stop();
  return written;
}

describe.each([true, false])('progress of a run, on a terminal: %s', (isTTY) => {
  it('says in words why it continues on another runtime', () => {
    expect(writtenFor(isTTY)).toContain('The GPU failed, so it continues');
    expect(writtenFor(isTTY)).not.toContain('[object');
  });
});
