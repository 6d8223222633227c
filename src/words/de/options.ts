/** The options of a request. */
import type { Area } from '../translation.js';

export const options: Area<'options'> = {
  size: 'längere Seite des fertigen Bildes; die kürzere folgt dem Foto',
  quality: 'wie viel Arbeit hineingeht; paper ist der ursprüngliche Algorithmus, Schritt für Schritt',
  strength: 'wie weit der Stil gehen darf: 0 ist fast das Foto, 100 sind die Formen des Stils',
  styleScale: 'Größe des Stilbilds im Verhältnis zum Ergebnis: größer gibt größere Striche',
  keepColours: 'die Farben des Fotos behalten und nur den Pinselstrich übernehmen',
  where:
    'was gemalt wird: alles, nur das Motiv (subject) oder der Hintergrund; ein zweiter Stil malt den Rest',
  faces:
    'keep lässt in kleinen Gesichtern das Foto durch, damit man jeden erkennt; paint malt sie wie alles andere',
  seed: 'gleicher Startwert, gleiches Bild; ein anderer gibt eine Variante',
  mode: 'transfer nimmt Foto und Stil, content nur das Foto, style nur die Gram-Matrizen des Stils',
  init: 'womit das Malen beginnt; auto ist Weiß für paper, Rauschen für mode style, sonst das Foto',
  motion: 'bewegte Bilder (GIF, animiertes WebP, APNG): keep malt alle Einzelbilder, still nur das erste',
  network:
    'Merkmalsnetz; vgg16 und vgg19 müssen installiert sein; auto ist vgg19 für fine und paper auf einer GPU',
  ratio: 'alpha/beta des Rezepts paper bei Stärke 50; veröffentlicht sind 1e-2, 1e-3 und 1e-4',
  normalisation:
    'Rezept paper nach den Gleichungen der Veröffentlichung oder wie in der ersten Umsetzung (Keras) mit vgg19',
  blend: 'Anteil des zweiten Stils, wenn es zwei sind',
  // Names of the qualities where they are chosen or shown.
  'quality.draft': 'Entwurf',
  'quality.standard': 'Standard',
  'quality.fine': 'fein',
  'quality.paper': 'Original',
  // The parts of a photo, where they are chosen.
  'where.all': 'das ganze Foto',
  'where.subject': 'nur das Motiv',
  'where.background': 'nur der Hintergrund',
  // What an option accepts.
  integer: 'eine ganze Zahl von {{min}} bis {{max}}',
  number: 'eine Zahl von {{min}} bis {{max}}',
  withUnit: '{{number}}\u00a0{{unit}}',
  choice: 'eins von {{choices}}',
  flag: 'true oder false',
  text: 'ein Text von höchstens {{count}} Zeichen',
  times: '×',
};
