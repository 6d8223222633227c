/** Tells, through the system, that a picture is done while its tab is hidden. Asked for only once somebody waits for one. */
import type { WireMessage } from '../wire.js';
import { Later } from './later.js';
import { t } from './page-words.js';

/** Shorter than this is waited for with the eyes on it, ms. */
const LONG_MS = 20_000;

/** Set once somebody has answered the offer. */
const ANSWERED = 'notifications';

const offer = new Later(async () => (await import('./later/notification-offer.js')).offerNotifications);
let isOffered = false;

/** Phones take notifications from service workers only, which this page has none of. */
const isPossible = () => 'Notification' in window && matchMedia('(hover: hover)').matches;

/** After each change of a picture of one's own that was asked for in this visit. */
export function noteWaiting({ ticks = [] }: WireMessage['view']): void {
  if (isOffered || !isPossible() || Notification.permission !== 'default') return;
  if (localStorage.getItem(ANSWERED) !== null || !ticks.some(({ at }) => at - Date.now() > LONG_MS)) return;
  isOffered = true;
  offer.get().then(
    (offerNotifications) => offerNotifications(() => localStorage.setItem(ANSWERED, 'answered')),
    () => {
      isOffered = false;
    },
  );
}

/** An offer that nobody has answered goes with the wait that it was about; the next long one brings it again. */
function withdrawOffer(): void {
  const open = document.getElementById('notification-offer');
  if (open === null || open.contains(document.activeElement)) return;
  open.remove();
  isOffered = false;
}

/** `onClick`: somebody wants to see it. */
export function notifyEnd({ view, id }: WireMessage, onClick: () => void): void {
  withdrawOffer();
  if (!document.hidden || !isPossible() || Notification.permission !== 'granted') return;
  const result = view.pictures.find(({ role }) => role === 'result');
  const notification = new Notification(
    view.tone === 'done' ? t('pictures.notifyDone') : t('pictures.notifyFailed'),
    {
      body: view.tone === 'done' ? view.title : [view.title, ...view.lines].join(' '),
      tag: id,
      icon: result ? `${result.url}&size=thumb` : 'icons/icon-192.png',
    },
  );
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
    onClick();
  });
}
