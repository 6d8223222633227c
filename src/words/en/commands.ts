/**
 * Commands on Discord. Names of commands and options: small letters without spaces, at most 32; descriptions: at most 100 characters.
 * Options without one have it in options.ts, or in quality's case here, since its choices have names of their own on Discord.
 */
export const commands = {
  'stylize.name': 'stylize',
  'stylize.description': 'Paint a photo in the style of a picture',
  'content.name': 'content',
  'content.description': 'The photo to paint',
  'style.name': 'style',
  'style.description': 'A picture to take the style from',
  'preset.name': 'preset',
  'preset.description': 'A style that is here already: a title, an artist or a mood',
  'style2.name': 'style2',
  'style2.description': 'A second picture, to blend two styles',
  'blend.name': 'blend',
  'strength.name': 'strength',
  'size.name': 'size',
  'quality.name': 'quality',
  'quality.description': 'How much work goes in; paper is the original algorithm, step for step',
  'seed.name': 'seed',
  'private.name': 'private',
  'private.description': 'Only you see the picture',
  'styles.name': 'styles',
  'styles.description': 'Look through the styles that are here',
  'words.name': 'words',
  'words.description': 'A title, an artist or a mood',
  'queue.name': 'queue',
  'queue.description': 'See where your pictures stand in line',
  'jobs.name': 'jobs',
  'jobs.description': 'See what you asked for last',
  'atelier.name': 'atelier',
  'atelier.description': 'Look after Atelier on this server',
  'settings.name': 'settings',
  'settings.description': 'Channels, defaults and limits for this server',
  // In the menu of a message, and of a person.
  'stylizePicture.name': 'Stylize this picture',
  'stylizeAvatar.name': 'Stylize avatar',
} as const;
