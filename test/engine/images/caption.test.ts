/** Captions of a contact sheet: words within the width of their cell, dark on white beneath it. */
import { expect, it } from 'vitest';
import { type DrawnCaption, drawCaption } from '../../../src/engine/images/caption.js';
import { SheetBoard } from '../../../src/engine/images/sheet-board.js';

const inkOf = ({ data }: DrawnCaption) => data.reduce((sum, share) => sum + share / 255, 0);

it('are folded to the width, and a note is a line of its own', async () => {
  const title = 'The Benzaiten Shrine at Inokashira in Snow';
  const [wide, narrow] = [await drawCaption({ title }, 600), await drawCaption({ title }, 160)];
  expect([wide.width, narrow.width]).toEqual([600, 160]);
  expect(narrow.height).toBeGreaterThan(1.8 * wide.height);
  // The same letters, but for their place on the grid of pixels.
  expect(inkOf(narrow) / inkOf(wide)).toBeCloseTo(1, 1);
  const noted = await drawCaption({ title, note: 'inokashira-shrine' }, 600);
  expect(noted.height).toBeGreaterThan(1.5 * wide.height);
});

it('show signs that are markup elsewhere', async () => {
  const plain = inkOf(await drawCaption({ title: 'a' }, 200));
  expect(inkOf(await drawCaption({ title: 'a & <b>' }, 200))).toBeGreaterThan(3 * plain);
});

it('lose their end where one word is wider than the cell', async () => {
  const { width, height, data } = await drawCaption({ title: 'x'.repeat(60) }, 40);
  expect({ width, length: data.length }).toEqual({ width: 40, length: 40 * height });
});

it('stand beneath their cells, dark on white', async () => {
  const photo = { width: 96, height: 64, rgb: new Uint8Array(96 * 64 * 3).fill(128) };
  const captions = await Promise.all(['One', 'Two'].map((title) => drawCaption({ title }, 96)));
  const board = new SheetBoard(2, photo, captions);
  expect(board.width).toBe(2 * 96 + 8);
  const below = board.height - 64;
  expect(below).toBeGreaterThanOrEqual(captions[0]!.height);
  const rows = board.rgb.subarray(3 * board.width * 64);
  expect([Math.min(...rows), Math.max(...rows)]).toEqual([40, 255]);
  expect(new Set(board.alpha.data)).toEqual(new Set([255]));
});
