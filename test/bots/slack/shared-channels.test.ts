/** Places that are more than one workspace: shared channels, Enterprise Grid; and what Slack tells of them in part only. */
import { describe, expect, it } from 'vitest';
import type { Channel, Person, Workspace } from '../../../simulators/slack/index.js';
import { filesBelow, isDone, isJob, photo, studio } from '../../support/slack.js';

const NO_PREVIEWS = { settings: { slackPreviews: 'text' } } as const;

describe('a channel that is shared with another company', () => {
  const here = studio({}, NO_PREVIEWS);

  /** Gus, of the other company, is in the channel. */
  function share(): { guests: Workspace; gus: Person; bridge: Channel } {
    const guests = here.slack.addWorkspace({ name: 'Guests', install: false });
    const gus = guests.addPerson('gus', { admin: true });
    const bridge = here.slack.workspace.addChannel('bridge');
    bridge.shareWith(guests);
    return { guests, gus, bridge };
  }

  it('lets a guest ask by a mention; of their file only the id is told', async () => {
    const { gus, bridge } = share();
    await gus.mention(bridge, 'poppies', [await photo('harbour.jpg')]);
    here.gate.open();
    const message = await bridge.until(isDone);
    expect(filesBelow(message).filter(({ user }) => user !== gus.id)).toHaveLength(1);
    const [job] = await here.app.queue.list(1);
    expect(job).toMatchObject({
      user: `slack:${here.slack.workspace.id}:${gus.id}`,
      community: `slack:${here.slack.workspace.id}`,
      request: { contentLabel: 'harbour.jpg' },
    });
  });

  it('lets a guest press the buttons of their own picture', async () => {
    const { gus, bridge } = share();
    await gus.mention(bridge, 'poppies', [await photo()]);
    here.gate.open();
    const message = await bridge.until(isDone);
    await gus.press(message, 'Again');
    await bridge.until((other) => isJob(other) && other.ts > message.ts);
  });

  it('makes no admin of somebody who is one at home', async () => {
    const { gus, bridge } = share();
    const message = await here.paint(here.ada, bridge);
    await gus.press(message, 'Delete');
    await here.untilTold(gus, /Only the requester of this picture may delete it/, bridge);
    expect(message.deleted).toBe(false);
  });
});

describe('a workspace of an Enterprise Grid', () => {
  const enterprise = { id: 'E0GRID0001', name: 'Grid' };
  const here = studio({ workspace: { name: 'Studio', enterprise } }, NO_PREVIEWS);

  it('is served like any other; its people are the enterprise’s', async () => {
    const message = await here.paint();
    await here.ada.press(message, 'Again');
    await here.general.until((other) => isJob(other) && other.ts > message.ts);
    const [job] = await here.app.queue.list(1);
    expect(job).toMatchObject({
      user: `slack:${enterprise.id}:${here.ada.id}`,
      community: `slack:${here.slack.workspace.id}`,
    });
  });
});

describe('a mention of which Slack tells in one way only', () => {
  const events = {
    message: ['message.channels', 'message.groups', 'message.im'],
    app_mention: ['app_mention'],
  };

  describe.each(Object.entries(events))('as %s', (_, bot_events) => {
    const settings = { event_subscriptions: { bot_events }, interactivity: { is_enabled: true } };
    const features = { slash_commands: [{ command: '/stylize' }] };
    const here = studio({ manifest: { features, settings } }, NO_PREVIEWS);

    it('is heard', async () => {
      await here.ada.mention(here.general, 'poppies', [await photo()]);
      await here.general.until(isJob);
    });

    it('is heard in a private channel, and in a thread', async () => {
      const secret = here.slack.workspace.addChannel('secret', { private: true });
      const first = await here.ben.say(secret, 'look', { files: [await photo('beach.jpg')] });
      await here.ada.mention(secret, 'poppies', [], { thread: first });
      const message = await secret.until(isJob);
      expect(message.threadTs).toBe(first.ts);
    });
  });
});
