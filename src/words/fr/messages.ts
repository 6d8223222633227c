/** The message of a job. */
import type { Area } from '../translation.js';

export const messages: Area<'messages'> = {
  // Waiting. {{time}} of a ticking line is written by the chat's own client: "in 20 seconds".
  inLine: 'Dans la file',
  nextInLine: 'Prochaine dans la file',
  placeInLine: { ordinal: { one: '{{count}}re dans la file', other: '{{count}}e dans la file' } },
  startsIn: 'Début dans {{time}}.',
  startsTicking: 'Début {{time}}.',
  // Being painted.
  settingUp: 'Préparation de la toile',
  painting: 'Peinture en cours',
  paintingSheet: 'Peinture de petites images au choix',
  movingPicture: 'Une animation de {{count}} images.',
  movingPictureIn: 'Une animation de {{count}} images : la peindre prend {{time}}.',
  paintingFrame: 'Peinture de l’image {{number}} sur {{count}}',
  left: 'encore {{time}}',
  doneTicking: 'prête {{time}}',
  preview: 'Aperçu',
  previewAlt: 'Où en est la peinture : {{title}}',
  // Done.
  pressNumber: 'Appuyez sur un numéro pour peindre cette image en grand.',
  strengthFact: 'intensité {{percent}}',
  seedFact: 'graine {{seed}}',
  framesFact: '{{count}} images',
  paintedIn: 'peinte en {{time}}',
  timelapseOf: 'Accéléré : {{title}}',
  madeBy: 'Créée par {{who}}',
  madeByWith: 'Créée par {{who}} avec {{styles}}',
  // Ended without a picture.
  stopped: 'Peinture arrêtée',
  stoppedLine: 'Plus rien n’est peint ici.',
  brokeOff: 'La peinture s’est interrompue',
  cannotPaint: 'Impossible à peindre',
  ourFault:
    'C’est notre faute, pas la vôtre. Réessayez ; si cela se reproduit, prévenez la personne qui gère ce bot.',
  // What is painted. Titles of styles are names and stay as they are.
  photo: 'Photo',
  style: 'Style',
  anotherPicture: 'autre image',
  styled: '{{photo}} façon {{styles}}',
  texture: 'Texture d’après {{styles}}',
  inStyles: { one: '{{photo}} en {{count}} style', other: '{{photo}} en {{count}} styles' },
  atStrengths: { one: '{{title}} en {{count}} intensité', other: '{{title}} en {{count}} intensités' },
  photoAlt: 'La photo : {{name}}',
  styleAlt: 'Le style : {{name}}',
  fileName: 'image',
};
