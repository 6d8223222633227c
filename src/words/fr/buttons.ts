/** Buttons and menus. */
import type { Area } from '../translation.js';

export const buttons: Area<'buttons'> = {
  again: 'Encore',
  tryAgain: 'Réessayer',
  startAgain: 'Recommencer',
  otherStyle: 'Autre style',
  share: 'Partager',
  compare: 'Comparer',
  tryStyle: 'Essayer ce style',
  stronger: 'Plus fort',
  softer: 'Plus doux',
  strengths: 'Cinq intensités au choix',
  styles: 'Neuf styles au choix',
  moreStyles: 'Plus de styles',
  larger: 'Plus grand',
  download: 'Télécharger en taille réelle',
  more: 'Plus',
  cancel: 'Annuler',
  delete: 'Supprimer',
};
