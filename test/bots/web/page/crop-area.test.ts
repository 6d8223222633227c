import { expect, it } from 'vitest';
import { moved, resized, squared, whole } from '../../../../src/bots/web/page/crop-area.js';
import { DECODE_LIMITS } from '../../../../src/domain/picture-limits.js';

const free = { width: 400, height: 300, isSquare: false, limits: DECODE_LIMITS };
const square = { ...free, isSquare: true };

it('begins with the whole picture, or the largest square in its middle', () => {
  expect(whole(free)).toEqual({ x: 0, y: 0, width: 400, height: 300 });
  expect(whole(square)).toEqual({ x: 50, y: 0, width: 300, height: 300 });
  expect(squared({ x: 10, y: 20, width: 100, height: 201 })).toEqual({
    x: 10,
    y: 71,
    width: 100,
    height: 100,
  });
});

it('moves within the picture', () => {
  const area = { x: 50, y: 50, width: 100, height: 100 };
  expect(moved(area, 10.4, -20.6, free)).toEqual({ ...area, x: 60, y: 29 });
  expect(moved(area, 1000, -1000, free)).toEqual({ ...area, x: 300, y: 0 });
});

it('follows a corner, and leaves the opposite one where it is', () => {
  const area = { x: 50, y: 50, width: 100, height: 100 };
  expect(resized(area, 'bottom-right', 20, 30, free)).toEqual({ x: 50, y: 50, width: 120, height: 130 });
  expect(resized(area, 'top-left', -20, 10, free)).toEqual({ x: 30, y: 60, width: 120, height: 90 });
  expect(resized(area, 'top-left', -1000, -1000, free)).toEqual({ x: 0, y: 0, width: 150, height: 150 });
});

it('is never smaller or longer than what can be painted', () => {
  const area = { x: 50, y: 50, width: 100, height: 100 };
  expect(resized(area, 'top-right', -500, 500, free)).toEqual({ x: 50, y: 86, width: 64, height: 64 });
  const strip = { width: 4000, height: 100, isSquare: false, limits: DECODE_LIMITS };
  expect(resized({ x: 0, y: 0, width: 100, height: 100 }, 'bottom-right', 3900, 0, strip)).toMatchObject({
    width: 800,
    height: 100,
  });
});

it('stays a square by the larger of two moves', () => {
  const area = { x: 50, y: 50, width: 100, height: 100 };
  expect(resized(area, 'bottom-right', 40, 10, square)).toEqual({ x: 50, y: 50, width: 140, height: 140 });
  expect(resized(area, 'top-left', 0, -500, square)).toEqual({ x: 0, y: 0, width: 150, height: 150 });
});
