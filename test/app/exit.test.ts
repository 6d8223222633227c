import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each(['thrown', 'rejected'])('an unhandled error (%s) is logged, and the program ends in order', (how) => {
  const args = ['out/test-programs/defect-program.js', how];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('logged: a defect\nclosed\n');
  expect(status).toBe(1);
});
