/** DATA_DIR on a disk that fills up while pictures wait, and has room again later. */
import { execFile } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import type { Job } from '../../src/domain/job.js';
import { quadrantPicture } from '../support/pictures.js';
import {
  expectOnePictureEach,
  killProgram,
  messagesOf,
  type Program,
  sendPicture,
  startProgram,
} from '../support/program.js';
import { describeWithSmallDisk, mountSmallDisk } from '../support/small-disk.js';

const JOBS = 4;

describeWithSmallDisk('a full disk', () => {
  it.each(['the program goes on', 'the program is killed meanwhile'])(
    'refuses new pictures, and paints all that were accepted when there is room again: %s',
    async (what) => {
      const disk = mountSmallDisk(8);
      const env = { STEP_MS: '100', MAX_WAITING_PER_USER: '100', COMMUNITY_SHARE: '100' };
      let program: Program = startProgram(disk.path, env);
      onTestFinished(() => killProgram(program));
      let url = await program.url;
      const photo = await quadrantPicture().jpeg().toBuffer();
      for (let number = 1; number <= JOBS; number++) await sendPicture(url, photo, number);
      const tones = async () => (await messagesOf(url)).map(({ view }) => view.tone);
      await expect.poll(tones, { timeout: 30_000 }).toContain('running');
      disk.fill();
      // Accepted before: nobody's picture fails. What is new is refused, and leaves no message.
      await expect.poll(() => program.errors(), { timeout: 30_000 }).toMatch(/storage_failed/);
      await expect(sendPicture(url, photo, JOBS + 1)).rejects.toThrow(/refused: 5\d\d/);
      expect((await tones()).filter((tone) => tone === 'failed')).toEqual([]);
      expect(await tones()).toHaveLength(JOBS);
      if (what === 'the program is killed meanwhile') {
        await killProgram(program);
        await disk.free();
        program = startProgram(disk.path, env);
        url = await program.url;
      } else await disk.free();
      await expect.poll(tones, { timeout: 60_000 }).toEqual(Array(JOBS).fill('done'));
      await expectOnePictureEach(url, JOBS);
      // What `atelier jobs` says agrees with the messages.
      const listed = await listJobs(disk.path);
      expect(listed.map(({ state }) => state)).toEqual(Array(JOBS).fill('done'));
      await killProgram(program);
    },
  );
});

function listJobs(directory: string): Promise<Job[]> {
  const args = ['dist/bin/atelier.js', 'jobs', 'list', '--json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env: { ...process.env, DATA_DIR: directory } }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    );
  });
}
