/** What Slack, or a server that stands in for it, may leave out: payloads and answers with no more than their purpose needs. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../simulators/slack/index.js';
import { systemClock } from '../../../src/lib/clock.js';
import { filesBelow, isDone, isJob, photo, studio } from '../../support/slack.js';

const always = { times: Number.POSITIVE_INFINITY };

describe('a payload', () => {
  const here = studio({ delivery: { requestUrl: 'http://127.0.0.1:9/' } }, null);

  async function open(): Promise<void> {
    const app = await here.start({ clock: systemClock, settings: { slackPreviews: 'text' } });
    here.slack.http.requestUrl = `${app.publicUrl}/slack/events`;
  }

  /** Not by the fake's own events: with these fields and no others. */
  async function hear(event: JsonObject): Promise<void> {
    const { id: team_id } = here.slack.workspace;
    const answer = await here.slack.http.send({ type: 'event_callback', team_id, event });
    expect(answer.status).toBe(200);
  }

  it('of a press names its channel in one of two places', async () => {
    await open();
    const message = await here.paint();
    const { value, actionId: action_id } = message.controls.find(({ label }) => label === 'Again')!;
    const answer = await here.slack.http.send({
      type: 'block_actions',
      team: { id: here.slack.workspace.id },
      user: { id: here.ada.id },
      channel: { id: here.general.id },
      message: { ts: message.ts, thread_ts: message.ts },
      actions: [{ type: 'button', action_id, block_id: 'b', value: value! }],
    });
    expect(answer.status).toBe(200);
    const job = await here.general.until((other) => isJob(other) && other.ts > message.ts);
    expect(job.threadTs).toBe(message.ts);
  });

  it('of a press without any channel does no harm', async () => {
    await open();
    const message = await here.paint();
    const { value, actionId: action_id } = message.controls.find(({ label }) => label === 'Again')!;
    const user = { id: here.ada.id };
    const actions = [{ type: 'button', action_id, block_id: 'b', value: value! }];
    await here.slack.http.send({ type: 'block_actions', user, actions });
    await here.ben.slash(here.general, '/stylize', 'queue');
    await here.untilTold(here.ben, /You have nothing in line/);
  });

  it('of a message in the direct message may not say that it is one', async () => {
    await open();
    const { id } = here.ben.upload(await photo('dog.jpg'), here.general);
    await here.ben.openHome(); // which makes the conversation
    const { id: channel } = here.ben.dmChannel;
    await hear({
      type: 'message',
      user: here.ben.id,
      text: 'poppies',
      ts: '1.000001',
      channel,
      files: [{ id }],
    });
    await here.ben.dmChannel.until(isJob);
    const [job] = await here.app.queue.list(1);
    expect(job!.request.contentLabel).toBe('dog.jpg');
  });

  it('of an opened App Home may not name the tab', async () => {
    await open();
    await hear({ type: 'app_home_opened', user: here.ben.id });
    await here.ben.untilHome();
  });

  it('of a mention may lack the files, which the other one has', async () => {
    await open();
    here.slack.faults.add({
      method: 'conversations.replies',
      answer: { error: 'unknown_method' },
      ...always,
    });
    const { id } = here.ada.upload(await photo('dog.jpg'), here.general);
    const text = `<@${here.slack.workspace.bot!.botUserId}> poppies`;
    const event = { user: here.ada.id, text, ts: '1.000001', channel: here.general.id };
    await hear({ type: 'app_mention', ...event });
    await hear({ type: 'message', subtype: 'file_share', ...event, files: [{ id }] });
    await here.general.until(isJob);
    const jobs = await here.app.queue.list(9);
    expect(jobs.map(({ request }) => request.contentLabel)).toEqual(['dog.jpg']);
  });

  it('of a mention far down in a long thread may lack the files: that very message is asked for', async () => {
    await open();
    const first = await here.ben.say(here.general, 'my holiday', { files: [await photo('beach.jpg')] });
    for (let n = 0; n <= 100; n += 1) await here.ben.say(here.general, 'nice', { thread: first });
    const own = await here.ada.say(here.general, '', { thread: first, files: [await photo('own.jpg')] });
    const text = `<@${here.slack.workspace.bot!.botUserId}> poppies`;
    const where = { user: here.ada.id, channel: here.general.id, thread_ts: first.ts };
    await hear({ type: 'app_mention', text, ts: own.ts, ...where });
    await here.general.until(isJob);
    const jobs = await here.app.queue.list(9);
    expect(jobs.map(({ request }) => request.contentLabel)).toEqual(['own.jpg']);
  });
});

describe('an answer', () => {
  const here = studio({}, null);

  it('about a file may not say where it is shown: the sharing is believed', async () => {
    const places = ['shares', 'channels', 'groups', 'ims'];
    const changed = ({ file, ...answer }: JsonObject): JsonObject => ({
      ...answer,
      file: Object.fromEntries(Object.entries(file as JsonObject).filter(([key]) => !places.includes(key))),
    });
    here.slack.faults.add({ method: 'files.info', answer: { changed }, ...always });
    await here.start({ settings: { slackPreviews: 'text' } });
    const message = await here.paint();
    const finals = here.slack.files.uploads.filter(({ name }) => name.startsWith('red-panda'));
    expect(filesBelow(message)).toEqual(finals);
    expect(finals).toHaveLength(1);
    expect(message.images[0]!.file!.id).toBe(finals[0]!.id);
  });

  it('may be that a file cannot be deleted: no second picture is sent beside it', async () => {
    here.slack.faults.add({ method: 'files.delete', answer: { error: 'unknown_method' }, ...always });
    here.slack.files.setSharing('late', 1);
    await here.start({ settings: { slackPreviews: 'text' } });
    const message = await here.paint();
    here.slack.files.shareNow();
    expect(filesBelow(message)).toHaveLength(1);
  });

  it('about the bot may not say which workspace it is in', async () => {
    const changed = ({ team_id: _, ...answer }: JsonObject): JsonObject => answer;
    here.slack.faults.add({ method: 'auth.test', answer: { changed }, ...always });
    await here.start();
    const message = await here.paint();
    await here.ada.press(message, 'Again');
    await (await here.general.until((other) => isJob(other) && other.ts > message.ts)).until(isDone);
  });
});
