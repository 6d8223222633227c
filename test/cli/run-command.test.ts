/** The built commands as processes whose reader is gone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it.each(['jobs', 'models', 'stylize'])('%s has not failed when its reader has seen enough', async (name) => {
  const child = spawn(process.execPath, [`dist/bin/${name}.js`, '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy(); // long before Node.js has started there, so that the first write fails
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ said, code }).toEqual({ said: '', code: 0 });
});
