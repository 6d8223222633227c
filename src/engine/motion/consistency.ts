/**
 * How sure a flow is: it counts where it agrees with the flow back, away from the edges of a motion, and where the photo itself fits.
 * What comes into view is painted like any picture. (Ruder, Dosovitskiy & Brox 2016, "Artistic Style Transfer for Videos", section 3.2,
 * equations 5 and 6, after Sundaram, Brox & Keutzer 2010; the comparison of the photos is added, since our flow is a quick one.)
 */
import { areaOf, clip } from '../images/pixels.js';
import { gaussianBlur } from '../images/resample.js';
import { type Flow, sample } from './optical-flow.js';

/** Mean difference of levels of 255 around a pixel above which the photo does not fit (empirical). */
const MISFIT = 12;
/** Deviation of the Gaussian over which that mean is taken, px. */
const AROUND = 1.5;
/**
 * Strokes reach over the edge of what moved, and must not stay where it has gone: doubt spreads this far around unsure pixels, in parts
 * of the longer side, and lowers the confidence this steeply (both empirical).
 */
const REACH = 0.02;
const DOUBT = 4;

/**
 * Confidence of each pixel, 0 to 1, [H*W].
 * @param back from this frame to the one before, `forth` the other way
 * @param here luma of this frame, `before` that of the one before, levels of 255
 */
export function consistencyOf(
  { back, forth }: { back: Flow; forth: Flow },
  { here, before }: { here: Float32Array; before: Float32Array },
): Float32Array {
  const { width, height } = back;
  const moved = sample(before, back);
  const misfit = gaussianBlur(
    here.map((value, i) => Math.abs(value - moved[i])),
    back,
    AROUND,
  );
  const [forthU, forthV] = [sample(forth.u, back), sample(forth.v, back)];
  const confidence = new Float32Array(areaOf(back));
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const [u, v] = [back.u[i], back.v[i]];
      const isInside = x + u >= -0.5 && x + u <= width - 0.5 && y + v >= -0.5 && y + v <= height - 0.5;
      const length = u * u + v * v;
      const lengthForth = forthU[i] ** 2 + forthV[i] ** 2;
      const gap = (u + forthU[i]) ** 2 + (v + forthV[i]) ** 2;
      const agrees = gap <= 0.01 * (length + lengthForth) + 0.5;
      const isSmooth = steepness(back, x, y) <= 0.01 * length + 0.002;
      confidence[i] =
        isInside && agrees && (isSmooth || misfit[i] <= MISFIT / 2) && misfit[i] <= MISFIT ? 1 : 0;
    }
  }
  const doubt = gaussianBlur(
    confidence.map((value) => 1 - value),
    back,
    REACH * Math.max(width, height),
  );
  return confidence.map((value, i) => value * clip(1 - DOUBT * doubt[i]));
}

/** |grad u|^2 + |grad v|^2 */
function steepness({ width, height, u, v }: Flow, x: number, y: number): number {
  const i = y * width + x;
  const right = x + 1 < width ? i + 1 : i;
  const low = y + 1 < height ? i + width : i;
  return (u[right] - u[i]) ** 2 + (u[low] - u[i]) ** 2 + (v[right] - v[i]) ** 2 + (v[low] - v[i]) ** 2;
}
