/** The page of the local web chat: wires its parts together. */
import { DECODE_LIMITS } from '../../../domain/picture-limits.js';
import { PICKS } from '../../chat-adapter.js';
import type { Slot } from '../../media/attachments.js';
import type { WirePicture, WireStyle } from '../wire.js';
import { askStrengths, change, connect, hello, press, restyle } from './api.js';
import { Asides } from './asides.js';
import { initCamera } from './camera.js';
import { Composer, initNote } from './composer.js';
import { strengthOf } from './composer-text.js';
import { avatar, byId, label, setText } from './dom.js';
import { Draft, takeStyle } from './draft.js';
import { keepDraft } from './draft-storage.js';
import { initDraftStrengths } from './draft-strengths.js';
import { initDrop } from './drop.js';
import { Feed } from './feed.js';
import { Gallery } from './gallery.js';
import { icon } from './icons.js';
import { fillIndex } from './index-words.js';
import { initKeys } from './keys.js';
import { Later } from './later.js';
import { Lightbox } from './lightbox.js';
import { followLinks } from './link.js';
import { initOptions, offerNetworks } from './options.js';
import { t } from './page-words.js';
import { cellsOf, picturesBeside } from './pair-picture.js';
import { initPictureAddress } from './picture-address.js';
import { initPictureDrag } from './picture-drag.js';
import { pictureFile } from './picture-file.js';
import { initSlots } from './slots.js';
import { initSurprise } from './surprise.js';
import { initTheme } from './theme.js';
import { Undo } from './undo.js';
import { Welcome } from './welcome.js';

fillIndex();

let you = '';
const draft = new Draft();
const asides = new Asides();
const showNote = initNote();
const composer = new Composer(draft, { onStyles: (words) => gallery.open(words), onNote: showNote });
const gallery = new Gallery({
  onStyle: (style) => {
    draft.choosePreset(style);
    composer.focus();
  },
  onOwn: () => composer.pick('style'),
});
const undo = new Undo(() => composer.focus());
const lightbox = new Lightbox({
  paintings: () => feed.paintings(),
  onClose: (id) => feed.focus(id),
  onUse: use,
});
const feed = new Feed(() => you, {
  onPress: press,
  onDelete: (item) => {
    item.element.hidden = true;
    const back = () => {
      item.element.hidden = false;
      item.focus();
    };
    undo.offer({
      words: t('page.deleted'),
      undo: back,
      commit: () =>
        press(item.message.view.job ?? '', 'delete').catch((error: Error) => {
          item.element.hidden = false;
          item.complain(error.message);
        }),
    });
  },
  onView: (id) => lightbox.open(id),
  async onPair({ message: { id, view } }, cells) {
    if (cells) {
      const paint = async (index: number) => press(view.job ?? '', PICKS[index]!);
      return (await pair.get()).open(cellsOf(view, paint), cells);
    }
    const all = picturesBeside(feed.paintings(), id);
    const own = all.findIndex((one) => one.id === id);
    const other = all.findLastIndex((one) => one.id !== id);
    if (other < 0) throw new Error(t('page.noOther'));
    const pictures = all.map(({ picture }) => picture);
    (await pair.get()).open(pictures, [own, other]);
  },
  async onStrength(item) {
    const { view } = item.message;
    const { StrengthPanel } = await strengthPanel.get();
    item.below.replaceChildren();
    const panel = new StrengthPanel({
      asides,
      strength: strengthOf(view.command, draft.styles),
      ask: () => askStrengths(view.job ?? ''),
      paint: (strength) => change(view.job ?? '', `strength=${strength}`),
      onClose: () => item.focus(),
    });
    item.below.append(panel.element);
    panel.focus();
  },
  onOther(item) {
    const { job = '', title } = item.message.view;
    const paint = (style: string | File) =>
      restyle(job, style).catch((error: Error) => item.complain(error.message));
    const handlers = {
      onStyle: ({ id }: WireStyle) => void paint(id),
      onOwn: () => composer.pickFor((file) => void paint(file)),
    };
    gallery.open('', handlers, t('page.otherStyleFor', { title }));
  },
  onTry: async (message) => {
    await takeStyle(draft, message);
    composer.focus();
  },
});

/** A picture of the channel becomes the photo or the style of the next one. */
async function use(picture: WirePicture, slot: Slot): Promise<void> {
  if (album.loaded?.isOpen) album.loaded.close();
  try {
    draft.addFiles([await pictureFile(picture)], slot);
    composer.focus();
  } catch (error) {
    complain(error as Error);
  }
}

const album = new Later(async () => {
  const { Album } = await import('./later/album.js');
  return new Album({
    paintings: () => feed.paintings(),
    onView: (...view) => lightbox.open(...view),
  });
});
const strengthPanel = new Later(() => import('./later/strength-panel.js'));
const pair = new Later(async () => new (await import('./later/pair.js')).Pair());
const shortcuts = new Later(async () => new (await import('./later/shortcuts.js')).Shortcuts());
const brush = new Later(async () => new (await import('./later/brush.js')).Brush());
const crop = new Later(async () => new (await import('./later/crop.js')).Crop(DECODE_LIMITS));
/** What comes later may not come: the composer says why. */
const complain = (error: Error) => draft.complain(error.message);

initTheme();
initDrop(draft, () => void composer.submit());
initPictureDrag();
initPictureAddress(draft);
initOptions(draft);
initSlots(
  draft,
  (slot: Slot) => (slot === 'style' ? gallery.open() : composer.pick(slot)),
  (file) =>
    crop
      .get()
      .then((crop) => crop.open(file, (cropped) => draft.replace(file, cropped)))
      .catch(complain),
  (file) =>
    brush
      .get()
      .then((brush) => brush.open(file, (mask, part) => draft.brush(file, mask, part)))
      .catch(complain),
);
initCamera(draft);
initDraftStrengths(draft, asides);
initSurprise(draft, composer);
byId('send').append(icon('send'));
byId('latest').append(icon('latest'));
byId('album-button').append(icon('pictures'));
label(byId('album-button'), t('pictures.open'));
label(byId('keys-button'), t('pictures.keys'), t('pictures.withKey', { what: t('pictures.keys'), key: '?' }));
byId('album-button').addEventListener('click', () => album.get().then((album) => album.open(), complain));
const showKeys = () => shortcuts.get().then((list) => list.open(), complain);
initKeys(() => composer.focus(), showKeys);
byId('keys-button').addEventListener('click', showKeys);
byId('options-button').prepend(icon('sliders'));
byId('start-photo').addEventListener('click', () => composer.pick('photo'));
byId('start-style').addEventListener('click', () => gallery.open());

void start();

/** The own identity is known before messages are shown, so that they can be marked as one's own. */
async function start(): Promise<void> {
  try {
    const { you: person, styles, networks } = await hello();
    you = person.id;
    byId('you').replaceChildren(avatar(person), person.name);
    draft.styles = styles;
    void keepDraft(draft);
    offerNetworks(networks);
    gallery.styles = styles;
    connect({
      onNews: (news) => {
        feed.apply(asides.take(news));
        if (album.loaded?.isOpen) album.loaded.refresh();
        showWelcome();
        if (!isFollowed) followLinks(feed, () => draft.complain(t('page.linkGone')));
        isFollowed = true;
      },
      onState: showState,
    });
  } catch {
    showState('reconnecting');
    setTimeout(start, 2000);
  }
}

/** The link in the page's address was followed. */
let isFollowed = false;
let isWelcomed = false;

/** Once there is an empty page to show it on: a channel with messages does not load its pictures. */
function showWelcome(): void {
  if (isWelcomed || !('empty' in document.body.dataset)) return;
  isWelcomed = true;
  const paint = async (photo: File, style: WireStyle) => {
    draft.clear();
    draft.addFiles([photo], 'photo');
    draft.choosePreset(style);
    await composer.submit();
  };
  new Welcome(draft.styles, paint, complain);
}

function showState(state: 'live' | 'reconnecting'): void {
  document.body.dataset.state = state;
  setText(byId('state'), t(`page.${state}`));
  if (state === 'live' && draft.problem === t('page.unreachable')) draft.complain('');
}
