/** What the bot says of the queue, in every number of pictures. */
import { describe, expect, it } from 'vitest';
import { queueNote } from '../../../src/bots/messages/answers.js';
import type { Job } from '../../../src/domain/job.js';
import type { QueueOverview } from '../../../src/queue/queue.js';
import { ENGLISH } from '../../../src/words/english.js';
import { requestOf } from '../../support/requests.js';

const NOW = 1_795_780_000_000;

function mine(position: number, seconds?: number): QueueOverview['own'][number] {
  const job = { id: String(position), request: requestOf() } as Job;
  return { job, position: { position, ...(seconds !== undefined && { seconds }) } };
}

describe('/queue', () => {
  it.each([
    [0, 0, 'Nothing is being painted.'],
    [0, 1, 'One picture waits to be painted.'],
    [0, 3, '3 pictures wait to be painted.'],
    [1, 0, 'One picture is being painted, and none waits.'],
    [1, 1, 'One picture is being painted and one waits.'],
    [1, 3, 'One picture is being painted and 3 wait.'],
    [2, 0, '2 pictures are being painted, and none waits.'],
    [2, 1, '2 pictures are being painted and one waits.'],
    [2, 3, '2 pictures are being painted and 3 wait.'],
  ])('with %i being painted and %i waiting: %s', (running, waiting, words) => {
    expect(queueNote(ENGLISH, { running, waiting, own: [] }, NOW).lines[0]).toBe(words);
  });

  it('says of one’s own where they stand and when they are expected, and whether there are others', () => {
    const own = [mine(2), mine(1, 40), mine(0, 20)];
    const view = queueNote(ENGLISH, { running: 1, waiting: 2, own }, NOW);
    const title = '• Red panda in the style of The Starry Night';
    expect(view.title).toBe('You have 3 pictures on their way');
    expect(view.lines).toEqual([
      `${title}: painting now, about 20 s left`,
      `${title}: 1st in line, starts in about 40 s`,
      `${title}: 2nd in line`,
      'Nobody else is in line.',
    ]);
    expect(view.ticks).toEqual([
      { text: view.lines[0], ticking: `${title}: painting now, done {time}`, at: NOW + 20_000 },
      { text: view.lines[1], ticking: `${title}: 1st in line, starts {time}`, at: NOW + 40_000 },
    ]);
    expect(queueNote(ENGLISH, { running: 1, waiting: 5, own }, NOW).lines.at(-1)).toBe(
      'One picture is being painted and 5 wait.',
    );
  });
});
