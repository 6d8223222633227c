/** Quantities. */
import type { Area } from '../translation.js';

export const amounts: Area<'amounts'> = {
  seconds: '{{count}}秒',
  minutes: '{{count}}分',
  hours: '{{count}}時間',
  minutesAndSeconds: '{{minutes}}分{{seconds}}秒',
  about: '約{{amount}}',
  fewSeconds: '数秒',
  megabytes: '{{count}} MB',
  percent: '{{number}}%',
  pixels: '{{width}} × {{height}} px',
};
