/**
 * The address of a picture, pasted into an empty message, becomes the photo. The browser fetches it, not the server: a server that
 * fetches any address that it is given can be used to reach internal ones (OWASP, Server-Side Request Forgery). So it works with sites that let
 * other pages read their pictures (CORS); for the others there is the clipboard.
 */
import { INTAKE } from '../../media/intake-limits.js';
import type { Draft } from './draft.js';
import { t } from './page-words.js';

/** The whole fetch may take so long, ms. */
const TIMEOUT_MS = 20_000;

export function initPictureAddress(draft: Draft): void {
  addEventListener('paste', (event) => {
    const field = event.target as HTMLElement;
    if (
      draft.text !== '' ||
      document.querySelector('dialog[open]') ||
      (event.clipboardData?.files.length ?? 0) > 0
    )
      return;
    if (field.id !== 'text' && field.closest('input, textarea')) return;
    const url = addressIn(event.clipboardData?.getData('text/plain') ?? '');
    if (!url) return;
    event.preventDefault();
    void take(draft, url);
  });
}

/** Nothing but an address. A plain one is tried over https: nobody on the way reads along or puts something else in. */
function addressIn(text: string): URL | undefined {
  const words = text.trim();
  if (!/^https?:\/\/\S+$/i.test(words) || !URL.canParse(words)) return undefined;
  const url = new URL(words);
  url.protocol = 'https:';
  return url;
}

async function take(draft: Draft, url: URL): Promise<void> {
  draft.say(t('pictures.fetching', { host: url.host }));
  try {
    draft.addFiles([await fetchPicture(url)]);
  } catch (error) {
    draft.say('');
    draft.complain((error as Error).message);
  }
}

async function fetchPicture(url: URL): Promise<File> {
  let response: Response;
  try {
    response = await fetch(url, {
      mode: 'cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Error(t('pictures.fetchRefused', { host: url.host }));
  }
  if (!response.ok)
    throw new Error(t('pictures.fetchMissing', { host: url.host, status: String(response.status) }));
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (type.startsWith('text/')) throw new Error(t('pictures.fetchPage'));
  if (Number(response.headers.get('content-length')) > 4 * INTAKE.bytes)
    throw new Error(t('pictures.fetchTooLarge'));
  const blob = await response.blob();
  const name = nameIn(url);
  return new File([blob], name, { type: blob.type });
}

function nameIn({ pathname, host }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || host;
  } catch {
    return last;
  }
}
