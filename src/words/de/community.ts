/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: 'Stil, der genommen wird, wenn jemand keinen nennt; leer: keiner',
  quality: 'Qualität, die genommen wird, wenn jemand keine nennt',
  perMember:
    'Bilder eines Mitglieds, die zugleich warten oder gemalt werden; 0: so viele, wie der Bot erlaubt',
  perDay: 'Bilder eines Mitglieds in 24 Stunden; 0: beliebig viele',
  allowsPrivate: 'Mitglieder dürfen Bilder anfragen, die nur sie sehen',
  screening:
    'ein Klassifikator sieht sich Bilder an, bevor jemand sie zu sehen bekommt; „explicit“ lehnt Pornografie ab, „strict“ auch Freizügiges',
  screeningThreshold: 'wie sicher der Klassifikator sein muss; je niedriger, desto mehr lehnt er ab',
  'screening.title': 'Bildprüfung',
  'screening.off': 'aus',
  'screening.explicit': 'lehnt Pornografie ab',
  'screening.strict': 'lehnt auch Freizügiges ab',
  'screening.from': '{{level}}, ab {{percent}}',
  'screening.threshold': 'Abgelehnt ab',
  'refused.title': 'Letzte Ablehnungen',
  'refused.none': 'In den letzten 30 Tagen hat die Bildprüfung nichts abgelehnt.',
  'refused.kept': 'Die Einträge bleiben 30 Tage; die Bilder werden nicht aufbewahrt.',
  'refused.line': '{{when}} {{who}} {{where}} {{part}}: {{what}} ({{percent}})',
  'refused.sent': 'geschicktes Bild',
  'refused.painted': 'gemaltes Bild',
};
