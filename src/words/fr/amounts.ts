/** Quantities. */
import type { Area } from '../translation.js';

export const amounts: Area<'amounts'> = {
  seconds: '{{count}} s',
  minutes: '{{count}} min',
  hours: '{{count}} h',
  minutesAndSeconds: '{{minutes}} min {{seconds}} s',
  about: 'environ {{amount}}',
  fewSeconds: 'quelques secondes',
  megabytes: '{{count}} Mo',
  percent: '{{number}} %',
  pixels: '{{width}} × {{height}} px',
};
