/**
 * An engine process that paints small, real pictures quickly, for tests that need many: 8 steps of STEP_MS, by default 15. None is
 * taken while there is a file HOLD.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveEngine } from '../../src/engine/pool/worker-server.js';
import { StagedEngine } from './staged-engine.js';

const { STEP_MS = '15', HOLD } = process.env;

async function gate(): Promise<void> {
  do await sleep(Number(STEP_MS));
  while (HOLD && existsSync(HOLD));
}

serveEngine(() => new StagedEngine({ steps: 8, gate }));
