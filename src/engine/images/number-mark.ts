/**
 * The numbers on a contact sheet: a digit in a dark disc, drawn by its distance to a few strokes, with smooth edges. Not by a font:
 * a server often has none.
 */
import type { Mask, Size } from './pixels.js';

/** What is drawn on: colours [height, width, 3], and what is transparent. */
export interface Board extends Size {
  rgb: Uint8Array;
  alpha: Mask;
}

type Point = readonly [x: number, y: number];

/** Strokes of the digits 0 to 9 in a box from (-0.5, -1) to (0.5, 1), y downwards. */
const STROKES: readonly Point[][][] = [
  [[...arc(0, -0.5, 0.5, 180, 360), ...arc(0, 0.5, 0.5, 0, 180), [-0.5, -0.5]]],
  [
    [
      [-0.4, -0.55],
      [0.08, -1],
      [0.08, 1],
    ],
  ],
  [[...arc(0, -0.5, 0.5, 180, 380), [-0.5, 1], [0.52, 1]]],
  [[...arc(-0.04, -0.52, 0.48, 200, 450), ...arc(-0.04, 0.48, 0.52, 270, 520)]],
  [
    [
      [0.2, 1],
      [0.2, -1],
      [-0.55, 0.42],
      [0.58, 0.42],
    ],
  ],
  [[[0.45, -1], [-0.38, -1], [-0.44, -0.12], ...arc(-0.04, 0.44, 0.55, 235, 510)]],
  [[[0.28, -1], ...arc(0, 0.45, 0.52, 200, 180 - 360)]],
  [
    [
      [-0.5, -1],
      [0.5, -1],
      [-0.15, 1],
    ],
  ],
  [arc(0, -0.53, 0.45, 0, 360), arc(0, 0.47, 0.52, 0, 360)],
  [[[-0.28, 1], ...arc(0, -0.45, 0.52, 20, 360)]],
];

/** Half the width of a stroke, in the digit's box. */
const HALF_STROKE = 0.17;
/** Half the height of one digit, and of each of two, as a share of the disc's radius. */
const DIGIT = [0.56, 0.46] as const;
/** From one digit's centre to the next, in the digit's box. */
const ADVANCE = 1.4;
const DISC = 24;
const INK = 255;
const DISC_OPACITY = 0.82;

/** Draws the mark of a number, 0 to 99, around a centre. */
export function drawNumber(
  board: Board,
  number: number,
  centre: { x: number; y: number; radius: number },
): void {
  const { x: cx, y: cy, radius } = centre;
  const digits = [...String(number)].map(Number);
  const unit = radius * (digits.length === 1 ? DIGIT[0] : DIGIT[1]);
  const first = (-ADVANCE * (digits.length - 1)) / 2;
  for (let y = Math.floor(cy - radius - 1); y <= cy + radius + 1; y += 1) {
    for (let x = Math.floor(cx - radius - 1); x <= cx + radius + 1; x += 1) {
      const point: Point = [x + 0.5 - cx, y + 0.5 - cy];
      paint(board, x, y, DISC, DISC_OPACITY * coverage(radius - Math.hypot(...point)));
      for (const [index, digit] of digits.entries()) {
        const inBox: Point = [point[0] / unit - first - index * ADVANCE, point[1] / unit];
        paint(board, x, y, INK, coverage((HALF_STROKE - distance(inBox, STROKES[digit]!)) * unit));
      }
    }
  }
}

/** How much of a pixel lies inside an edge at this distance, px: 0..1. */
function coverage(inside: number): number {
  return Math.min(1, Math.max(0, inside + 0.5));
}

function paint(
  { width, height, rgb, alpha }: Board,
  x: number,
  y: number,
  grey: number,
  share: number,
): void {
  if (share === 0 || x < 0 || y < 0 || x >= width || y >= height) return;
  const at = y * width + x;
  for (let c = 3 * at; c < 3 * at + 3; c += 1) rgb[c] = rgb[c]! + share * (grey - rgb[c]!);
  alpha.data[at] = Math.max(alpha.data[at]!, Math.round(share * 255));
}

function distance(point: Point, strokes: readonly Point[][]): number {
  return Math.min(
    ...strokes.flatMap((stroke) => stroke.slice(1).map((end, i) => toSegment(point, stroke[i]!, end))),
  );
}

function toSegment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

/** Points of an arc, degrees clockwise from the right. */
function arc(cx: number, cy: number, radius: number, from: number, to: number): Point[] {
  const steps = 16;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)] as const;
  });
}
