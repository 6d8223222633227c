/** Commands on Discord. */
import type { Area } from '../translation.js';

export const commands: Area<'commands'> = {
  'stylize.name': 'stilisieren',
  'stylize.description': 'Ein Foto im Stil eines Bildes malen',
  'content.name': 'foto',
  'content.description': 'Das Foto, das neu gemalt wird',
  'style.name': 'stil',
  'style.description': 'Ein Bild, dessen Stil übernommen wird',
  'preset.name': 'vorlage',
  'preset.description': 'Ein vorhandener Stil: Titel, Künstler oder Stimmung',
  'style2.name': 'stil2',
  'style2.description': 'Ein zweites Bild, um zwei Stile zu mischen',
  'blend.name': 'mischung',
  'strength.name': 'stärke',
  'size.name': 'größe',
  'quality.name': 'qualität',
  'quality.description':
    'Wie viel Arbeit hineingeht; Original folgt der Veröffentlichung Schritt für Schritt',
  'seed.name': 'startwert',
  'private.name': 'privat',
  'private.description': 'Nur du siehst das Bild',
  'styles.name': 'stile',
  'styles.description': 'Die vorhandenen Stile durchsehen',
  'words.name': 'suche',
  'words.description': 'Titel, Künstler oder Stimmung',
  'queue.name': 'warteschlange',
  'queue.description': 'Sehen, wo deine Bilder in der Warteschlange stehen',
  'jobs.name': 'aufträge',
  'jobs.description': 'Sehen, was du zuletzt in Auftrag gegeben hast',
  'atelier.name': 'atelier',
  'atelier.description': 'Atelier auf diesem Server verwalten',
  'settings.name': 'einstellungen',
  'settings.description': 'Kanäle, Voreinstellungen und Grenzen für diesen Server',
  // In the menu of a message, and of a person.
  'stylizePicture.name': 'Dieses Bild stilisieren',
  'stylizeAvatar.name': 'Avatar stilisieren',
};
