import { describe, expect, it, vi } from 'vitest';
import type { Session } from '../../../../src/engine/runtimes/onnx/onnx-session.js';
import { SessionPool } from '../../../../src/engine/runtimes/onnx/session-pool.js';

function setUp(keeps: boolean) {
  const release = vi.fn(async () => {});
  const open = vi.fn(async () => ({ release }) as unknown as Session);
  return { release, open, pool: new SessionPool(open, keeps) };
}

const model = () => new Uint8Array();

describe('a pool that keeps nothing', () => {
  it('opens a session for each use, and releases it after it', async () => {
    const { open, release, pool } = setUp(false);
    for (let i = 0; i < 3; i += 1) {
      await pool.use('a', model, async () => expect(release).toHaveBeenCalledTimes(i));
    }
    expect(open).toHaveBeenCalledTimes(3);
    expect(release).toHaveBeenCalledTimes(3);
  });

  it('releases it after work that fails, too', async () => {
    const { release, pool } = setUp(false);
    await expect(pool.use('a', model, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(release).toHaveBeenCalledTimes(1);
  });
});

describe('a pool that keeps sessions', () => {
  it('opens one for each name, and releases all at the end', async () => {
    const { open, release, pool } = setUp(true);
    for (const name of ['a', 'b', 'a', 'b']) await pool.use(name, model, async () => {});
    expect(open).toHaveBeenCalledTimes(2);
    expect(release).not.toHaveBeenCalled();
    await pool.dispose();
    expect(release).toHaveBeenCalledTimes(2);
  });
});

it('a pool that was disposed of opens nothing any more', async () => {
  for (const keeps of [true, false]) {
    const { open, pool } = setUp(keeps);
    await pool.dispose();
    await expect(pool.use('a', model, async () => {})).rejects.toThrow(/dispose/);
    expect(open).not.toHaveBeenCalled();
  }
});
