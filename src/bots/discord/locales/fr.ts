/** French. */
import type { Texts } from './texts.js';

export const fr: Texts = {
  stylize: { name: 'styliser', description: 'Peindre une photo dans le style d’une image' },
  options: {
    content: { name: 'photo', description: 'La photo à repeindre' },
    style: { name: 'style', description: 'Une image dont on prend le style' },
    preset: { name: 'modèle', description: 'Un style déjà là : un titre, un artiste ou une ambiance' },
    style2: { name: 'style2', description: 'Une deuxième image, pour mélanger deux styles' },
    blend: { name: 'mélange', description: 'Part du deuxième style quand il y en a deux' },
    strength: {
      name: 'force',
      description: 'Jusqu’où va le style : 0 presque la photo, 100 presque une texture',
    },
    size: { name: 'taille', description: 'Grand côté de l’image finie ; le petit suit la photo' },
    quality: {
      name: 'qualité',
      description: 'Quantité de travail ; original suit l’algorithme publié pas à pas',
    },
    seed: { name: 'graine', description: 'Même graine, même image ; une autre donne une variante' },
    private: { name: 'privé', description: 'Vous seul voyez l’image' },
  },
  qualities: { draft: 'brouillon', standard: 'standard', fine: 'fin', paper: 'original' },
  styles: { name: 'styles', description: 'Parcourir les styles disponibles' },
  words: { name: 'recherche', description: 'Un titre, un artiste ou une ambiance' },
  queue: { name: 'file', description: 'Voir où vos images en sont dans la file' },
  jobs: { name: 'demandes', description: 'Voir vos dernières demandes' },
  atelier: { name: 'atelier', description: 'Gérer Atelier sur ce serveur' },
  settings: { name: 'réglages', description: 'Salons, valeurs par défaut et limites de ce serveur' },
  stylizePicture: 'Styliser cette image',
  stylizeAvatar: 'Styliser l’avatar',
};
