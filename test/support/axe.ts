/** What axe-core finds on a page; the page has to be visited with `bypassCSP`. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is read of axe's answer. */
interface AxeResults {
  violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** Each violated rule with the element that violates it. */
export async function violations(page: Page): Promise<string[]> {
  const axe = page as unknown as { evaluate(script: string): Promise<unknown> };
  if (!(await axe.evaluate('typeof axe === "object"'))) await axe.evaluate(`${AXE}; undefined`);
  const results = (await axe.evaluate('axe.run({ resultTypes: ["violations"] })')) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
