import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG, loadConfig, variableOf } from '../../src/config/config.js';
import { defaultsOf } from '../../src/domain/field.js';
import { expectTableIn, fieldTable } from '../support/field-table.js';

const ROOT = resolve(import.meta.dirname, '../..');

describe('loadConfig', () => {
  it('takes the defaults where nothing is said, and leaves strange variables alone', () => {
    const config = loadConfig({ PATH: '/bin', PORT: ' ', SOMETHING_ELSE: 'x' });
    const { engineThreads, ...rest } = config;
    expect(rest).toEqual({
      ...defaultsOf(CONFIG),
      modelsDir: resolve(ROOT, 'models'),
      dataDir: resolve(ROOT, 'data'),
      engineThreads: undefined,
      maxWaitingPerUser: CONFIG.maxWaiting.default,
    });
    expect(engineThreads).toBeGreaterThanOrEqual(1);
  });

  it('limits the jobs of one user where there are others', () => {
    const most = (env: NodeJS.ProcessEnv) => loadConfig(env).maxWaitingPerUser;
    expect(most({ HOST: '::1', MAX_WAITING: '20' })).toBe(20);
    expect(most({ MAX_WAITING_PER_USER: '7' })).toBe(7);
    for (const env of [
      { HOST: '0.0.0.0' },
      { DISCORD_TOKEN: 'x' },
      { SLACK_BOT_TOKEN: 'xoxb-1' },
      { SLACK_CLIENT_ID: '1' },
      { REDIS_URL: 'redis://localhost' },
    ])
      expect(most(env)).toBe(3);
  });

  it('reads each kind, and keeps absolute folders', () => {
    const config = loadConfig({ PORT: '0', HOST: '::1', ENGINE_THREADS: '3', DATA_DIR: '/var/lib/atelier' });
    expect(config).toMatchObject({
      port: 0,
      host: '::1',
      engineThreads: 3,
      dataDir: resolve('/var/lib/atelier'),
    });
  });

  it('shares the cores among the processes, one thread at the least', () => {
    expect(loadConfig({ ENGINE_PROCESSES: '64' }).engineThreads).toBeLessThanOrEqual(
      loadConfig({}).engineThreads,
    );
    expect(loadConfig({ ENGINE_PROCESSES: '64' }).engineThreads).toBeGreaterThanOrEqual(1);
  });

  it('names every wrong variable at once, what it must be and what came', () => {
    const load = () =>
      loadConfig({ PORT: 'eighty', ENGINE_PROCESSES: '0', HOST: 'x'.repeat(300), DATA_DIR: 'kept' });
    expect(load).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(load).toThrow(/PORT must be an integer from 0 to 65535; got "eighty"/);
    expect(load).toThrow(/ENGINE_PROCESSES must be .* got "0"/);
    expect(load).toThrow(/HOST must be a text of at most 253 characters/);
    expect(load).not.toThrow(/DATA_DIR/);
  });
});

it('docs/reference/settings.md holds the declared settings', async () => {
  await expectTableIn('settings.md', fieldTable(CONFIG, variableOf));
});
