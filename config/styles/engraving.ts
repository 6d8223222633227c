/**
 * Copperplate: lines that swell with the shade and bend over the form. The form is a height field seen obliquely; cutting it with
 * parallel planes gives the lines (the "cross contours" of engravers), Lambert's law the tone, and the tone the width of the
 * line. Darker tones get a second and a third set of lines; the lights between are stippled.
 */
import type { Painter } from './canvas.js';
import { hex, lift, mix } from './colour.js';
import { clamp, fractal, noise, smoothstep } from './noise.js';

const PAPER = hex('#f2e3c1');
const INK = hex('#1a1c33');
const RED = hex('#a8341f');

/** Folded cloth: ridges along a slowly turning direction. */
function form(x: number, y: number): number {
  const u = x + 0.35 * noise(x * 1.7, y * 1.7, 60);
  const v = y + 0.35 * noise(x * 1.7, y * 1.7, 61);
  const folds = Math.sin(7.5 * u + 5.5 * v + 3 * noise(u * 2, v * 2, 62));
  return 0.06 * folds + 0.1 * fractal(u * 2.4, v * 2.4, 2, 63);
}

/** Share of paper covered by the shade, 0 (light) .. 1 (black): light from the upper left. */
function tone(x: number, y: number): number {
  const e = 2e-3;
  const dx = (form(x + e, y) - form(x - e, y)) / (2 * e);
  const dy = (form(x, y + e) - form(x, y - e)) / (2 * e);
  const light = (0.55 * dx + 0.6 * dy + 0.58) / Math.sqrt(1 + dx * dx + dy * dy);
  return clamp(0.86 - 0.85 * light + 0.08 * fractal(x * 4, y * 4, 2, 64), 0.12, 0.8);
}

/** Ink of one set of lines at phase `phase` (one line a unit) when the line takes `width` of its pitch. */
function line(phase: number, width: number): number {
  const away = Math.abs(phase - Math.floor(phase) - 0.5) * 2;
  return 1 - smoothstep(width - 0.13, width + 0.13, away);
}

export function engraving(): Painter {
  return (x, y) => {
    const h = form(x, y);
    const dark = tone(x, y);
    const tremble = 0.1 * noise(x * 45, y * 45, 65);
    const first = y * 66 + h * 46 + tremble;
    const second = (x * 0.86 + y * 0.5) * 62 - h * 50 + tremble;
    const third = (x * 0.6 - y * 0.8) * 66 + h * 30 + tremble;
    const contour = line(first, dark * 0.8 + 0.05);
    const hatch = dark > 0.34 ? line(second, (dark - 0.32) * 1.0) : 0;
    const depth = dark > 0.6 ? line(third, (dark - 0.58) * 1.3) : 0;
    // A flick of the burin in the middle of each lozenge where light turns into shade.
    const flick =
      line(first + 0.5, 0.3) *
      line(second + 0.5, 0.3) *
      smoothstep(0.2, 0.32, dark) *
      (1 - smoothstep(0.4, 0.5, dark));
    const worn = 0.06 * fractal(x * 160, y * 160, 2, 66);
    const paper = lift(PAPER, 0.05 * fractal(x * 90, y * 30, 3, 67) - 0.1 * dark);
    const red = mix(paper, RED, 0.85 * Math.max(hatch, flick));
    return mix(red, lift(INK, worn), clamp(Math.max(contour, depth) * (0.95 + worn)));
  };
}
