/** A line above the composer that offers to tell when the picture is done. The browser's own question follows only on a yes. */
import { byId, h } from '../dom.js';

export function offerNotifications(onAnswer: () => void): void {
  const close = () => {
    const hadFocus = toast.contains(document.activeElement);
    toast.remove();
    onAnswer();
    if (hadFocus) byId('text').focus();
  };
  const toast = h(
    'section',
    { class: 'toast', id: 'notification-offer', 'aria-label': 'Notifications' },
    h('span', { role: 'status' }, 'This takes a moment. Tell you when it is done?'),
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
      'Notify me',
    ),
    h(
      'button',
      { type: 'button', class: 'icon-button', 'aria-label': 'No notifications', onclick: close },
      '×',
    ),
  );
  byId('undo').before(toast);
}
