/** The server, as this page sees it: requests, and the stream of events. */
import type { Action } from '../../chat-adapter.js';
import type { Slot } from '../../media/attachments.js';
import type { WireError, WireHello, WireMade, WireNews, WireReply } from '../wire.js';
import { t } from './page-words.js';

/** A refusal or a failure, in the server's own words where it had any. */
export class ApiError extends Error {}

export async function hello(): Promise<WireHello> {
  return read<WireHello>(await request('/api/hello'));
}

export type Files = ReadonlyMap<Slot | 'mask', File>;

export async function send(text: string, files: Files): Promise<WireReply> {
  return read<WireReply>(await request('/api/messages', { method: 'POST', body: formOf(text, files) }));
}

function formOf(text: string, files: Files): FormData {
  const form = new FormData();
  form.set('text', text);
  for (const [slot, file] of files) form.set(slot, file, file.name);
  return form;
}

/** Goes through even when the page is being left. */
export async function press(job: string, action: Action): Promise<void> {
  await read(
    await request(`/api/jobs/${encodeURIComponent(job)}/${action}`, { method: 'POST', keepalive: true }),
  );
}

/** A finished picture in another style: a preset's id, or a picture. */
export async function restyle(job: string, style: string | File): Promise<void> {
  await post(`/api/jobs/${encodeURIComponent(job)}/other-style`, style);
}

/** A finished picture with other options, as in `strength=62`. */
export async function change(job: string, options: string): Promise<void> {
  await post(`/api/jobs/${encodeURIComponent(job)}/options`, options);
}

/** Has a finished picture painted at five strengths, small, beside the channel: the id of that message. */
export async function askStrengths(job: string): Promise<string> {
  const made = await request(`/api/jobs/${encodeURIComponent(job)}/strengths?aside`, { method: 'POST' });
  return (await read<WireMade>(made)).message;
}

/** The same for what is not sent yet. */
export async function askStrengthsOf(command: string, files: Files): Promise<string> {
  const form = formOf(command, files);
  return (await read<WireMade>(await request('/api/strengths', { method: 'POST', body: form }))).message;
}

async function post(url: string, what: string | File): Promise<WireMade> {
  const form = new FormData();
  if (typeof what === 'string') form.set('text', what);
  else {
    form.set('text', '');
    form.set('style', what, what.name);
  }
  return read<WireMade>(await request(url, { method: 'POST', body: form }));
}

async function request(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new ApiError(t('page.unreachable'));
  }
}

async function read<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  const refusal = (body as WireError | undefined)?.error?.message;
  throw new ApiError(refusal ?? t('page.broke', { status: String(response.status) }));
}

/** A server that is being restarted is back within seconds; asking once in two is no burden. */
const RETRY_MS = 2000;

export interface LiveHandlers {
  onNews(news: WireNews): void;
  onState(state: 'live' | 'reconnecting'): void;
}

/** The browser reconnects by itself after a lost connection; after a refused one it is done here. */
export function connect(handlers: LiveHandlers): void {
  const source = new EventSource('/api/events');
  source.addEventListener('open', () => handlers.onState('live'));
  source.addEventListener('news', (event) =>
    handlers.onNews(JSON.parse((event as MessageEvent<string>).data) as WireNews),
  );
  source.addEventListener('error', () => {
    handlers.onState('reconnecting');
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(handlers), RETRY_MS);
  });
}
