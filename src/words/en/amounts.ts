/** Quantities: durations, sizes. Units by their symbols, which need no plural. */
export const amounts = {
  seconds: '{{count}} s',
  minutes: '{{count}} min',
  hours: '{{count}} h',
  minutesAndSeconds: '{{minutes}} min {{seconds}} s',
  about: 'about {{amount}}',
  fewSeconds: 'a few seconds',
  megabytes: '{{count}} MB',
  percent: '{{number}} %',
  pixels: '{{width}} × {{height}} px',
} as const;
