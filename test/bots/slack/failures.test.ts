/** What goes wrong in Slack, and what people hear of it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DownloadMode } from '../../../simulators/slack/index.js';
import { AtelierError } from '../../../src/domain/errors.js';
import { systemClock } from '../../../src/lib/clock.js';
import { filesBelow, isDone, isJob, photo, studio } from '../../support/slack.js';
import { StagedEngine } from '../../support/staged-engine.js';

const here = studio({}, { settings: { slackPreviews: 'text' } });

/** How the latest job has ended, once it has. */
async function ending(): Promise<string> {
  const [job] = await here.app.queue.list(1);
  return new Promise((resolve) => {
    here.app.queue.subscribe(job!.id, ({ type }) => {
      if (['done', 'failed', 'cancelled'].includes(type)) resolve(type);
    });
  });
}

describe('a place that is gone', () => {
  it('ends the job, and the requester hears of it: the message was deleted', async () => {
    const message = await here.ask();
    await here.ada.delete(message);
    here.gate.to(4);
    const told = await here.ada.dmChannel.until(({ fromBot }) => fromBot);
    expect(told.text).toMatch(/red-panda\.jpg .* it was deleted\. I stopped painting/);
    expect(await ending()).toBe('cancelled');
    expect(here.app.errors).toEqual([]);
  });

  it('ends the job, and the requester hears of it: the channel was archived', async () => {
    await here.ask();
    here.general.archive();
    here.gate.to(4);
    const told = await here.ada.dmChannel.until(({ fromBot }) => fromBot);
    expect(told.text).toMatch(/its channel was archived\. I stopped painting/);
    expect(await ending()).toBe('cancelled');
  });

  it('does not lose a finished picture: it comes by direct message', async () => {
    const message = await here.ask();
    here.gate.to(7);
    // No edit of a preview is on its way then: the next one is the end.
    await message.until(({ words }) => /8[78] %/.test(words));
    here.general.archive();
    here.gate.open();
    const told = await here.ada.dmChannel.until(({ text }) => text.includes('Here is the picture instead'));
    await here.ada.dmChannel.until(({ files }) => files.length === 1);
    expect(told.text).toMatch(/its channel was archived/);
  });

  it.each(['account_inactive', 'token_revoked'])(
    'ends the job without a word when nobody can be told: %s',
    async (error) => {
      await here.ask();
      here.slack.faults.add({ method: 'chat.update', answer: { error } });
      here.gate.to(4);
      expect(await ending()).toBe('cancelled');
      expect(here.ada.dmChannel.messages).toEqual([]);
    },
  );

  it.each(['token_expired', 'invalid_auth'])(
    'goes on with the job while the operator has to mend the token: %s',
    async (error) => {
      const message = await here.ask();
      here.slack.faults.add({ method: 'chat.update', times: 3, answer: { error } });
      here.gate.open();
      await message.until(isDone);
      expect(await ending()).toBe('done');
    },
  );
});

describe('a channel that the bot cannot post in', () => {
  it('is told to the requester, with the way to invite it', async () => {
    const elsewhere = here.slack.workspace.addChannel('elsewhere');
    await here.ben.slash(elsewhere, '/stylize', 'poppies');
    const dialog = await here.ben.untilView();
    await elsewhere.kickBot();
    await here.ben.submit(dialog, { photo: await photo() });
    const told = await here.ben.dmChannel.until(({ fromBot }) => fromBot);
    expect(told.text).toMatch(/I am not in that conversation; type \/invite @atelier there/);
    expect(await here.app.queue.list(1)).toEqual([]);
    await elsewhere.inviteBot();
    await here.ben.slash(elsewhere, '/stylize', 'poppies');
    await here.ben.submit(await here.ben.untilView(), { photo: await photo() });
    await elsewhere.until(isJob);
  });

  it('is told to the requester when it is archived', async () => {
    const old = here.slack.workspace.addChannel('old');
    await here.ben.slash(old, '/stylize', 'poppies');
    const dialog = await here.ben.untilView();
    old.archive();
    await here.ben.submit(dialog, { photo: await photo() });
    const told = await here.ben.dmChannel.until(({ fromBot }) => fromBot);
    expect(told.text).toMatch(/That channel is archived/);
  });
});

describe('a post without an answer', () => {
  it.each(['done-but-cut', 'done-but-500'] as const)(
    'is found again, and not posted twice: %s',
    async (answer) => {
      here.slack.faults.add({ method: 'chat.postMessage', answer });
      await here.paint();
      expect(here.general.messages.filter(({ threadTs }) => threadTs === undefined)).toHaveLength(1);
    },
  );

  it('is told to the requester when it was not carried out', async () => {
    here.slack.faults.add({ method: 'chat.postMessage', answer: 'cut' });
    await here.ada.slash(here.general, '/stylize', 'poppies');
    await here.ada.submit(await here.ada.untilView(), { photo: await photo() });
    await here.untilTold(here.ada, /Slack accepts no messages right now; try again in a minute/);
    expect(await here.app.queue.list(1)).toEqual([]);
  });
});

describe('too many calls', () => {
  it('are waited out: a post and an end come after the time that Slack names', async () => {
    here.slack.faults.add({ method: 'chat.postMessage', times: 2, answer: { ratelimited: 3 } });
    here.slack.faults.add({ method: 'chat.update', times: 5, answer: { ratelimited: 2 } });
    here.slack.faults.add({ method: 'files.getUploadURLExternal', times: 2, answer: { ratelimited: 1 } });
    const message = await here.paint();
    expect(filesBelow(message)).toHaveLength(1);
    expect(here.app.errors).toEqual([]);
  });

  it('cost a preview, not the painting', async () => {
    const message = await here.ask();
    here.slack.faults.add({ method: 'chat.update', times: 1, answer: { ratelimited: 30 } });
    here.gate.open();
    await message.until(isDone);
    expect(here.app.errors).toEqual([]);
  });

  it('open no dialog, and the requester hears of it', async () => {
    here.slack.faults.add({ method: 'views.open', answer: { ratelimited: 10 } });
    await here.ben.slash(here.general, '/stylize');
    await here.untilTold(here.ben, /Slack did not open the dialog in time; try again/);
  });
});

describe('an end that Slack does not take', () => {
  it.each([{ status: 500 }, 'cut', { error: 'internal_error' }] as const)(
    'is sent until it does: %j',
    async (answer) => {
      const message = await here.ask();
      here.slack.faults.add({ method: 'chat.update', times: 2, answer });
      here.gate.open();
      await message.until(isDone);
      expect(filesBelow(message)).toHaveLength(1);
    },
  );
});

describe('a trigger that is too old', () => {
  it('opens no dialog, and the requester hears of it', async () => {
    here.slack.faults.add({ method: 'views.open', answer: { error: 'expired_trigger_id' } });
    await here.ben.slash(here.general, '/stylize');
    await here.untilTold(here.ben, /Slack did not open the dialog in time/);
  });
});

describe('a picture that cannot be fetched', () => {
  let site: Server;
  let address: string;
  /** Requests that reached a host which is none of Slack's. */
  const strangers: (string | undefined)[] = [];

  beforeAll(async () => {
    site = createServer((request, response) => {
      strangers.push(request.headers.authorization);
      response.end('hello');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => site.once('listening', resolve));
    address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  });
  afterAll(() => site.close());

  async function mentionWith(mode: DownloadMode) {
    here.slack.files.setDownloads(mode);
    await here.ben.mention(here.general, 'poppies', [await photo('dog.jpg')]);
  }

  it('because Slack sends its login page: the requester hears which scope is missing', async () => {
    await mentionWith('html');
    await here.untilTold(here.ben, /lacks the scope files:read; its operator can add that/);
  });

  it('because files:read was not granted', async () => {
    const { bot } = here.slack.workspace;
    bot!.grant(bot!.scopes.filter((scope) => scope !== 'files:read'));
    await here.ben.mention(here.general, 'poppies', [await photo('dog.jpg')]);
    await here.untilTold(here.ben, /lacks the scope files:read/);
  });

  it('because it leads elsewhere: the token is not shown there', async () => {
    await mentionWith({ redirect: `${address}/dog.jpg` });
    await here.untilTold(here.ben, /"dog.jpg" is not stored by this chat/);
    expect(strangers).toEqual([]);
  });

  it('because it is too large, whatever was said of it', async () => {
    await mentionWith({ bytes: 21 * 2 ** 20 });
    await here.untilTold(here.ben, /"dog.jpg" is larger than 20 MB/);
  });

  it('because Slack fails', async () => {
    await mentionWith({ status: 503 });
    await here.untilTold(here.ben, /"dog.jpg" cannot be fetched right now/);
  });

  it('is shown the token of nobody else: every request to the file host had the bot’s own', async () => {
    await here.paint();
    const { botToken } = here.slack.workspace.bot!;
    const downloads = here.slack.files.requests.filter(({ method }) => method === 'GET');
    expect(downloads.map(({ authorization }) => authorization)).toEqual([`Bearer ${botToken}`]);
    const uploads = here.slack.files.requests.filter(({ method }) => method === 'POST');
    for (const { authorization } of uploads) expect(authorization).toBeUndefined();
  });
});

describe('a file that Slack has not looked at yet', () => {
  it('is waited for', async () => {
    await here.ben.mention(here.general, 'poppies', [
      { ...(await photo('dog.jpg')), processing: { polls: 3 } },
    ]);
    await here.general.until(isJob);
  });

  it('is given up after a while, and the requester hears of it', async () => {
    await here.ben.mention(here.general, 'poppies', [{ ...(await photo('dog.jpg')), processing: 'manual' }]);
    await here.untilTold(here.ben, /Slack is still busy with "dog.jpg"; ask again in a minute/);
  });
});

describe('a defect of ours', () => {
  it('is told without its insides, and to the operator with them', async () => {
    here.slack.faults.add({ method: 'views.open', answer: { error: 'something_new' } });
    await here.ben.slash(here.general, '/stylize');
    await here.untilTold(here.ben, /Something broke on our side. Try again/);
    expect(here.app.errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^views.open: .*something_new/) }),
    ]);
  });
});

describe('a painting that breaks off', () => {
  const failure = () =>
    new AtelierError('out_of_memory', 'there is not enough memory for this size; ask for a smaller one');
  const there = studio({}, { engine: new StagedEngine({ steps: 4, gate: async () => {}, failure }) });

  it('is told in its message, with a way to try again', async () => {
    const message = await there.ask();
    await message.until(({ words }) => words.includes('The painting broke off'));
    expect(message.words).toContain('There is not enough memory for this size; ask for a smaller one.');
    expect(message.controls.map(({ label }) => label)).toEqual(['Try again', 'Delete']);
    expect(there.general.thread(message)).toEqual([]);
    await there.ada.press(message, 'Try again');
    await there.general.until((other) => isJob(other) && other.ts > message.ts);
  });
});

describe('a painting that breaks off after more than a minute', () => {
  const failure = () => new AtelierError('out_of_memory', 'there is not enough memory for this size');
  const there = studio(
    {},
    {
      engine: new StagedEngine({ steps: 4, gate: async () => {}, failure }),
      clock: { ...systemClock, now: () => Date.now() + 61_000 },
    },
  );

  it('notifies its requester in the thread, once, also when its end is delivered again', async () => {
    const isEnd = ({ text }: Record<string, unknown>) => String(text).includes('broke off');
    there.slack.faults.add({ method: 'chat.update', when: isEnd, answer: { error: 'internal_error' } });
    const message = await there.ask();
    const told = () => there.general.thread(message).map(({ text }) => text);
    await there.slack.until(() => told().length > 0, 'a message in the thread');
    await message.until(({ words }) => words.includes('The painting broke off'));
    expect(told()).toEqual([expect.stringMatching(`^<@${there.ada.id}> .*The painting broke off`)]);
  });
});
