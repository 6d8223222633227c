/** German. */
import type { Texts } from './texts.js';

export const de: Texts = {
  stylize: { name: 'stilisieren', description: 'Ein Foto im Stil eines Bildes malen' },
  options: {
    content: { name: 'foto', description: 'Das Foto, das neu gemalt wird' },
    style: { name: 'stil', description: 'Ein Bild, dessen Stil übernommen wird' },
    preset: { name: 'vorlage', description: 'Ein vorhandener Stil: Titel, Künstler oder Stimmung' },
    style2: { name: 'stil2', description: 'Ein zweites Bild, um zwei Stile zu mischen' },
    blend: { name: 'mischung', description: 'Anteil des zweiten Stils, wenn es zwei sind' },
    strength: {
      name: 'stärke',
      description: 'Wie weit der Stil geht: 0 ist fast das Foto, 100 fast nur Muster',
    },
    size: { name: 'größe', description: 'Längere Seite des fertigen Bildes; die kürzere folgt dem Foto' },
    quality: {
      name: 'qualität',
      description: 'Wie viel Arbeit hineingeht; Original folgt der Veröffentlichung genau',
    },
    seed: { name: 'startwert', description: 'Gleicher Wert, gleiches Bild; ein anderer gibt eine Variante' },
    private: { name: 'privat', description: 'Nur du siehst das Bild' },
  },
  qualities: { draft: 'Entwurf', standard: 'Standard', fine: 'fein', paper: 'Original' },
  styles: { name: 'stile', description: 'Die vorhandenen Stile durchsehen' },
  words: { name: 'suche', description: 'Titel, Künstler oder Stimmung' },
  queue: { name: 'warteschlange', description: 'Sehen, wo deine Bilder in der Reihe stehen' },
  jobs: { name: 'aufträge', description: 'Sehen, worum du zuletzt gebeten hast' },
  atelier: { name: 'atelier', description: 'Atelier auf diesem Server verwalten' },
  settings: { name: 'einstellungen', description: 'Kanäle, Voreinstellungen und Grenzen für diesen Server' },
  stylizePicture: 'Dieses Bild stilisieren',
  stylizeAvatar: 'Avatar stilisieren',
};
