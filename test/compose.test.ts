/** docker-compose.yml against the Dockerfile and the settings that it speaks of. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CONFIG, loadConfig, variableOf } from '../src/config/config.js';
import { LIMITS } from '../src/queue/scheduling/limits.js';
import { readCompose } from './support/compose.js';
import { environmentOf, parseDockerfile, stageOf } from './support/dockerfile.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const { services, volumes } = await readCompose(path('docker-compose.yml'));
const file = parseDockerfile(await readFile(path('Dockerfile'), 'utf8'));
const all = Object.entries(services);
const ours = all.filter(([, { build }]) => build);
const painters = [services.worker!, services['worker-gpu']!];

describe('docker-compose.yml', () => {
  it('has a bot, workers, the networks’ command and Redis', () => {
    expect(Object.keys(services)).toEqual(['bot', 'worker', 'worker-gpu', 'models', 'redis']);
  });

  it.each(all)('confines %s', (_, service) => {
    expect(service).toMatchObject({
      init: true,
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it.each(ours)(
    'builds %s from a target of the Dockerfile, and names the image after it',
    (_, { build, image }) => {
      expect(stageOf(file, build!.target).name).toBe(build!.target);
      expect(image).toBe(`atelier:${build!.target}`);
    },
  );

  it.each(ours)('gives %s settings that exist and hold', (_, { environment = {} }) => {
    const known = Object.keys(CONFIG).map(variableOf);
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
    const set = Object.entries(environment).filter(([, value]) => value !== null);
    expect(() => loadConfig(Object.fromEntries(set) as Record<string, string>)).not.toThrow();
  });

  it('lets bot and workers agree on what they must agree on', () => {
    const shared = [
      'redisUrl',
      ...Object.keys(LIMITS),
      'retentionDays',
      'workerLease',
      's3Endpoint',
      's3Bucket',
    ];
    const names = [...shared, 's3Region', 's3AccessKeyId', 's3SecretAccessKey'].map(variableOf);
    for (const { environment } of [services.bot!, ...painters])
      expect(Object.keys(environment!)).toEqual(expect.arrayContaining(names));
  });

  it('lets workers be told how to paint', () => {
    const settings = ['engineProcesses', 'engineThreads', 'memoryLimit', 'runtime', 'wideNetwork'];
    for (const { environment } of painters)
      expect(Object.keys(environment!)).toEqual(expect.arrayContaining(settings.map(variableOf)));
  });

  it('keeps the tokens of chats from workers', () => {
    for (const { environment, env_file } of painters) {
      expect(env_file).toBeUndefined();
      expect(Object.keys(environment!).filter((name) => /^(DISCORD|SLACK|SECRET_KEY)/.test(name))).toEqual(
        [],
      );
    }
  });

  it.each(ours)('mounts for %s what the image has folders for', (_, service) => {
    const { DATA_DIR, MODELS_DIR } = environmentOf(file, stageOf(file, service.build!.target));
    for (const [volume, folder] of (service.volumes ?? []).map((text) => text.split(':')))
      expect([DATA_DIR, MODELS_DIR, Object.keys(volumes)]).toEqual(
        expect.arrayContaining([folder, expect.arrayContaining([volume])]),
      );
    expect([undefined, DATA_DIR]).toContain(service.environment!.DATA_DIR);
    expect(service.environment!.MODELS_DIR).toBe(MODELS_DIR);
  });

  it('gives every volume to a service', () => {
    const used = all.flatMap(([, service]) => (service.volumes ?? []).map((text) => text.split(':')[0]));
    expect([...new Set(used)].sort()).toEqual(Object.keys(volumes).sort());
  });

  it('lets one service alone write each volume', () => {
    const writable = all.flatMap(([, service]) =>
      (service.volumes ?? []).filter((text) => !text.endsWith(':ro')),
    );
    expect(writable).toEqual(['bot:/data', 'models:/models', 'redis:/data']);
  });

  it('waits longer before it kills than the program does for its pictures', () => {
    for (const { environment, stop_grace_period } of [services.bot!, ...painters])
      expect(Number.parseInt(stop_grace_period!, 10)).toBeGreaterThanOrEqual(
        Number(environment!.SHUTDOWN_GRACE) + 10,
      );
  });

  it('opens the ports of chat and outside, to this machine only', () => {
    expect(all.flatMap(([, { ports }]) => ports ?? [])).toEqual([
      `127.0.0.1:8080:${services.bot!.environment!.PORT}`,
      `127.0.0.1:8081:${services.bot!.environment!.PUBLIC_PORT}`,
    ]);
  });

  it('starts bot and workers once Redis answers, and looks after all of them', () => {
    for (const { depends_on } of [services.bot!, ...painters])
      expect(depends_on).toEqual({ redis: { condition: 'service_healthy' } });
    expect(services.redis!.healthcheck!.test).toEqual(['CMD', 'redis-cli', '-e', 'ping']);
  });

  it('lets Redis keep what it has acknowledged', () => {
    expect(services.redis!.command!.join(' ')).toContain('--appendonly yes');
    expect(services.redis!.command!.join(' ')).toContain('--maxmemory-policy noeviction');
    expect(services.redis!.image).toMatch(/^redis:\d+\.\d+\.\d+-/);
  });

  it('reserves a card for workers of the profile gpu only', () => {
    const reserved = all.filter(([, { deploy }]) => deploy?.resources);
    expect(reserved.map(([name, { profiles }]) => [name, profiles])).toEqual([['worker-gpu', ['gpu']]]);
    expect(services['worker-gpu']!.deploy!.resources!.reservations.devices).toEqual([
      { driver: 'nvidia', count: 1, capabilities: ['gpu'] },
    ]);
  });
});
