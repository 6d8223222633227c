/** The page in a real browser, on the real server and queue, with an engine that the test holds and releases. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startApp, type TestApp, type TestAppOptions } from './app.js';
import { sharedBrowser } from './browser.js';
import { Gate } from './gate.js';
import { StagedEngine } from './staged-engine.js';
import { until } from './until.js';

export const PHOTO = 'test/photos/cat-chelsea.jpg';
export const STEPS = 20;

/** What a test has; new for each test, but for the browser. */
export interface ChatPage {
  app: TestApp;
  gate: Gate;
  /** Starts another program in place of the one that the test has closed. */
  start(options?: Partial<TestAppOptions>): Promise<void>;
  /** A new person on the page; what its console complains of fails the test. */
  visit(options?: BrowserContextOptions): Promise<Page>;
  open(page: Page): Promise<void>;
}

/** Sets browser, program and people up for each test of the suite, and takes them down again. */
export function useChatPage(): ChatPage {
  let browser: Browser;
  let contexts: BrowserContext[];
  const chat: ChatPage = {
    app: undefined as never,
    gate: undefined as never,
    async start(options = {}) {
      const engine = new StagedEngine({ steps: STEPS, gate: chat.gate.pass });
      chat.app = await startApp({ engine, ...options });
    },
    async visit(options = {}) {
      // The welcome picture moves for as long as it is seen, which takes half a core where no GPU draws it.
      const usual = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
      const context = await browser.newContext({ ...usual, ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => chat.app.errors.push(error));
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) chat.app.errors.push(message.text());
      });
      await chat.open(page);
      return page;
    },
    async open(page) {
      await page.goto(chat.app.url);
      await page.locator('body[data-state="live"]').waitFor();
    },
  };
  beforeAll(async () => {
    browser = await sharedBrowser();
  });
  beforeEach(async () => {
    chat.gate = new Gate();
    contexts = [];
    await chat.start();
  });
  afterEach(async () => {
    chat.gate.open();
    await Promise.all(contexts.map((context) => context.close()));
    await chat.app.close();
    expect(chat.app.errors).toEqual([]);
  });
  return chat;
}

export const text = (page: Page): Locator => page.locator('#text');

export async function attach(page: Page, path: string): Promise<void> {
  await page.locator('#picker').setInputFiles(path);
}

/** The photo, large enough for a picture of the usual size. */
export async function attachLarge(page: Page): Promise<void> {
  const buffer = await sharp(PHOTO).resize(1200).jpeg().toBuffer();
  await page.locator('#picker').setInputFiles({ name: 'cat chelsea.jpg', mimeType: 'image/jpeg', buffer });
}

export async function ask(page: Page, command: string): Promise<void> {
  await text(page).fill(command);
  await text(page).press('Escape');
  await text(page).press('Enter');
  await until(async () => (await page.locator('#composer').getAttribute('aria-busy')) !== 'true');
}

export async function paint(page: Page, command = '/stylize starry-night'): Promise<void> {
  if ((await page.locator('.slot-photo.filled').count()) === 0) await attach(page, PHOTO);
  await ask(page, command);
}

export async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${selector} is not reached by ${key}`);
}

/** Runs in the page, whose types this program does not have. */
export const styleOf = (element: { ownerDocument: { defaultView: unknown } }, name: string): string =>
  (
    element.ownerDocument.defaultView as { getComputedStyle(of: unknown): Record<string, string> }
  ).getComputedStyle(element)[name]!;

export const expectVisible = (locator: Locator) =>
  locator.first().waitFor({ state: 'visible', timeout: 10_000 });
