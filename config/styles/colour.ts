/** Colours of the procedural styles: three numbers 0..1, sRGB. They are mixed as a painter sees them, not as light adds up. */
import { clamp, lerp } from './noise.js';

export type Colour = readonly [number, number, number];

/** '#rrggbb' */
export function hex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export function mix(a: Colour, b: Colour, t: number): Colour {
  return [lerp(a[0], b[0], t), lerp(a[1], b[1], t), lerp(a[2], b[2], t)];
}

/** Multiplies by `factor`: light and shade. */
export function shade(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

/** Adds the same amount of light to each channel: gloss. */
export function lift(colour: Colour, amount: number): Colour {
  return [colour[0] + amount, colour[1] + amount, colour[2] + amount];
}

/** The colour at `t` (0..1) of a row of colours, smooth between neighbours. */
export function gradient(colours: readonly Colour[], t: number): Colour {
  const at = clamp(t) * (colours.length - 1);
  const index = Math.min(Math.floor(at), colours.length - 2);
  return mix(colours[index], colours[index + 1], at - index);
}

/** Moves a colour round the grey axis by `turn` (1 is a full circle), and scales its saturation. */
export function turnHue(colour: Colour, turn: number, saturation = 1): Colour {
  const grey = (colour[0] + colour[1] + colour[2]) / 3;
  const cos = Math.cos(turn * 2 * Math.PI) * saturation;
  const sin = (Math.sin(turn * 2 * Math.PI) * saturation) / Math.sqrt(3);
  const [r, g, b] = colour;
  return [
    grey + (r - grey) * cos + (b - g) * sin,
    grey + (g - grey) * cos + (r - b) * sin,
    grey + (b - grey) * cos + (g - r) * sin,
  ];
}
