/**
 * What `docker build` gets to see of a folder: its files without those that .dockerignore names
 * (https://docs.docker.com/build/concepts/context/#dockerignore-files). The last pattern that fits decides, and one that fits a
 * folder fits all that is in it. `**` is not understood.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Rule {
  path: string;
  pattern: RegExp;
  isTaken: boolean;
}

/** Paths of files, relative to the folder. */
export async function buildContext(folder: string): Promise<string[]> {
  const rules = rulesOf(await readFile(join(folder, '.dockerignore'), 'utf8'));
  const found: string[] = [];
  const look = async (below: string) => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) {
        if (mayHoldTaken(rules, path)) await look(path);
      } else if (isTaken(rules, path)) found.push(path);
    }
  };
  await look('');
  return found.sort();
}

export function rulesOf(text: string): Rule[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      if (line.includes('**')) throw new Error(`not understood: ${line}`);
      const isTaken = line.startsWith('!');
      const path = line.slice(isTaken ? 1 : 0).replace(/^\/|\/$/g, '');
      return { path, pattern: patternOf(path), isTaken };
    });
}

export function isTaken(rules: readonly Rule[], path: string): boolean {
  return rules.findLast(({ pattern }) => pattern.test(path))?.isTaken ?? true;
}

/** An exception may name something within an ignored folder; the rest of node_modules and the like is left out at once. */
function mayHoldTaken(rules: readonly Rule[], folder: string): boolean {
  return isTaken(rules, folder) || rules.some((rule) => rule.isTaken && rule.path.startsWith(`${folder}/`));
}

/** `*` within a name, `?` one character; and everything below what fits. */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}(?:/.*)?$`);
}
