/** Whether a mask that somebody gives lies over its photo: it may be of any size, but not of another shape. Pure. */

interface Sides {
  width: number;
  height: number;
}

/** Sides of a mask and its photo may differ by so much in their ratio: sizes are rounded. */
const TOLERANCE = 0.03;

/** Both shapes in words, for `refusals.maskShape`; undefined where the mask fits. */
export function maskMisfit(mask: Sides, photo: Sides): { mask: string; photo: string } | undefined {
  const skew = (mask.width * photo.height) / (mask.height * photo.width);
  return Math.abs(Math.log(skew)) > TOLERANCE ? { mask: shapeOf(mask), photo: shapeOf(photo) } : undefined;
}

/** "1.5 : 1", width to height: both may be seen at other sizes than those that somebody knows of them. */
function shapeOf({ width, height }: Sides): string {
  const long = String(Number((Math.max(width, height) / Math.min(width, height)).toFixed(2)));
  return width < height ? `1 : ${long}` : `${long} : 1`;
}
