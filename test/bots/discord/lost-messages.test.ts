/** Messages, channels and rights that go while a picture is painted: no noise, no endless work, and the requester is told. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeInteraction } from '../../../simulators/discord/index.js';
import { isDone, openStudio, type Studio } from '../../support/discord.js';
import { FakeEngine } from '../../support/fake-engine.js';
import { quadrantPicture } from '../../support/pictures.js';
import { until } from '../../support/until.js';

let studio: Studio;
afterEach(() => studio.close());

type Loss = [what: string, lose: (studio: Studio, interaction: FakeInteraction) => Promise<void> | void];
const LOSSES: Loss[] = [
  ['the message was deleted', async (_, interaction) => (await interaction.message()).delete()],
  ['the channel was deleted', ({ art }) => art.delete()],
  [
    'the bot was thrown out',
    ({ guild, discord, ann }) => {
      // Somewhere they still meet.
      discord.guild().join(ann);
      guild.kickBot();
      discord.clock.advance(15 * 60_000);
    },
  ],
  [
    'the bot may not see the channel any more',
    ({ art, discord }) => {
      art.overwrite('bot', { deny: ['ViewChannel'] });
      discord.clock.advance(15 * 60_000);
    },
  ],
];

describe('while it is painted', () => {
  beforeEach(async () => {
    studio = await openStudio();
  });

  it.each(LOSSES)('the job ends quietly, and its requester is told: %s', async (_, lose) => {
    const interaction = await studio.begun();
    const { discord, gate, ann, app } = studio;
    await lose(studio, interaction);
    gate.to(3);
    const told = await discord.until(() => ann.dm().messagesFor(ann)[0], 'a direct message');
    expect(told.text).toMatch(/Your picture was stopped.+Ask again with <\/stylize:\d+>/s);
    const [job] = await app.queue.list(1);
    await vi.waitFor(async () => expect(await app.queue.get(job!.id)).toMatchObject({ state: 'cancelled' }));
    expect(app.errors).toEqual([]);
    expect(app.lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
    expect(ann.dm().messagesFor(ann)).toHaveLength(1);
  });

  it('says nothing to those who take no direct messages', async () => {
    const interaction = await studio.begun();
    const { gate, ann, app } = studio;
    ann.acceptsDms = false;
    (await interaction.message()).delete();
    gate.to(3);
    await until(() => app.lines.some((line) => line.includes('takes no direct messages')));
    expect(app.errors).toEqual([]);
  });
});

describe('just before the end', () => {
  it.each(LOSSES)('the picture comes as a direct message: %s', async (_, lose) => {
    const engine = new FakeEngine();
    studio = await openStudio({ engine });
    const { discord, ann, art, cat } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    const run = await engine.nextRun();
    run.start();
    await interaction.until(({ text }) => text.includes('Setting up the canvas'));
    await lose(studio, interaction);
    run.finish(await quadrantPicture(96, 64).png().toBuffer());
    const direct = await discord.until(() => ann.dm().messagesFor(ann).find(isDone), 'the picture');
    expect(direct.pictures).toHaveLength(1);
    expect(studio.app.errors).toEqual([]);
  });
});
