/** The live channel. The browser reconnects by itself after a lost line; after a refused one it is done here. */
import type { WireNews } from '../wire.js';

/** A server that is being restarted is back within seconds; asking once in two is no burden. */
const RETRY_MS = 2000;

export interface LiveHandlers {
  onNews(news: WireNews): void;
  onState(state: 'live' | 'reconnecting'): void;
}

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
