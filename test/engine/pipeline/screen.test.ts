/** Screening of what a run paints. No picture that is refused by right can be kept here: a threshold of 0 refuses every one. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../src/domain/event.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS } from '../../../src/domain/request.js';
import type { Screening } from '../../../src/domain/screening.js';
import type { Engine, EngineTask } from '../../../src/engine/engine.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { MODELS_DIR } from '../../support/reference.js';

const NONE_PASSES: Screening = { level: 'explicit', threshold: 0 };
const ALL_PASS: Screening = { level: 'strict', threshold: 1 };

let engine: Engine;
let task: EngineTask;

beforeAll(async () => {
  engine = createStylizer({ modelsDir: MODELS_DIR, threads: 1, previewInterval: 0.1 });
  task = {
    content: await readFile('test/photos/cat-chelsea.jpg'),
    styles: [{ picture: await readFile('config/presets/mosaic.jpg'), weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), size: 64, quality: 'draft' },
  };
});
afterAll(() => engine.close());

async function run(more: Partial<EngineTask>) {
  const events: EngineEvent['type'][] = [];
  const outcome = await engine
    .stylize({ ...task, ...more }, { onEvent: ({ type }) => events.push(type) })
    .catch((error: unknown) => error);
  return { outcome, events };
}

describe('a screened run', () => {
  it('shows no preview that does not pass, and ends without a picture', async () => {
    const { outcome, events } = await run({ screening: NONE_PASSES });
    expect(outcome).toMatchObject({ code: 'unsafe_picture', fault: 'user' });
    expect(events).toContain('step');
    expect(events).not.toContain('preview');
  });

  it('is the same as any other where all passes', async () => {
    const screened = await run({ screening: ALL_PASS });
    const plain = await run({});
    expect(screened.outcome).toMatchObject({ picture: (plain.outcome as { picture: object }).picture });
    expect(screened.events).toContain('preview');
  });

  it('paints no contact sheet with a cell that does not pass', async () => {
    const sheet = [{ styles: task.styles, settings: {} }];
    const { outcome, events } = await run({ sheet, screening: NONE_PASSES });
    expect(outcome).toMatchObject({ code: 'unsafe_picture' });
    expect(events).not.toContain('preview');
  });
});
