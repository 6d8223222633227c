/** IEEE 754 binary16 from single precision; Node 20 has no Float16Array. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Rounded to the nearest, ties to even; too large becomes infinite. As the bits that a file or a model stores. */
export function floatsToHalfs(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, floatToHalf);
}

function floatToHalf(value: number): number {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const magnitude = bits[0] & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00; // NaN
  // From 2^16 - 2^4 on, half of the last step above the largest half.
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  // Below 2^-14 the steps are 2^-24: the sum with 0.5 has steps of just that in single precision, and rounds as it should.
  if (magnitude < 0x3880_0000) {
    float[0] = Math.abs(value) + 0.5;
    return sign | (bits[0] - 0x3f00_0000);
  }
  // The exponent's bias goes from 127 to 15; 13 bits are rounded off, up if they are above a half or the last kept bit is odd.
  const isOdd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x3800_0000 + 0xfff + isOdd) >>> 13);
}
