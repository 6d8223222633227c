// No dead links in the documents: every relative link of a Markdown file leads to a file and, behind #, to a heading of it; every docs/....md
// that a source names is there. Part of `npm run lint`. Addresses of the web are not asked for.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** [text](target "title"), ![text](target) and <img src="target">, outside of code. */
const LINK = /\]\(([^()\s]+)(?:\s+"[^"]*")?\)|<img src="([^"]+)"/g;
const NAMED_PAGE = /\bdocs\/[\w/-]+\.md\b/g;
const TEXTS = /(\.(md|ts|js|cjs|json|ya?ml|html|css|sh|txt|py)|Dockerfile|\.ci\/run)$/;

// Also those that are not added yet: a new page should not fail until the commit.
const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => TEXTS.test(path) && existsSync(path));
const dead = paths.flatMap((path) => {
  const text = readFileSync(path, 'utf8');
  const named = (text.match(NAMED_PAGE) ?? []).filter((page) => !existsSync(page));
  return [...(path.endsWith('.md') ? deadLinks(path, text) : []), ...named].map((link) => `${path}: ${link}`);
});
for (const line of new Set(dead)) console.error(`leads nowhere: ${line}`);
process.exitCode = dead.length > 0 ? 1 : 0;

function deadLinks(path, text) {
  const targets = [...withoutCode(text).matchAll(LINK)].map(([, target, source]) => target ?? source);
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(path, target));
}

function leadsSomewhere(path, target) {
  const [file, heading] = target.split('#');
  const page = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
  if (!existsSync(page)) return false;
  return heading === undefined || headingsOf(readFileSync(page, 'utf8')).includes(heading);
}

/** As GitHub makes them: small letters, hyphens for spaces, no punctuation. */
function headingsOf(text) {
  return [...withoutCode(text).matchAll(/^#+ +(.+)$/gm)].map(([, words]) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** Without fenced and indented blocks. */
function withoutCode(text) {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/^ {4}.*$/gm, '');
}
