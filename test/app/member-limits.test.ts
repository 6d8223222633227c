/** A community's limits for each member, through the session, on both queues: calls at the same time do not pass them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../src/app/backend.js';
import { pictureTools } from '../../src/app/pictures/local-pictures.js';
import { loadPresets, presetPicture } from '../../src/app/presets.js';
import { type ChatAdapter, DIALOGS, type RequestContext } from '../../src/bots/chat-adapter.js';
import { Communities } from '../../src/bots/community.js';
import { Session } from '../../src/bots/session.js';
import { loadConfig } from '../../src/config/config.js';
import type { AtelierError } from '../../src/domain/errors.js';
import { Gate } from '../support/gate.js';
import { quadrantPicture } from '../support/pictures.js';
import { describeRedis, type RedisServer, startRedis } from '../support/redis.js';
import { StagedEngine } from '../support/staged-engine.js';

/** A chat whose messages nobody reads. */
const adapter: ChatAdapter = {
  name: 'memory',
  interval: 0,
  dialogs: DIALOGS,
  edit: async () => {},
  remove: async () => {},
};

let posted = 0;
const memberOf = (community: string): RequestContext => ({
  via: adapter.name,
  user: 'memory:ann',
  community,
  post: async () => `message-${++posted}`,
});

async function open(redisUrl: string) {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-'));
  const gate = new Gate();
  const ignore = () => {};
  const config = loadConfig({ REDIS_URL: redisUrl, DATA_DIR: directory, MAX_WAITING_PER_USER: '50' });
  const backend = await openBackend(config, {
    createEngine: () => new StagedEngine({ steps: 1, gate: gate.pass }),
    onLog: ignore,
    onChoice: ignore,
    onError: ignore,
  });
  const { queue, blobs } = backend;
  const communities = new Communities(backend.sharedStore('communities'));
  const presets = await loadPresets();
  const session = new Session({ queue, blobs, communities, presets, presetPicture, pictures: pictureTools });
  session.connect(adapter);
  return {
    session,
    communities,
    queue,
    async close() {
      gate.open();
      await queue.close();
      await session.close();
      await backend.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function limitsHold(redisUrl: () => Promise<string>): void {
  let opened: Awaited<ReturnType<typeof open>> | undefined;
  afterAll(() => opened?.close());

  it.each(['perMember', 'perDay'] as const)('%s: of eight calls at once two are taken', async (limit) => {
    opened ??= await open(await redisUrl());
    const { session, communities, queue } = opened;
    const [here, elsewhere] = [`${limit}:1`, `${limit}:2`];
    for (const community of [here, elsewhere]) await communities.change(community, { [limit]: 2 });
    const photo = { name: 'photo.jpg', bytes: await quadrantPicture(96, 64).jpeg().toBuffer() };
    const before = (await queue.list(100)).length;
    const calls = Array.from({ length: 8 }, (_, seed) =>
      session.say(memberOf(here), `/stylize poppies seed=${seed}`, [photo]).then(
        () => 'taken',
        (error) => (error as AtelierError).code,
      ),
    );
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(2);
    expect(new Set(answers)).toEqual(new Set(['taken', 'too_many_waiting']));
    expect(await queue.list(100)).toHaveLength(before + 2);
    // Another community counts for itself.
    await session.say(memberOf(elsewhere), '/stylize poppies seed=9', [photo]);
  });
}

describe('limits of members, jobs in this process', () => limitsHold(async () => ''));

describeRedis('limits of members, jobs in Redis', () => {
  let server: RedisServer;
  afterAll(() => server.close());
  limitsHold(async () => {
    server = await startRedis();
    return server.url;
  });
});
