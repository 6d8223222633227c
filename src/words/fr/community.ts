/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: 'style pris quand personne n’en nomme ; vide : aucun',
  quality: 'qualité prise quand personne n’en nomme',
  perMember: 'images d’un membre en attente ou en cours à la fois ; 0 : autant que le bot le permet',
  perDay: 'images d’un membre en 24 heures ; 0 : sans limite',
  allowsPrivate: 'les membres peuvent demander des images visibles d’eux seuls',
  screening:
    'un classifieur regarde les images avant que quiconque les voie ; explicit refuse la pornographie, strict aussi ce qui est suggestif',
  screeningThreshold: 'certitude qu’il faut au classifieur ; plus elle est basse, plus il refuse',
  'screening.title': 'Filtrage des images',
  'screening.off': 'désactivé',
  'screening.explicit': 'refuse la pornographie',
  'screening.strict': 'refuse aussi ce qui est suggestif',
  'screening.from': '{{level}}, dès {{percent}}',
  'screening.threshold': 'Refusé à partir de',
  'refused.title': 'Derniers refus',
  'refused.none': 'Le filtrage n’a rien refusé ces 30 derniers jours.',
  'refused.kept': 'Retenus 30 jours ; les images ne sont pas gardées.',
  'refused.line': '{{when}} {{who}} {{where}} {{part}} : {{what}} ({{percent}})',
  'refused.sent': 'image envoyée',
  'refused.painted': 'image peinte',
};
