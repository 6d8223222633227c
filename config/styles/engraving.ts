/**
 * Copperplate: lines that swell with the shade and bend over the form. The form is a height field seen obliquely; cutting it with
 * parallel planes gives the lines (the "cross contours" of engravers), Lambert's law the tone, and the tone the width of the
 * line. Darker tones get a second and a third set of lines; the lights between are stippled.
 */
import type { Painter } from './canvas.js';
import { hex, lift, mix } from './colour.js';
import { clamp, fractal, hash, noise, smoothstep } from './noise.js';

const PAPER = hex('#f2e3c1');
const INK = hex('#1a1c33');
const TONE = hex('#d9a765');
const SHADE = hex('#a4552f');

/** Folded cloth: deep ridges along a slowly turning direction, and shallower ones across them. */
function form(x: number, y: number): number {
  const u = x + 0.3 * noise(x * 1.7, y * 1.7, 60);
  const v = y + 0.3 * noise(x * 1.7, y * 1.7, 61);
  const folds = Math.sin(10 * u + 7 * v + 3.4 * noise(u * 2, v * 2, 62));
  const pleats = Math.sin(19 * u - 9 * v + 3 * noise(u * 3, v * 3, 68));
  return 0.06 * folds + 0.016 * pleats + 0.1 * fractal(u * 2.6, v * 2.6, 2, 63);
}

/** Share of paper covered by the shade, 0 (light) .. 1 (black): light from the upper left. */
function tone(x: number, y: number): number {
  const e = 2e-3;
  const dx = (form(x + e, y) - form(x - e, y)) / (2 * e);
  const dy = (form(x, y + e) - form(x, y - e)) / (2 * e);
  const light = (0.55 * dx + 0.6 * dy + 0.58) / Math.sqrt(1 + dx * dx + dy * dy);
  // Away from the light the tone levels out, so that lines stay open in the depth.
  return 0.94 * smoothstep(-0.3, 1.45, 0.96 - 1.05 * light + 0.1 * fractal(x * 4, y * 4, 2, 64));
}

/** Ink of one set of lines at phase `phase` (one line a unit) when the line takes `width` of its pitch. */
function line(phase: number, width: number): number {
  const away = Math.abs(phase - Math.floor(phase) - 0.5) * 2;
  return smoothstep(0, 0.08, width) * (1 - smoothstep(width - 0.13, width + 0.13, away));
}

/** Strokes of the burin instead of a whole line: `run` goes along the line, each dash takes `share` of its length. */
function dashes(phase: number, run: number, width: number, share: number): number {
  const row = Math.floor(phase);
  const at = run + 7 * hash(row, 0, 69);
  const t = Math.abs(at - Math.floor(at) - 0.5) * 2;
  return line(phase, width * Math.sqrt(clamp((share - t) * 4)));
}

export function engraving(): Painter {
  return (x, y) => {
    const h = form(x, y);
    const dark = tone(x, y);
    const tremble = 0.1 * noise(x * 60, y * 60, 65);
    const first = y * 88 + h * 66 + tremble;
    const second = (x * 0.86 + y * 0.5) * 84 - h * 70 + tremble;
    const third = (x * 0.6 - y * 0.8) * 88 + h * 40 + tremble;
    const whole = dark > 0.2 ? line(first, dark * 0.82) : 0;
    const broken = dashes(first, x * 40, 0.05 + dark * 0.82, smoothstep(0.02, 0.26, dark));
    const hatch = line(second, smoothstep(0.3, 1, dark) * 0.85 - 0.15);
    const depth = line(third, smoothstep(0.55, 1, dark) * 0.85 - 0.15);
    // A flick of the burin in the middle of each lozenge that two sets of lines enclose.
    const enclosed = smoothstep(0.34, 0.44, dark) * (1 - smoothstep(0.66, 0.76, dark));
    const flick = line(first + 0.5, 0.24) * line(second + 0.5, 0.34) * enclosed;
    const worn = 0.06 * fractal(x * 200, y * 200, 2, 66);
    const paper = lift(PAPER, 0.05 * fractal(x * 110, y * 40, 3, 67));
    // A second plate in flat tones lies under the lines, as in chiaroscuro prints.
    const wash = mix(paper, TONE, 0.62 * smoothstep(0.24, 0.34, dark));
    const deep = mix(wash, SHADE, 0.8 * smoothstep(0.6, 0.68, dark));
    const ink = clamp(Math.max(whole, broken, hatch, depth, flick) * (0.95 + worn));
    return mix(deep, lift(INK, worn), ink);
  };
}
