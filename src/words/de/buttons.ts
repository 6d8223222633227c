/** Buttons and menus. */
import type { Area } from '../translation.js';

export const buttons: Area<'buttons'> = {
  again: 'Noch einmal',
  tryAgain: 'Erneut versuchen',
  startAgain: 'Neu beginnen',
  otherStyle: 'Anderer Stil',
  share: 'Teilen',
  compare: 'Vergleichen',
  tryStyle: 'Diesen Stil probieren',
  stronger: 'Stärker',
  softer: 'Sanfter',
  strengths: 'Fünf Stärken zur Auswahl',
  styles: 'Neun Stile zur Auswahl',
  moreStyles: 'Weitere Stile',
  larger: 'Größer',
  download: 'In Originalgröße herunterladen',
  more: 'Mehr',
  cancel: 'Abbrechen',
  delete: 'Löschen',
};
