/** The browser for the tests of the page: Debian's chromium, or the one that CHROMIUM_PATH names. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** False, said aloud, where there is none; with CI=true that is a failure instead. */
export function browserFound(): boolean {
  if (existsSync(executablePath)) return true;
  const message = `no browser at ${executablePath}; install chromium, or set CHROMIUM_PATH`;
  if (process.env.CI === 'true') throw new Error(message);
  console.warn(`Browser tests are skipped: ${message}.`);
  return false;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
