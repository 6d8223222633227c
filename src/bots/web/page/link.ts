/** Links to messages: `/#message-ID` opens the channel there, for everyone who can reach this machine. */
const HASH = /^#message-(.+)$/;

export function linkOf(id: string): string {
  return `${location.origin}${location.pathname}#message-${id}`;
}

/** Copies the link; false where the browser does not let the page. */
export async function copyLink(id: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(linkOf(id));
    return true;
  } catch {
    return false;
  }
}

/** Where messages are shown. */
interface Shown {
  /** False where there is no such message. */
  show(id: string): boolean;
}

/** Shows the message that the page's address names; `onGone` where it is not in the channel. Called once the channel is there. */
export function followLinks(feed: Shown, onGone: () => void): void {
  const follow = () => {
    const [, id] = HASH.exec(location.hash) ?? [];
    if (id !== undefined && !feed.show(id)) onGone();
  };
  addEventListener('hashchange', follow);
  follow();
}
