/** A picture of the channel as a file, to be painted or painted with. */
import type { WirePicture } from '../wire.js';
import { t } from './page-words.js';

export async function pictureFile({ url, label }: Pick<WirePicture, 'url' | 'label'>): Promise<File> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(t('pictures.gone'));
  const bytes = await response.blob();
  return new File([bytes], label, { type: bytes.type });
}
