/**
 * A small line chart over a logarithmic axis, as the text of an SVG. Colours are attributes, so that it can stand alone as a picture;
 * the rules of a page for `.line-0`, `.line-1`, ... and `.grid` go before them.
 */

export interface ChartLine {
  /** For people, without characters that XML gives a meaning to. */
  name: string;
  /** One for each of the chart's x; what is not above 0 has no place on the axis and is left out. */
  values: readonly number[];
}

export interface ChartSize {
  /** px */
  width: number;
  height: number;
  /** Of the letters, px. Default 11. */
  font?: number;
  /** The first x in words. Default: "step 0". */
  step?: (x: number) => string;
}

/** Colours that are told apart in every common form of colour blindness (Okabe & Ito 2008); dashes too, where lines lie on each other. */
const LINES = [
  { colour: '#8a8a8a', width: 3.5, dashes: '' },
  { colour: '#d55e00', width: 1.6, dashes: '' },
  { colour: '#0072b2', width: 1.6, dashes: '5 3' },
];
const INK = '#555555';
const GRID = '#cccccc';

/** @param x rising, at least one */
export function lineChart(x: readonly number[], lines: readonly ChartLine[], size: ChartSize): string {
  const { width, height, font = 11, step = (x) => `step ${x}` } = size;
  // A line keeps its looks where another one is left out.
  const shown = lines.flatMap(({ name, values }, index) =>
    values.some((value) => value > 0) ? [{ name, values, stroke: strokeOf(index) }] : [],
  );
  const plot = { left: 4.2 * font, right: width - font, top: 2.2 * font, bottom: height - 1.8 * font };
  const [least, most] = rangeOf(shown);
  const first = x[0]!;
  const last = Math.max(x.at(-1)!, first + 1);
  const across = (value: number) => plot.left + ((plot.right - plot.left) * (value - first)) / (last - first);
  const down = (value: number) =>
    plot.bottom - ((plot.bottom - plot.top) * Math.log(value / least)) / Math.log(most / least);
  const grid = ticksOf(least, most).map((value) => {
    const y = round(down(value));
    const label = `<text x="${round(plot.left - 0.5 * font)}" y="${round(y + 0.35 * font)}" text-anchor="end">${inWords(value)}</text>`;
    return `<path class="grid" d="M${round(plot.left)} ${y}H${round(plot.right)}" stroke="${GRID}" stroke-width="1"/>${label}`;
  });
  const bottom = round(height - 0.5 * font);
  const ends = `<text x="${round(plot.left)}" y="${bottom}">${step(first)}</text><text x="${round(plot.right)}" y="${bottom}" text-anchor="end">${x.at(-1)}</text>`;
  const drawn = shown.map(({ values, stroke }) => {
    const points = values.flatMap((value, j) =>
      value > 0 ? [`${round(across(x[j]!))},${round(down(value))}`] : [],
    );
    return `<polyline ${stroke} points="${points.join(' ')}"/>`;
  });
  const legend = legendOf(shown, plot.left, font);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="${font}" fill="${INK}">${[...grid, ends, ...drawn, ...legend].join('')}</svg>`;
}

function legendOf(lines: readonly { name: string; stroke: string }[], left: number, font: number): string[] {
  let x = left;
  const y = round(1.1 * font);
  return lines.map(({ name, stroke }) => {
    const from = round(x);
    const to = round(x + 1.8 * font);
    x += (3.4 + widthOf(name)) * font;
    const middle = round(y - 0.35 * font);
    return `<path ${stroke} d="M${from} ${middle}H${to}"/><text x="${round(to + 0.4 * font)}" y="${y}">${name}</text>`;
  });
}

/** Latin letters are about 0.6 of their height wide, Chinese and Japanese ones as wide as high. */
function widthOf(name: string): number {
  return [...name].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : 0.6), 0);
}

function strokeOf(index: number): string {
  const { colour, width, dashes } = LINES[index % LINES.length]!;
  const dashed = dashes && ` stroke-dasharray="${dashes}"`;
  return `class="line-${index}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashed}`;
}

/** Least and largest value with a little air; a line without a slope gets a decade. */
function rangeOf(lines: readonly ChartLine[]): [number, number] {
  const values = lines.flatMap(({ values }) => values.filter((value) => value > 0));
  if (values.length === 0) return [1, 10];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most / least < 1.2) return [least / Math.sqrt(10), most * Math.sqrt(10)];
  const air = (most / least) ** 0.04;
  return [least / air, most * air];
}

/** Powers of ten within the range, at most five; where there are fewer than two, 1, 2 and 5 of each. */
function ticksOf(least: number, most: number): number[] {
  const decades = multiples(least, most, [1]);
  const ticks = decades.length >= 2 ? decades : multiples(least, most, [1, 2, 5]);
  const every = Math.ceil(ticks.length / 5);
  return ticks.filter((_, i) => i % every === 0);
}

function multiples(least: number, most: number, of: readonly number[]): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.floor(Math.log10(most))];
  const all = Array.from({ length: to - from + 1 }, (_, i) => of.map((factor) => factor * 10 ** (from + i)));
  return all.flat().filter((value) => value >= least && value <= most);
}

/** 0.02, 300, 5e9 */
function inWords(value: number): string {
  const isPlain = value >= 0.001 && value < 1e5;
  return isPlain ? String(Number(value.toPrecision(3))) : value.toExponential(0).replace('+', '');
}

const round = (value: number) => Number(value.toFixed(1));
