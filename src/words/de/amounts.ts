/** Quantities. */
import type { Area } from '../translation.js';

export const amounts: Area<'amounts'> = {
  seconds: '{{count}} s',
  minutes: '{{count}} min',
  hours: '{{count}} h',
  minutesAndSeconds: '{{minutes}} min {{seconds}} s',
  about: 'etwa {{amount}}',
  fewSeconds: 'ein paar Sekunden',
  megabytes: '{{count}} MB',
  percent: '{{number}} %',
  pixels: '{{width}} × {{height}} px',
};
