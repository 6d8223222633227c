/** Looking at other processes from a test. */
import { readFileSync } from 'node:fs';

/** Whether a process works; a zombie that nobody has waited for (orphans in a container) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}
