/** Tables of declared fields for docs/reference. The test that checks a page also rewrites it: `npx vitest run FILE -u`. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { expected, type Field } from '../../src/domain/field.js';

export function fieldTable(fields: Record<string, Field>, nameOf: (name: string) => string): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const usual = field.default === '' ? 'empty' : `\`${field.default}\``;
    return `| \`${nameOf(name)}\` | ${field.meaning} | ${expected(field)} | ${usual} |`;
  });
  return ['| Name | Meaning | Accepts | Default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Checks that a page of docs/reference holds exactly this table between its markers. */
export async function expectTableIn(page: string, table: string): Promise<void> {
  const path = fileURLToPath(new URL(`../../docs/reference/${page}`, import.meta.url));
  const text = await readFile(path, 'utf8');
  const between = /(?<=<!-- table -->\n)[\s\S]*(?=<!-- end of table -->)/;
  expect(text).toMatch(between);
  await expect(text.replace(between, () => `${table}\n`)).toMatchFileSnapshot(path);
}
