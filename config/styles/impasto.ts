/**
 * Thick oil paint: layers of bent strokes that follow the form, broad ones below, short ones on top (Hertzmann, "Painterly
 * Rendering with Curved Brush Strokes of Multiple Sizes", SIGGRAPH 1998; his strokes follow a photo, these a motif). A stroke
 * carries two paints half mixed; its bristles plough furrows, its sides throw up ridges, and light from the upper left shows them.
 */
import type { Painter } from './canvas.js';
import { type Colour, lift, mix, shade, turnHue } from './colour.js';
import { hash, noise, smoothstep } from './noise.js';
import { wheatField } from './wheat-field.js';

/** Strokes on a jittered grid `pitch` apart; half length and half width in pitches; share of places that get one. */
interface Layer {
  pitch: number;
  length: number;
  width: number;
  share: number;
  seed: number;
}
// Top first. No stroke reaches farther than two cells from its own.
const LAYERS: readonly Layer[] = [
  { pitch: 0.0125, length: 1.6, width: 0.36, share: 0.62, seed: 220 },
  { pitch: 0.016, length: 1.75, width: 0.42, share: 1, seed: 230 },
  { pitch: 0.024, length: 1.7, width: 0.52, share: 1, seed: 240 },
];
const REACH = 2;

interface Stroke {
  x: number;
  y: number;
  cos: number;
  sin: number;
  /** Turn of the direction from one end to the middle, radians: strokes bend with the form. */
  bend: number;
  /** Half length and half width, in units of the picture. */
  length: number;
  width: number;
  /** The higher lies on top. */
  order: number;
  seed: number;
  paints: readonly [Colour, Colour];
}

/** The smaller turn from angle `a` to `b`, where a stroke there and back is the same stroke. */
function turnBetween(a: number, b: number): number {
  const turn = (b - a) / Math.PI;
  return (turn - Math.round(turn)) * Math.PI;
}

function brush(layer: Layer, column: number, row: number): Stroke {
  const chance = (n: number) => hash(column, row, layer.seed + n) - 0.5;
  const x = (column + 0.5 + 0.9 * chance(1)) * layer.pitch;
  const y = (row + 0.5 + 0.9 * chance(2)) * layer.pitch;
  const { colour, angle: form } = wheatField(x, y);
  const angle = form + 0.3 * chance(3);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const length = layer.length * layer.pitch * (0.8 + 0.4 * (chance(4) + 0.1));
  const ahead = wheatField(x + cos * length * 0.7, y + sin * length * 0.7).angle;
  const bend = Math.min(0.7, Math.max(-0.7, turnBetween(form, ahead)));
  const tint = turnHue(shade(colour, 1 + 0.34 * chance(5)), 0.05 * chance(6), 1.08 + 0.3 * chance(7));
  const second = chance(8) > 0.2 ? turnHue(tint, 0.09 * chance(9) + 0.02, 1.1) : tint;
  const paints = [tint, shade(second, chance(10) > 0 ? 1.28 : 0.72)] as const;
  const width = layer.width * layer.pitch * (0.85 + 0.4 * chance(11));
  return {
    x,
    y,
    cos,
    sin,
    bend,
    length,
    width,
    order: chance(0),
    seed: layer.seed * 1000 + column * 37 + row,
    paints,
  };
}

/** All strokes of a layer; a grid with a margin of REACH cells all round. */
function lay(layer: Layer): { columns: number; strokes: (Stroke | undefined)[] } {
  const columns = Math.ceil(1 / layer.pitch) + 2 * REACH;
  const strokes = Array.from({ length: columns * columns }, (_, i) => {
    const column = (i % columns) - REACH;
    const row = Math.floor(i / columns) - REACH;
    return hash(column, row, layer.seed + 12) < layer.share ? brush(layer, column, row) : undefined;
  });
  return { columns, strokes };
}

/** Place in a stroke: -1..1 along and across it. */
interface Place {
  u: number;
  v: number;
}

function placeIn(stroke: Stroke, x: number, y: number): Place | undefined {
  const dx = x - stroke.x;
  const dy = y - stroke.y;
  const u = (dx * stroke.cos + dy * stroke.sin) / stroke.length;
  if (Math.abs(u) > 1) return undefined;
  const across = dy * stroke.cos - dx * stroke.sin - (stroke.bend * u * u * stroke.length) / 1.4;
  const v = across / stroke.width;
  if (Math.abs(v) > 1.1) return undefined;
  // Bristles leave the canvas one by one, and the sides tremble.
  const ragged = 0.16 * noise(v * 4, stroke.seed * 0.37, 250);
  const side = 1 + 0.1 * noise(u * 5, stroke.seed * 0.73, 251);
  const end = (Math.abs(u) - 0.1) / (0.82 + (u > 0 ? 1.6 : 0.6) * ragged);
  return Math.max(0, end) ** 4 + (Math.abs(v) / side) ** 4 < 1 ? { u, v } : undefined;
}

/** Height of the paint: furrows of the bristles, ridges at the sides, a heap where the brush was lifted. */
function relief(stroke: Stroke, u: number, v: number): number {
  const furrows =
    noise(v * 5.5 + stroke.seed * 0.61, u * 1.1, 252) + 0.5 * noise(v * 12, u * 2 + stroke.seed, 253);
  const ridge = smoothstep(0.55, 0.85, Math.abs(v)) - 1.6 * smoothstep(0.85, 1, Math.abs(v));
  return 0.5 * furrows + 0.55 * ridge + 0.5 * smoothstep(0.45, 0.85, u);
}

function colourOf(stroke: Stroke, { u, v }: Place): Colour {
  const blend = 0.5 + 1.1 * noise(v * 2.6 + stroke.seed * 0.41, u * 0.7, 254);
  const paint = mix(stroke.paints[0], stroke.paints[1], smoothstep(0.2, 0.95, blend));
  const here = relief(stroke, u, v);
  const e = 0.09;
  const slopeU = ((relief(stroke, u + e, v) - here) / e) * (stroke.width / stroke.length);
  const slopeV = (relief(stroke, u, v + e) - here) / e;
  // Light from the upper left: slopes that rise towards the lower right are lit.
  const lit = (slopeU * (stroke.cos + stroke.sin) + slopeV * (stroke.cos - stroke.sin)) * Math.SQRT1_2;
  return lift(shade(paint, 1 + 0.075 * lit), 0.016 * lit);
}

export function impasto(): Painter {
  const layers = LAYERS.map((layer) => ({ pitch: layer.pitch, ...lay(layer) }));
  return (x, y) => {
    for (const { pitch, columns, strokes } of layers) {
      const column = Math.floor(x / pitch) + REACH;
      const row = Math.floor(y / pitch) + REACH;
      let top: Stroke | undefined;
      let place: Place | undefined;
      for (let r = row - REACH; r <= row + REACH; r++) {
        for (let c = column - REACH; c <= column + REACH; c++) {
          const stroke = strokes[r * columns + c];
          if (!stroke || (top && stroke.order < top.order)) continue;
          const found = placeIn(stroke, x, y);
          if (found) {
            top = stroke;
            place = found;
          }
        }
      }
      if (top && place) return colourOf(top, place);
    }
    return shade(wheatField(x, y).colour, 0.8);
  };
}
