/**
 * The browser for the tests of the page: the one that CHROMIUM_PATH names, or Debian's chromium, where it is installed without the
 * parts of a desktop, which takes a quarter less time.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';
const executablePath =
  process.env.CHROMIUM_PATH ?? (existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : '/usr/bin/chromium');

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

/** One for all files of a worker; it ends with the worker's process. */
let shared: Promise<Browser> | undefined;

export function sharedBrowser(): Promise<Browser> {
  shared ??= openBrowser();
  return shared;
}
