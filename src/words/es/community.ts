/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: 'estilo que se usa cuando nadie nombra uno; vacío: ninguno',
  quality: 'calidad que se usa cuando nadie nombra una',
  perMember: 'imágenes de un miembro en espera o pintándose a la vez; 0: las que permita el bot',
  perDay: 'imágenes de un miembro en 24 horas; 0: sin límite',
  allowsPrivate: 'los miembros pueden pedir imágenes que solo ellos ven',
  screening:
    'un clasificador mira las imágenes antes de que nadie las vea; explicit rechaza la pornografía, strict también lo sugerente',
  screeningThreshold: 'lo seguro que ha de estar el clasificador; cuanto menos, más rechaza',
  'screening.title': 'Filtro de imágenes',
  'screening.off': 'desactivado',
  'screening.explicit': 'rechaza la pornografía',
  'screening.strict': 'rechaza también lo sugerente',
  'screening.from': '{{level}}, desde {{percent}}',
  'screening.threshold': 'Se rechaza desde',
  'refused.title': 'Últimos rechazos',
  'refused.none': 'El filtro no ha rechazado nada en los últimos 30 días.',
  'refused.kept': 'Se guardan 30 días; las imágenes no se guardan.',
  'refused.line': '{{when}} {{who}} {{where}} {{part}}: {{what}} ({{percent}})',
  'refused.sent': 'imagen enviada',
  'refused.painted': 'imagen pintada',
};
