/** The messages beside the channel that one's own questions have made: small pictures at five strengths. */
import type { WireMessage, WireNews } from '../wire.js';

export class Asides {
  readonly #messages = new Map<string, WireMessage>();
  readonly #watchers = new Set<() => void>();

  /** Takes its own out of the news, and gives the rest: that is the channel's. */
  take(news: WireNews): WireNews {
    if (news.reset) this.#messages.clear();
    for (const id of news.removed) this.#messages.delete(id);
    const isAside = ({ aside }: WireMessage) => aside === true;
    const asides = news.messages.filter(isAside);
    for (const message of asides) this.#messages.set(message.id, message);
    if (asides.length > 0 || news.reset) for (const watcher of this.#watchers) watcher();
    return { ...news, messages: news.messages.filter((message) => !isAside(message)) };
  }

  get(id: string | undefined): WireMessage | undefined {
    return id === undefined ? undefined : this.#messages.get(id);
  }

  /** Calls back after each change; returns the way to stop. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
