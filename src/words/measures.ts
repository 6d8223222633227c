/** Quantities as people say them, in any language: durations and sizes. */
import { type Said, said } from './said.js';

/** A measured time: "2.5 s", "42 s", "3 min 20 s". */
export function duration(seconds: number): Said {
  if (seconds < 9.95) return said('amounts.seconds', { count: Number(seconds.toFixed(1)) });
  const whole = Math.round(seconds);
  if (whole < 60) return said('amounts.seconds', { count: whole });
  return said('amounts.minutesAndSeconds', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}

/** An estimated time, coarse because it is one: "a few seconds", "about 20 s", "about 3 min", "about 1.5 h". */
export function approximateDuration(seconds: number): Said {
  if (!(seconds > 4)) return said('amounts.fewSeconds');
  return said('amounts.about', { amount: rounded(seconds) });
}

function rounded(seconds: number): Said {
  if (seconds <= 55) return said('amounts.seconds', { count: Math.ceil(seconds / 5) * 5 });
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? said('amounts.minutes', { count: minutes })
    : said('amounts.hours', { count: Number((seconds / 3600).toFixed(1)) });
}

/** A time in whole minutes or hours, rounded up: "20 min", "3 h". */
export function coarseDuration(seconds: number): Said {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes < 90
    ? said('amounts.minutes', { count: minutes })
    : said('amounts.hours', { count: Math.ceil(minutes / 60) });
}

/** A size in binary megabytes: "20 MB". Rounded up to tenths, so that a size above a limit never reads as the limit itself. */
export function megabytes(bytes: number): Said {
  return said('amounts.megabytes', { count: Math.ceil((bytes / 2 ** 20) * 10) / 10 });
}
