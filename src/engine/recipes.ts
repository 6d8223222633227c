import type { Schedule } from './schedule.js';
export interface Recipe {
  schedule: Schedule;
  /** Share of each style layer */
  styleShares: readonly number[];
  content: number;
  tv: number;
  margin: number;
  noise: number;
  history: number;
}
export const RECIPES: Record<string, Recipe> = {
  draft: { schedule: { firstSide: 96, steps: [60, 40, 25, 20, 15] }, styleShares: [8, 4, 2, 1, 1], content: 0.01, tv: 5e-5, margin: 0, noise: 0, history: 10 },
  standard: { schedule: { firstSide: 96, steps: [120, 70, 60, 50, 40] }, styleShares: [8, 4, 2, 1, 1], content: 0.01, tv: 5e-5, margin: 0, noise: 0, history: 10 },
  fine: { schedule: { firstSide: 96, steps: [200, 200, 150, 120, 100] }, styleShares: [8, 4, 2, 1, 1], content: 0.01, tv: 5e-5, margin: 0, noise: 0, history: 10 },
};
