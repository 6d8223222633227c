/** An engine process that paints small, real pictures quickly, for tests that need many: 8 steps of STEP_MS, by default 15. */
import { setTimeout as sleep } from 'node:timers/promises';
import { serveEngine } from '../../src/engine/pool/worker-server.js';
import { StagedEngine } from './staged-engine.js';

const stepMs = Number(process.env.STEP_MS ?? 15);

serveEngine(() => new StagedEngine({ steps: 8, gate: () => sleep(stepMs) }));
