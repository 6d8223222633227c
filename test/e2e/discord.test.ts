/** The whole bot as a process of its own on the fake Discord: with the real engine, killed in the middle, and as two shards with Redis. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  type FakeChannel,
  type FakeFile,
  type FakeMessage,
  type FakeUser,
  type RunningDiscord,
  startFakeDiscord,
} from '../../simulators/discord/index.js';
import type { DoneEvent } from '../../src/domain/event.js';
import type { Job } from '../../src/domain/job.js';
import { framesOf } from '../../src/domain/motion.js';
import { createStylizer } from '../../src/engine/pipeline/stylizer.js';
import { runJob } from '../../src/queue/job-execution.js';
import { Database } from '../../src/queue/local/database.js';
import { JobRepository } from '../../src/queue/local/job-repository.js';
import { DirectoryBlobs } from '../../src/queue/storage/blobs.js';
import { isDone } from '../support/discord.js';
import { panOverCat, quadrantPicture } from '../support/pictures.js';
import { killProgram, type Program, startProgram } from '../support/program.js';
import { describeRedis, type RedisServer, startRedis } from '../support/redis.js';
import { MODELS_DIR } from '../support/reference.js';

let directory: string;
let discord: RunningDiscord;
let programs: Program[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-discord-'));
  discord = await startFakeDiscord({ clock: 'running' });
  programs = [];
});
afterEach(async () => {
  await Promise.all(programs.map(killProgram));
  await discord.close();
  await rm(directory, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}, script?: string): Program {
  const program = startProgram(directory, { ...discord.env, PREVIEW_INTERVAL: '1', ...env }, script);
  programs.push(program);
  return program;
}

/** A server with a channel and a member, after `others` that lie before it. */
function room(name: string): { art: FakeChannel; ann: FakeUser } {
  const guild = discord.guild({ name });
  const ann = discord.user(`ann of ${name}`);
  guild.join(ann);
  return { art: guild.channel('art'), ann };
}

/** What the program keeps, which may be read while it runs. */
function openJournal() {
  const fail = (error: unknown) => {
    throw error;
  };
  const database = new Database(join(directory, 'journal.db'));
  onTestFinished(() => database.close());
  return {
    repository: new JobRepository(database, fail),
    blobs: new DirectoryBlobs(join(directory, 'blobs'), fail),
  };
}

/** The same request by an engine that nobody interrupts; `stepsAfter` each of its frames. */
async function paintedAtOnce({ request }: Job, blobs: DirectoryBlobs) {
  const engine = createStylizer({ modelsDir: MODELS_DIR, threads: 1 });
  onTestFinished(() => engine.close());
  const stepsAfter: number[] = [];
  const last = await runJob(
    request,
    { engine, blobs },
    {
      signal: new AbortController().signal,
      onEvent: (event) => event.type === 'checkpoint' && stepsAfter.push(event.step),
      onError: () => {},
    },
  );
  return { ...(last as DoneEvent), stepsAfter };
}

/** Steps that a program has painted of the one job that it has finished. */
async function stepsPainted(url: string, { result }: Job): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const perSecond = Number(/^atelier_steps_per_second_sum.* (\S+)$/m.exec(metrics)![1]);
  return Math.round(perSecond * result!.seconds);
}

const percentOf = ({ text }: FakeMessage) => Number(/\*\*(\d+) %\*\*/.exec(text)?.[1] ?? Number.NaN);

describe('the bot with the real engine', () => {
  const FRAMES = 4;
  const SMALL = { preset: 'starry-night', size: 128, quality: 'draft' };
  let photo: FakeFile;
  beforeEach(async () => {
    photo = { name: 'cat.jpg', data: await readFile('test/photos/cat-chelsea.jpg') };
  });

  it('paints with previews in one message; killed in the middle of a moving picture, it resumes at its frame', async () => {
    const { art, ann } = room('Studio');
    const first = start({}, 'dist/bin/bot.js');
    await first.url;
    await discord.commands.registered();
    const done = await ann.slash(art, 'stylize', { content: photo, ...SMALL }).until(isDone);
    const [picture] = done.pictures;
    const { format, width } = await sharp(picture!.bytes).metadata();
    expect([format, width]).toEqual(['png', 128]);
    const percents = done.history.map(({ payload }) =>
      percentOf({ text: JSON.stringify(payload.components) } as FakeMessage),
    );
    const shown = percents.filter((percent) => !Number.isNaN(percent));
    expect(shown).toEqual([...shown].sort((a, b) => a - b));

    const content = { name: 'walk.gif', data: await panOverCat(FRAMES) };
    const interaction = ann.slash(art, 'stylize', { content, ...SMALL, size: 64 });
    const running = await interaction.until(({ text }) =>
      text.includes(`moving picture of ${FRAMES} frames`),
    );
    const journal = openJournal();
    const checkpoint = () =>
      journal.repository.open().find(({ job }) => framesOf(job.request) > 1)?.checkpoint;
    await expect.poll(checkpoint, { timeout: 60_000, interval: 10 }).toBeDefined();
    await killProgram(first);
    const { finished } = deserialize(await journal.blobs.get(checkpoint()!)) as { finished: unknown[] };
    expect(finished.length).toBeLessThan(FRAMES);
    const second = start({}, 'dist/bin/bot.js');
    await interaction.until(isDone);
    expect(running.id).toBe((await interaction.message()).id);
    expect(art.messagesFor(ann)).toHaveLength(2);

    const [job] = journal.repository.list(1);
    const whole = await paintedAtOnce(job!, journal.blobs);
    expect(job!.result).toMatchObject({ picture: whole.picture, steps: whole.steps });
    const stepsBefore = whole.stepsAfter[finished.length - 1]!;
    expect(await stepsPainted(await second.url, job!)).toBe(whole.steps - stepsBefore);

    // Buttons of both lives work, also right after the connection was cut.
    discord.gateway.cut();
    await discord.gateway.resumed();
    await ann.select(done, 'More', 'Softer').until(isDone);
    const secrets = first.errors() + second.errors();
    expect(secrets).not.toContain(discord.token);
    second.process.kill('SIGTERM');
    expect(await second.exit).toEqual([0, null]);
  });
});

describeRedis('as many shards as Discord recommends, each a process of its own', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    await discord.close();
    discord = await startFakeDiscord({ clock: 'running', shards: 2 });
    redis = await startRedis();
  });
  afterEach(() => redis.close());

  function startWorker(): void {
    const child = spawn(process.execPath, ['out/test-programs/crash-worker.js'], {
      env: { ...process.env, REDIS_URL: redis.url, ENGINE_THREADS: '1', STEP_MS: '40' },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const exit = once(child, 'close') as Program['exit'];
    programs.push({ process: child, url: Promise.resolve(''), exit, errors: () => '' });
  }

  /** discord-api-docs, developers/events/gateway, Sharding: (guild_id >> 22) % num_shards. */
  const shardOf = ({ guild }: FakeChannel) => Number((BigInt(guild!.id) >> 22n) % 2n);

  it('serve their own servers from one queue; one that is killed comes back to its message', async () => {
    const photo = { name: 'cat.jpg', data: await quadrantPicture(96, 64).jpeg().toBuffer() };
    const rooms: ReturnType<typeof room>[] = [];
    for (let index = 0; rooms[0] === undefined || rooms[1] === undefined; index++) {
      const one = room(`Studio ${index}`);
      rooms[shardOf(one.art)] ??= one;
    }
    startWorker();
    const bot = start({ REDIS_URL: redis.url, DISCORD_SHARDS: 'auto', SHUTDOWN_GRACE: '1' });
    await bot.url;
    await Promise.all([discord.gateway.connected(0), discord.gateway.connected(1)]);
    await discord.commands.registered();
    const interaction = rooms.map(({ art, ann }) =>
      ann.slash(art, 'stylize', { content: photo, preset: 'mosaic' }),
    );
    await Promise.all(interaction.map((one) => one.until(isDone)));
    expect(discord.commands.registrations).toBe(1);

    const { art, ann } = rooms[1]!;
    const next = ann.slash(art, 'stylize', { content: photo, preset: 'great-wave' });
    await next.until(({ text }) => text.includes('%'));
    process.kill(shardProcess(bot.process.pid!, 1), 'SIGKILL');
    const done = await next.until(isDone);
    await discord.gateway.identified(3);
    await ann.press(done, 'Again').until(isDone);

    bot.process.kill('SIGTERM');
    expect(await bot.exit).toEqual([0, null]);
    expect(discord.gateway.connections).toHaveLength(0);
  });
});

/** The process of a shard, by its environment among the bot's children. */
function shardProcess(bot: number, shard: number): number {
  const children = readFileSync(`/proc/${bot}/task/${bot}/children`, 'utf8').trim().split(' ').map(Number);
  return children.find((pid) =>
    readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`SHARDS=${shard}`),
  )!;
}
