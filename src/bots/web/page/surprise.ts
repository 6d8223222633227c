/** "Surprise me": a preset that nobody has chosen, on the photo that is there, else on the one that is chosen then. */
import type { WireStyle } from '../wire.js';
import type { Composer } from './composer.js';
import { byId, h } from './dom.js';
import type { Draft } from './draft.js';
import { icon } from './icons.js';
import { t } from './page-words.js';

export function initSurprise(draft: Draft, composer: Composer): void {
  let last: WireStyle | undefined;
  const surprise = () => {
    const others = draft.styles.filter((style) => style !== last);
    last = others[Math.floor(Math.random() * others.length)];
    if (!last) return;
    draft.choosePreset(last);
    if (draft.files.has('photo')) return void composer.submit();
    composer.pickFor((photo) => {
      draft.addFiles([photo], 'photo');
      void composer.submit();
    });
  };
  byId('slots').append(
    h(
      'button',
      {
        type: 'button',
        class: 'slot-fill surprise',
        'aria-label': t('page.surprise'),
        title: t('page.surpriseNote'),
        onclick: surprise,
      },
      icon('dice'),
      h('span', {}, t('page.surprise')),
    ),
  );
}
