/**
 * How many processes Linux's out-of-memory killer has ended, as the evidence that a SIGKILL came from it: the counter of this
 * process's control group (its memory limit, as a container has one; cgroups(7), version 2 `memory.events`, version 1
 * `memory.oom_control`) and that of the whole machine (proc_vmstat). Elsewhere there is no evidence, and the count is 0.
 */
import { readFileSync } from 'node:fs';

export function countOomKills(root = '/'): number {
  const groups = read(`${root}proc/self/cgroup`).split('\n');
  const counts = groups.flatMap((line) => {
    // "0::/path" in version 2, "4:memory:/path" in version 1.
    const [, controllers = '', path = ''] = line.split(':');
    // In a container the group's own files lie at the root of the mount.
    if (line.startsWith('0::'))
      return [`${path}/memory.events`, '/memory.events'].map((file) => `${root}sys/fs/cgroup${file}`);
    if (!controllers.split(',').includes('memory')) return [];
    return [`${path}/memory.oom_control`, '/memory.oom_control'].map(
      (file) => `${root}sys/fs/cgroup/memory${file}`,
    );
  });
  return [...counts, `${root}proc/vmstat`].reduce((sum, file) => sum + counterIn(read(file)), 0);
}

function counterIn(text: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
