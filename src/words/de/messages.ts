/** The message of a job. */
import type { Area } from '../translation.js';

export const messages: Area<'messages'> = {
  // Waiting. {{time}} of a ticking line is written by the chat's own client: "in 20 seconds".
  inLine: 'In der Warteschlange',
  nextInLine: 'Als Nächstes an der Reihe',
  placeInLine: 'Platz {{count}} in der Warteschlange',
  startsIn: 'Beginnt in {{time}}.',
  startsTicking: 'Beginnt {{time}}.',
  // Being painted.
  settingUp: 'Die Leinwand wird aufgespannt',
  painting: 'Wird gemalt',
  paintingSheet: 'Kleine Bilder zur Auswahl werden gemalt',
  movingPicture: 'Ein bewegtes Bild mit {{count}} Einzelbildern.',
  movingPictureIn: 'Ein bewegtes Bild mit {{count}} Einzelbildern: Das Malen dauert {{time}}.',
  paintingFrame: 'Einzelbild {{number}} von {{count}} wird gemalt',
  left: 'noch {{time}}',
  doneTicking: 'fertig {{time}}',
  preview: 'Vorschau',
  previewAlt: 'So sieht es bisher aus: {{title}}',
  // Done.
  pressNumber: 'Drück auf eine Zahl, um dieses Bild in voller Größe zu malen.',
  strengthFact: 'Stärke {{percent}}',
  seedFact: 'Startwert {{seed}}',
  framesFact: '{{count}} Einzelbilder',
  paintedIn: 'gemalt in {{time}}',
  timelapseOf: 'Zeitraffer: {{title}}',
  madeBy: 'Gemacht von {{who}}',
  madeByWith: 'Gemacht von {{who}} mit {{styles}}',
  // Ended without a picture.
  stopped: 'Abgebrochen',
  stoppedLine: 'Hier wird nicht weitergemalt.',
  brokeOff: 'Das Malen ist abgebrochen',
  cannotPaint: 'Das lässt sich nicht malen',
  ourFault:
    'Das liegt an uns, nicht an dir. Versuch es noch einmal; wenn es wieder passiert, sag dem Betreiber dieses Bots Bescheid.',
  // What is painted. Titles of styles are names and stay as they are.
  photo: 'Foto',
  style: 'Stil',
  anotherPicture: 'einem anderen Bild',
  styled: '{{photo}} im Stil von {{styles}}',
  texture: 'Ein Muster aus {{styles}}',
  inStyles: { one: '{{photo}} in {{count}} Stil', other: '{{photo}} in {{count}} Stilen' },
  atStrengths: { one: '{{title}} in {{count}} Stärke', other: '{{title}} in {{count}} Stärken' },
  photoAlt: 'Das Foto: {{name}}',
  styleAlt: 'Der Stil: {{name}}',
  fileName: 'bild',
};
