/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: 'style pris quand personne n’en nomme ; vide : aucun',
  quality: 'qualité prise quand personne n’en nomme',
  perMember: 'images d’un membre en attente ou en cours à la fois ; 0 : autant que le bot le permet',
  perDay: 'images d’un membre en 24 heures ; 0 : sans limite',
  allowsPrivate: 'les membres peuvent demander des images visibles d’eux seuls',
};
