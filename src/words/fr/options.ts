/** The options of a request. */
import type { Area } from '../translation.js';

export const options: Area<'options'> = {
  size: 'grand côté de l’image finie ; le petit suit la photo',
  quality: 'quantité de travail ; paper est l’algorithme d’origine, pas à pas',
  strength: 'jusqu’où va le style : 0 presque la photo, 100 les formes mêmes du style',
  styleScale: 'taille de l’image de style par rapport au résultat : plus grande, traits plus larges',
  keepColours: 'garder les couleurs de la photo et ne prendre que la touche',
  where: 'ce qui est peint : tout, le sujet (subject) ou le fond seul ; un second style peint le reste',
  faces:
    'keep laisse la photo transparaître dans les petits visages, pour que chacun se reconnaisse ; paint les peint comme le reste',
  seed: 'même graine, même image ; une autre donne une variante',
  mode: 'transfer prend photo et style, content la photo seule, style les seules matrices de Gram du style',
  init: 'point de départ ; auto est le blanc pour paper, le bruit pour mode style, sinon la photo',
  motion:
    'images animées (GIF, WebP animé, APNG) : keep peint toutes les images, still seulement la première',
  network:
    'réseau de caractéristiques ; vgg16 et vgg19 doivent être installés ; auto est vgg19 pour fine et paper sur un GPU',
  ratio: 'alpha/beta de la recette paper à l’intensité 50 ; valeurs publiées : 1e-2, 1e-3 et 1e-4',
  normalisation:
    'recette paper selon les équations de l’article, ou comme sa première réalisation (Keras) avec vgg19',
  blend: 'part du deuxième style quand il y en a deux',
  // Names of the qualities where they are chosen or shown.
  'quality.draft': 'brouillon',
  'quality.standard': 'standard',
  'quality.fine': 'fine',
  'quality.paper': 'original',
  // The parts of a photo, where they are chosen.
  'where.all': 'toute la photo',
  'where.subject': 'le sujet seul',
  'where.background': 'le fond seul',
  // What an option accepts.
  integer: 'un entier de {{min}} à {{max}}',
  number: 'un nombre de {{min}} à {{max}}',
  withUnit: '{{number}}\u00a0{{unit}}',
  choice: 'une valeur parmi {{choices}}',
  flag: 'true ou false',
  text: 'un texte d’au plus {{count}} caractères',
  times: 'fois',
};
