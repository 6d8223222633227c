import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deathToError } from '../../../src/engine/pool/crash.js';
import { countOomKills } from '../../../src/engine/pool/oom-kills.js';

/** A root with the files that the kernel would show. */
async function rootWith(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'atelier-cgroup-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return `${root}/`;
}

const killed = (oomKills: number) => deathToError({ code: null, signal: 'SIGKILL', stderr: [], oomKills });

it('counts what the control group of version 2 and the machine say', async () => {
  const events = 'low 0\nhigh 3\nmax 12\noom 2\noom_kill 2\noom_group_kill 0\n';
  const root = await rootWith({
    'proc/self/cgroup': '0::/system.slice/atelier.service\n',
    'sys/fs/cgroup/system.slice/atelier.service/memory.events': events,
    'proc/vmstat': 'nr_free_pages 7\noom_kill 5\n',
  });
  expect(countOomKills(root)).toBe(7);
});

it('counts what the control group of version 1 says, at the root of a container’s mount', async () => {
  const root = await rootWith({
    'proc/self/cgroup': '9:name=systemd:/\n4:cpu,memory:/docker/abc\n0::/\n',
    'sys/fs/cgroup/memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
  });
  expect(countOomKills(root)).toBe(1);
});

it('has no evidence where there are no such files', async () => {
  expect(countOomKills(await rootWith({}))).toBe(0);
});

it('calls a SIGKILL out of memory only with evidence', () => {
  expect(killed(1).code).toBe('out_of_memory');
  expect(killed(0)).toMatchObject({ code: 'engine_crashed', message: /SIGKILL/ });
});
