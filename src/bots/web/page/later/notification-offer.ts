/** A line above the composer that offers to tell when the picture is done. The browser's own question follows only on a yes. */
import { byId, h } from '../dom.js';
import { t } from '../later-words.js';

export function offerNotifications(onAnswer: () => void): void {
  const close = () => {
    const hadFocus = toast.contains(document.activeElement);
    toast.remove();
    onAnswer();
    if (hadFocus) byId('text').focus();
  };
  const toast = h(
    'section',
    { class: 'toast', id: 'notification-offer', 'aria-label': t('pictures.notifications') },
    h('span', { role: 'status' }, t('pictures.notifyOffer')),
    h(
      'button',
      {
        type: 'button',
        class: 'secondary',
        onclick: () => {
          void Notification.requestPermission();
          close();
        },
      },
      t('pictures.notifyYes'),
    ),
    h(
      'button',
      { type: 'button', class: 'icon-button', 'aria-label': t('pictures.notifyNo'), onclick: close },
      '×',
    ),
  );
  byId('undo').before(toast);
}
