/** When Slack is asked whether a file is ready, against the fake Slack, on time that the test lets pass. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeSlack, startFakeSlack } from '../../../../simulators/slack/index.js';
import { ApiClients } from '../../../../src/bots/slack/connection/api-client.js';
import type { ApiClient } from '../../../../src/bots/slack/connection/api-methods.js';
import { EditBudget } from '../../../../src/bots/slack/delivery/edit-budget.js';
import {
  complete,
  isReady,
  type Polls,
  untilFile,
  upload,
} from '../../../../src/bots/slack/files/file-upload.js';
import { photo } from '../../../support/slack.js';
import { SteppedTime } from '../../../support/stepped-time.js';

let slack: FakeSlack;
let client: ApiClient;
let clock: SteppedTime;
beforeEach(async () => {
  slack = await startFakeSlack({ rates: false, processing: 'manual' });
  client = new ApiClients(slack.apiUrl).of(slack.workspace.bot!.botToken);
  clock = new SteppedTime();
});
afterEach(() => slack.close());

/** A new file, and the promise that it gets ready. */
async function watch(polls: Polls = {}) {
  const { name, bytes } = await photo();
  const file = await upload(client, clock, { name, alt: '', bytes });
  await complete(client, clock, file, name);
  return { file, ready: untilFile(client, clock, file, isReady, polls) };
}

/** Time that passes at once, and says how much of it. */
function hurry(): number[] {
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
  };
  Object.assign(clock, { sleep });
  return slept;
}

it('asks after 1, 2, 4 and 8 s, and no more', async () => {
  const slept = hurry();
  expect(await (await watch()).ready).toBeUndefined();
  expect(slept).toEqual([1000, 2000, 4000, 8000]);
  expect(slack.calls.of('files.info')).toHaveLength(4);
});

it('takes the file as soon as it is ready', async () => {
  slack.files.processing = { polls: 1 };
  const slept = hurry();
  const { file, ready } = await watch();
  expect(await ready).toMatchObject({ id: file, mimetype: 'image/jpeg' });
  expect(slept).toEqual([1000, 2000]);
});

it('waits for its turn among the edits', async () => {
  const budget = new EditBudget(clock);
  const { id: team } = slack.workspace;
  budget.pause(team, 30);
  const { file, ready } = await watch({ turn: () => budget.take(team, 'message', 'running') });
  slack.files.finish(file);
  await clock.pass(29);
  expect(slack.calls.of('files.info')).toHaveLength(0);
  await clock.pass(3);
  expect(await ready).toMatchObject({ id: file });
});
