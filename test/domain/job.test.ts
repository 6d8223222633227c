import { expect, it } from 'vitest';
import { decodeJob } from '../../src/domain/job.js';

it('reads a job stored under the options’ earlier names', () => {
  const settings = { start: 'white', mode: 'texture', size: 512 };
  const text = JSON.stringify({ version: 1, id: 'a', request: { settings } });
  expect(decodeJob(text).request.settings).toEqual({ init: 'white', mode: 'style', size: 512 });
});

it('refuses a form that it does not know', () => {
  expect(() => decodeJob('{"version":99}')).toThrow(expect.objectContaining({ code: 'storage_failed' }));
});
