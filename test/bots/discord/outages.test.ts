/** Discord when it is slow, limits rates, is unavailable or cuts connections: the engine is never slowed, previews never pile up, no picture is lost. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isDone, letTimePass, openStudio, STEPS, type Studio } from '../../support/discord.js';
import { FakeEngine } from '../../support/fake-engine.js';
import { quadrantPicture } from '../../support/pictures.js';
import { StagedEngine } from '../../support/staged-engine.js';
import { until } from '../../support/until.js';

let studio: Studio;
afterEach(() => studio.close());

const edits = () => studio.discord.requests.matching('PATCH /webhooks/');

describe('rate limits', () => {
  it('are kept by what the headers of each answer say: nothing is ever refused', async () => {
    studio = await openStudio({}, { rateLimits: true });
    const interaction = await studio.begun();
    for (let step = 3; step <= STEPS; step++) {
      studio.gate.to(step);
      await interaction.until(
        ({ text }) => text.includes(`${Math.floor((100 * step) / STEPS)} %`) || text.includes('px'),
      );
    }
    await interaction.until(isDone);
    expect(studio.discord.requests.all.filter(({ status }) => status === 429)).toHaveLength(0);
  });

  it('may refuse in a storm, for one message or for the whole bot: the picture still comes', async () => {
    studio = await openStudio();
    const { discord, gate } = studio;
    const interaction = await studio.begun();
    const own = { path: '/messages/@original', times: 4 };
    discord.faults.next({ ...own, answer: { kind: 'rate-limit', retryAfterMs: 30 } });
    discord.faults.next({ ...own, answer: { kind: 'rate-limit', retryAfterMs: 30, global: true } });
    gate.open();
    const done = await interaction.until(isDone);
    expect(done.pictures).toHaveLength(1);
    expect(studio.app.errors).toEqual([]);
  });
});

describe('a slow Discord', () => {
  it('never slows the engine, gets one edit at a time, and of all previews the latest', async () => {
    const engine = new FakeEngine();
    studio = await openStudio({ engine });
    const { ann, art, cat, discord } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    const run = await engine.nextRun();
    run.start();
    await interaction.until(({ text }) => text.includes('Setting up the canvas'));
    const held = discord.faults.next({ method: 'PATCH', path: '/messages/', answer: { kind: 'hold' } });
    run.step(1, 10);
    await held.hit();
    const before = edits().length; // The one that is held is not among them yet.
    for (let step = 2; step <= 9; step++) run.step(step, 10 - step);
    held.release();
    await interaction.until(({ text }) => text.includes('90 %'));
    // That one, and one more for all that came meanwhile.
    expect(edits().length - before).toBe(2);
    run.finish(await quadrantPicture(96, 64).png().toBuffer());
    await interaction.until(isDone);
  });

  it('hears of the end at once when it answers again', async () => {
    studio = await openStudio();
    const { discord, gate, app } = studio;
    const interaction = await studio.begun();
    const held = discord.faults.next({ method: 'PATCH', path: '/messages/', answer: { kind: 'hold' } });
    gate.to(3);
    await held.hit();
    gate.open();
    const [job] = await app.queue.list(1);
    await vi.waitFor(async () => expect(await app.queue.get(job!.id)).toMatchObject({ state: 'done' }));
    held.release();
    await interaction.until(isDone);
  });
});

describe('a Discord that is unavailable', () => {
  let stop = () => {};
  afterEach(() => stop());

  it.each([
    ['answers with errors', { kind: 'edge', status: 503 } as const],
    ['cuts every request', { kind: 'drop' } as const],
  ])('gets the picture when it is back, however long that takes: it %s', async (_, answer) => {
    studio = await openStudio();
    const { discord, gate } = studio;
    await studio.begun();
    const fault = discord.faults.next({ path: '/messages/', times: Number.POSITIVE_INFINITY, answer });
    gate.open();
    await fault.hit();
    stop = letTimePass(discord, 30_000);
    await fault.hit(5);
    fault.lift();
    // An edit, or a new message where the minute is over by then.
    const done = await discord.until(() => {
      const [only, ...others] = studio.art.messagesFor(studio.ann);
      return others.length === 0 && only && isDone(only) ? only : undefined;
    }, 'one message with the picture');
    expect(done.pictures).toHaveLength(1);
  });

  it('gets it from the next start of the bot, if that comes first', async () => {
    studio = await openStudio();
    const { discord, gate } = studio;
    const interaction = await studio.begun();
    const fault = discord.faults.next({
      path: '/messages/',
      times: Number.POSITIVE_INFINITY,
      answer: { kind: 'drop' },
    });
    gate.open();
    await fault.hit();
    await studio.restart(() => fault.lift());
    const done = await interaction.until(isDone);
    expect(done.channel.messagesFor(studio.ann)).toHaveLength(1);
  });

  it('shows the end once, when only the answer to it was lost', async () => {
    const engine = new FakeEngine();
    studio = await openStudio({ engine });
    const { discord, ann, art, cat } = studio;
    const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    const run = await engine.nextRun();
    run.start();
    await interaction.until(({ text }) => text.includes('Setting up the canvas'));
    const before = edits().length;
    discord.faults.next({ path: '/messages/', answer: { kind: 'drop', after: true } });
    // Within the minute after which the end is a new message.
    stop = letTimePass(discord, 200);
    run.finish(await quadrantPicture(96, 64).png().toBuffer());
    await until(() => edits().length === before + 2);
    const done = await interaction.until(isDone);
    expect(done.attachments).toHaveLength(1);
    expect(art.messagesFor(ann)).toHaveLength(1);
  });
});

describe('the connection', () => {
  it.each([
    ['is cut', (gateway: Studio['discord']['gateway']) => gateway.cut()],
    ['is told to reconnect', (gateway: Studio['discord']['gateway']) => gateway.reconnect()],
    [
      'loses its session',
      (gateway: Studio['discord']['gateway']) => gateway.invalidate({ resumable: false }),
    ],
  ])('comes back by itself when it %s in the middle of a job', async (_, happen) => {
    studio = await openStudio();
    const { discord, gate, ann, app } = studio;
    const interaction = await studio.begun();
    const sessions = () =>
      discord.gateway.log.filter(({ kind }) => kind === 'identified' || kind === 'resumed').length;
    const before = sessions();
    happen(discord.gateway);
    gate.open();
    const done = await interaction.until(isDone);
    await discord.until(() => sessions() > before, 'a session');
    await ann.press(done, 'Again').until(isDone);
    expect(app.errors).toEqual([]);
  });

  it('is told of in one line when it goes, and in one when it is back', async () => {
    studio = await openStudio();
    const { discord, app } = studio;
    discord.gateway.cut();
    await discord.gateway.resumed();
    await vi.waitFor(() => expect(app.lines).toHaveLength(2));
    expect(app.lines).toEqual([
      'Discord: connection 0 broke off and is resumed',
      'Discord: connection 0 is back',
    ]);
  });

  it('asks for no privileged intent: those of servers and of messages, whose words come where they speak to it', async () => {
    studio = await openStudio();
    expect(studio.discord.gateway.connections.map(({ intents }) => intents)).toEqual([
      1 | (1 << 9) | (1 << 12),
    ]);
  });
});

describe('answers that come too late or twice', () => {
  it.each([
    ['10062', { status: 404, code: 10062 }],
    ['40060', { status: 400, code: 40060 }],
  ])('leave a line in the log, and nothing is painted: %s', async (code, refusal) => {
    studio = await openStudio();
    const { discord, ann, art, cat, app } = studio;
    discord.faults.next({ path: '/callback', answer: { kind: 'error', ...refusal } });
    ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
    await vi.waitFor(() => expect(app.lines.join()).toContain(code));
    expect(await app.queue.list(1)).toEqual([]);
    expect(app.errors).toEqual([]);
  });
});

describe('what Discord does not understand', () => {
  it('is a defect: the operator is told, without tokens', async () => {
    studio = await openStudio();
    const { discord, app, gate } = studio;
    const interaction = await studio.begun();
    discord.faults.next({
      path: '/messages/',
      times: 2,
      answer: { kind: 'error', status: 400, code: 50035 },
    });
    gate.to(3);
    await vi.waitFor(() => expect(app.errors).toHaveLength(1));
    expect(String(app.errors[0])).toMatch(/Discord refuses an edit: 50035/);
    expect(JSON.stringify(app.errors)).not.toContain(interaction.token);
    gate.open();
    await interaction.until(isDone);
  });
});

describe('fifty people at once', () => {
  it('each get their own picture, on one engine', async () => {
    const engine = new StagedEngine({ steps: 1, gate: async () => {} });
    const limits = { maxWaiting: 100, communityShare: 100 };
    studio = await openStudio({ engine, limits, previewInterval: 1 }, { patienceMs: 60_000 });
    const { discord, guild, art, cat, app } = studio;
    const people = Array.from({ length: 50 }, (_, index) => discord.user(`person-${index}`));
    for (const person of people) guild.join(person);
    const interaction = people.map((person) =>
      person.slash(art, 'stylize', { content: cat, preset: 'mosaic' }),
    );
    const done = await Promise.all(interaction.map((one) => one.until(isDone)));
    expect(new Set(done.map(({ id }) => id)).size).toBe(50);
    for (const message of done) expect(message.pictures).toHaveLength(1);
    expect(app.errors).toEqual([]);
    expect(app.lines).toEqual([]);
  });
});
