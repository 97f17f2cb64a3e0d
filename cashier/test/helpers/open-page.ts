import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { patience } from '../../../test/helpers/patience.ts';
import type { Preview, PreviewOrder } from '../../preview/server.ts';

/** A cashier page in a browser of its own, with its order on the preview server. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly order: PreviewOrder;
  /** Page errors, and what the content policy refused. */
  readonly problems: string[];
}

const VIEWPORTS = { desktop: { width: 1440, height: 900 }, other: { width: 375, height: 667 } };

/** Opens a previewed scene, e.g. `state=waiting&device=phone`; `prepare` runs before the page's own script. */
export async function openPage(
  browser: Browser,
  preview: Preview,
  query: string,
  {
    options = {},
    prepare,
  }: { options?: BrowserContextOptions; prepare?: (page: Page) => Promise<void> } = {},
): Promise<OpenPage> {
  const isDesktop = !query.includes('device=') || query.includes('device=desktop');
  const viewport = isDesktop ? VIEWPORTS.desktop : VIEWPORTS.other;
  const context = await browser.newContext({ viewport, locale: 'zh-CN', ...options });
  context.setDefaultTimeout(patience(30_000));
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    const isNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isNetwork) problems.push(message.text());
  });
  await prepare?.(page);
  await page.goto(`${preview.url}/?${query}`);
  const order = [...preview.orders.values()].at(-1);
  if (!order) throw new Error('the preview knows no order');
  return { page, order, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Stands the page's clock still before it loads: time passes only by `page.clock.runFor`. */
export async function stopClock(page: Page, time = Date.now()): Promise<void> {
  // it runs until it is paused, and is never set back
  await page.clock.install({ time: time - 3_600_000 });
  await page.clock.pauseAt(time);
}

/** Makes the page believe that it is hidden or seen, as when the payer changes to another app. */
export async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}
