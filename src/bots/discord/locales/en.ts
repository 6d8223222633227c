/** English: the names that the program knows the commands by. Options say what `OPTIONS` says of them. */
import { OPTIONS } from '../../commands/command-text.js';
import type { Named, Texts } from './texts.js';

const derived = (name: 'blend' | 'strength' | 'size' | 'quality' | 'seed'): Named => {
  const { meaning } = OPTIONS[name];
  return { name, description: meaning.charAt(0).toUpperCase() + meaning.slice(1) };
};

export const en: Texts = {
  stylize: { name: 'stylize', description: 'Paint a photo in the style of a picture' },
  options: {
    content: { name: 'content', description: 'The photo to paint' },
    style: { name: 'style', description: 'A picture to take the style from' },
    preset: { name: 'preset', description: 'A style that is here already: a title, an artist or a mood' },
    style2: { name: 'style2', description: 'A second picture, to blend two styles' },
    blend: derived('blend'),
    strength: derived('strength'),
    size: derived('size'),
    quality: derived('quality'),
    seed: derived('seed'),
    private: { name: 'private', description: 'Only you see the picture' },
  },
  qualities: { draft: 'draft', standard: 'standard', fine: 'fine', paper: 'paper' },
  styles: { name: 'styles', description: 'Look through the styles that are here' },
  words: { name: 'words', description: 'A title, an artist or a mood' },
  queue: { name: 'queue', description: 'See where your pictures stand in line' },
  jobs: { name: 'jobs', description: 'See what you asked for last' },
  atelier: { name: 'atelier', description: 'Look after Atelier on this server' },
  settings: { name: 'settings', description: 'Channels, defaults and limits for this server' },
  stylizePicture: 'Stylize this picture',
  stylizeAvatar: 'Stylize avatar',
};
