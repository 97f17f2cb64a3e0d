import type { Page } from 'playwright-core';
import { keepOpen } from '../../../server/test/helpers/browser/browser.ts';
import { DESKTOP } from '../../../server/test/helpers/browser/cashier-tab.ts';
import { freePort } from '../../../server/test/helpers/gateway/free-port.ts';
import type { Gateway } from '../../../server/test/helpers/gateway/gateway.ts';

/** A page before sign-in: what stands there has nothing of a session. */
const OUTSIDE = '/welcome';

/** Pages with the console loaded that no test uses now, by the address of their gateway. */
const left = new Map<string, Page[]>();

let port: number | undefined;

/**
 * The port for the gateway of a test file: that of the file before it in this process, if it is free, as a page goes on
 * only at the address that it was loaded from.
 */
export async function portOfPages(): Promise<number> {
  port = await freePort(port);
  return port;
}

/** A page that a test has left, outside the console; undefined where there is none. */
export function pageLeft({ url }: Pick<Gateway, 'url'>): Page | undefined {
  const page = left.get(url)?.pop();
  if (page === undefined || page.isClosed()) return undefined;
  keepOpen(page.context(), false);
  return page;
}

/** Keeps a page for the next test, if it can be made as it was when it was opened; else closes it. */
export async function leave(page: Page, gateway: Pick<Gateway, 'url'>): Promise<void> {
  try {
    await restore(page, gateway);
    keepOpen(page.context(), true);
    left.set(gateway.url, [...(left.get(gateway.url) ?? []), page]);
  } catch {
    await page.context().close();
  }
}

/** Goes to an address of the console as a link does, by which nothing is loaded that is there already. */
export async function follow(page: Page, gateway: Pick<Gateway, 'url'>, path: string): Promise<void> {
  const address = JSON.stringify(`${gateway.url}/console${path}`);
  await page.evaluate(
    `history.pushState(null, '', ${address}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

const LEAVES_WITHIN_MS = 3_000;

async function restore(page: Page, gateway: Pick<Gateway, 'url'>): Promise<void> {
  const context = page.context();
  page.removeAllListeners();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  // a clock of Playwright's cannot be taken out again
  if (await page.evaluate('!String(Date).includes("[native code]")'))
    throw new Error('the clock is not its own');
  await follow(page, gateway, OUTSIDE);
  const language = page.locator('.entrance-language');
  // a page that shows what is shown once does not let go: it is closed
  await language.waitFor({ timeout: LEAVES_WITHIN_MS });
  if ((await page.evaluate('document.documentElement.lang')) === 'en') await language.click();
  await page.evaluate('localStorage.clear()');
  await page.setViewportSize(DESKTOP.viewport);
  await page.mouse.move(0, 0);
  await Promise.all(context.pages().map((each) => each !== page && each.close()));
  await context.clearCookies();
}
