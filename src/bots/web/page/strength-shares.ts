/** A strength between those that were painted, as a mixture of its neighbours. Pure. */

/** How opaque each of the pictures is, the lowest first: the weaker of the nearest two wholly, the stronger over it in part. */
export function sharesAt(strength: number, strengths: readonly number[]): number[] {
  const above = strengths.findIndex((one) => one >= strength);
  const high = above < 0 ? strengths.length - 1 : above;
  const low = Math.max(0, above < 0 ? high : high - 1);
  const [from, to] = [strengths[low] ?? 0, strengths[high] ?? 0];
  const part = high === low ? 1 : Math.min(1, Math.max(0, (strength - from) / (to - from)));
  return strengths.map((_, at) => (at === high ? part : at === low ? 1 : 0));
}
