/** A button for the camera, where there is most likely one: a screen for fingers. */
import { byId, h } from './dom.js';
import type { Draft } from './draft.js';
import { icon } from './icons.js';
import { t } from './page-words.js';

export function initCamera(draft: Draft): void {
  if (!matchMedia('(hover: none) and (pointer: coarse)').matches) return;
  // With `capture`, phones open the camera at once; without it, some offer only the pictures that are there.
  const picker = h('input', {
    type: 'file',
    accept: 'image/*',
    capture: 'environment',
    id: 'camera',
    hidden: true,
  });
  picker.addEventListener('change', () => {
    draft.addFiles([...(picker.files ?? [])], 'photo');
    picker.value = '';
  });
  const button = h(
    'button',
    {
      type: 'button',
      class: 'icon-button camera',
      'aria-label': t('pictures.camera'),
      title: t('pictures.camera'),
      onclick: () => picker.click(),
    },
    icon('camera'),
  );
  byId('slots').querySelector('.slot-photo')!.after(button, picker);
  draft.watch(() => {
    button.hidden = draft.files.has('photo');
  });
}
