/** What is cut out of a picture: pure arithmetic on whole pixels, within the picture and the limits of what can be painted. */
import type { DecodeLimits } from '../../../domain/picture-limits.js';

/** px from the picture's top left corner. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

export interface Shape {
  /** Of the whole picture, px. */
  width: number;
  height: number;
  isSquare: boolean;
  limits: Pick<DecodeLimits, 'shorterSide' | 'aspect'>;
}

export function whole({ width, height, isSquare }: Shape): Area {
  const side = Math.min(width, height);
  if (!isSquare) return { x: 0, y: 0, width, height };
  return { x: Math.round((width - side) / 2), y: Math.round((height - side) / 2), width: side, height: side };
}

/** The largest square in the middle of an area. */
export function squared({ x, y, width, height }: Area): Area {
  const side = Math.min(width, height);
  return {
    x: Math.round(x + (width - side) / 2),
    y: Math.round(y + (height - side) / 2),
    width: side,
    height: side,
  };
}

export function moved(area: Area, dx: number, dy: number, shape: Shape): Area {
  return {
    ...area,
    x: clamp(Math.round(area.x + dx), 0, shape.width - area.width),
    y: clamp(Math.round(area.y + dy), 0, shape.height - area.height),
  };
}

/** The corner goes so far; the opposite one stays. */
export function resized(area: Area, corner: Corner, dx: number, dy: number, shape: Shape): Area {
  const { shorterSide: least, aspect: longest } = shape.limits;
  const fromLeft = corner.endsWith('left');
  const fromTop = corner.startsWith('top');
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  const mostWidth = fromLeft ? right : shape.width - area.x;
  const mostHeight = fromTop ? bottom : shape.height - area.y;
  let width = clamp(Math.round(area.width + (fromLeft ? -dx : dx)), least, mostWidth);
  let height = clamp(Math.round(area.height + (fromTop ? -dy : dy)), least, mostHeight);
  if (shape.isSquare) {
    // The larger of the two moves leads.
    const wanted = Math.abs(width - area.width) > Math.abs(height - area.height) ? width : height;
    width = height = clamp(wanted, least, Math.min(mostWidth, mostHeight));
  } else {
    width = Math.min(width, height * longest);
    height = Math.min(height, width * longest);
  }
  return { x: fromLeft ? right - width : area.x, y: fromTop ? bottom - height : area.y, width, height };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
