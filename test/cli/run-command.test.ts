/** The built command as a process whose reader is gone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('a command has not failed when its reader has seen enough', async () => {
  const child = spawn(process.execPath, ['dist/bin/atelier.js', 'stylize', '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy(); // long before Node.js has started there, so that the first write fails
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ said, code }).toEqual({ said: '', code: 0 });
});
