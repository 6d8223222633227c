/** A Slack that speaks the real protocol on 127.0.0.1; README.md says what it simulates, `api.ts` how tests drive it. */
export * from './api.js';
export { startFakeSlack } from './start.js';
