import { expect } from 'vitest';

/** Resolves once the condition holds; fails when it never does. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 10_000, interval: 20 }).toBe(true);
}
