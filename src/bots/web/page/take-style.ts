/** "Try this style": the command and the style pictures of a message go into the composer; the photo is one's own. */
import type { Slot } from '../../media/attachments.js';
import type { WireMessage } from '../wire.js';
import type { Draft } from './draft.js';

export async function takeStyle(draft: Draft, { view }: WireMessage): Promise<void> {
  draft.write(`${view.command} `);
  // A preset is in the command; pictures that somebody gave have to come along.
  const slots: Slot[] = draft.preset ? ['style2'] : ['style', 'style2'];
  for (const slot of slots) {
    const picture = view.pictures.find(({ role }) => role === slot);
    if (!picture) continue;
    const response = await fetch(picture.url);
    if (!response.ok) throw new Error('This style is not there any more.');
    const bytes = await response.blob();
    draft.addFiles([new File([bytes], picture.label, { type: bytes.type })], slot);
  }
}
