/** A picture of the server for other programs: on the clipboard, or through the system's sheet to share. */
import type { WirePicture } from '../wire.js';
import { t } from './page-words.js';

/** As PNG: the one format of pictures that every browser writes to the clipboard. */
export async function copyPicture({ url }: WirePicture): Promise<void> {
  // The item takes a promise: Safari gives the clipboard away only while the click is being handled.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': load(url).then(asPng) })]);
}

/** Desktop browsers have `share` for addresses only, or not at all. */
export function canShareFiles(): boolean {
  const file = new File([], 'picture.png', { type: 'image/png' });
  return 'canShare' in navigator && navigator.canShare({ files: [file] });
}

export async function sharePicture({ url, label }: WirePicture): Promise<void> {
  const blob = await load(url);
  await navigator.share({ files: [new File([blob], label, { type: blob.type })] });
}

async function load(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(t('pictures.gone'));
  return response.blob();
}

async function asPng(blob: Blob): Promise<Blob> {
  if (blob.type === 'image/png') return blob;
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
