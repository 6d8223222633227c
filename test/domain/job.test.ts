import { expect, it } from 'vitest';
import { defaultsOf } from '../../src/domain/field.js';
import { decodeJob } from '../../src/domain/job.js';
import { SETTINGS } from '../../src/domain/request.js';

it('reads a job stored under the options’ earlier names, and before there were some', () => {
  const settings = { start: 'white', mode: 'texture', size: 512 };
  const text = JSON.stringify({ version: 1, id: 'a', request: { settings } });
  const now = { ...defaultsOf(SETTINGS), init: 'white', mode: 'style', size: 512 };
  expect(decodeJob(text).request.settings).toEqual(now);
});

it('refuses a form that it does not know', () => {
  expect(() => decodeJob('{"version":99}')).toThrow(expect.objectContaining({ code: 'storage_failed' }));
});
