import { expect, it } from 'vitest';
import type { MessageView } from '../../../src/bots/chat-adapter.js';
import { watchEdits } from '../../../src/bots/messages/edit-watch.js';
import { PlatformError } from '../../../src/bots/platform-error.js';
import type { Picture } from '../../../src/domain/event.js';

const picture = (): Picture => ({ bytes: new Uint8Array(1), mime: 'image/jpeg', width: 1, height: 1 });
const showing = (preview?: Picture): MessageView => ({
  tone: 'running',
  command: '',
  title: '',
  lines: [],
  pictures: preview ? [{ role: 'preview', source: { picture: preview }, label: '', alt: '' }] : [],
  actions: [],
});

function watched() {
  const counts = { sent: 0, dropped: 0, refused: 0 };
  let failure: Error | undefined;
  const edits = watchEdits(
    async () => {
      if (failure) throw failure;
    },
    { sent: () => counts.sent++, dropped: () => counts.dropped++, refused: () => counts.refused++ },
  );
  const failWith = (error: Error | undefined) => {
    failure = error;
  };
  return { edits, counts, failWith };
}

it('counts each preview once: shown, or overtaken', async () => {
  const { edits, counts } = watched();
  const [first, second, third] = [picture(), picture(), picture()];
  edits.arrived(first);
  await edits.edit(showing(first));
  await edits.edit(showing(first));
  edits.arrived(second);
  edits.arrived(third);
  await edits.edit(showing());
  edits.ended();
  expect(counts).toEqual({ sent: 1, dropped: 2, refused: 0 });
});

it('tries a refused preview again with the next view, and does not count a message that is gone', async () => {
  const { edits, counts, failWith } = watched();
  const preview = picture();
  edits.arrived(preview);
  failWith(new Error('429'));
  await expect(edits.edit(showing(preview))).rejects.toThrow('429');
  failWith(undefined);
  await edits.edit(showing(preview));
  expect(counts).toEqual({ sent: 1, dropped: 0, refused: 1 });
  failWith(new PlatformError('gone', 'gone'));
  await expect(edits.edit(showing())).rejects.toThrow('gone');
  expect(counts.refused).toBe(1);
});
