/**
 * The scripting API of the fake Slack: what a test can set up, what its people can do, and what it can look at and wait
 * for. Plain types only; `index.ts` starts one. Nothing here sleeps: whatever takes time is awaited, and time itself is
 * `slack.clock`.
 */
export * from './api/control.js';
export * from './api/files.js';
export * from './api/json.js';
export * from './api/people.js';
export * from './api/screen.js';
export * from './api/starting.js';
export * from './api/world.js';
