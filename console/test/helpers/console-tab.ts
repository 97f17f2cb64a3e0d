import type { Browser, Locator, Page } from 'playwright-core';
import {
  type CashierTab,
  DESKTOP,
  giveCookies,
  openTab,
  tabOf,
} from '../../../server/test/helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../../../server/test/helpers/browser/page-checks.ts';
import { PASSWORD, signedIn } from '../../../server/test/helpers/console/console.ts';
import type { Gateway } from '../../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../../server/test/helpers/wait-for.ts';
import { follow, leave, pageLeft } from './pages-left.ts';

// what fades in is too faint while it does
export const WIDE = { ...DESKTOP, reducedMotion: 'reduce' } as const;
const TABLET = { width: 768, height: 1024 };

/**
 * The console in a browser, an operator just signed in; the form of that is for `openSignIn`. It may be one that a
 * test has left: everything within the session is begun anew in it.
 */
export async function openConsole(
  browser: Browser,
  gateway: Pick<Gateway, 'url'>,
  path: string,
  account = 'admin',
): Promise<CashierTab> {
  const cookies = (await signedIn(gateway, account)).cookies();
  const page = pageLeft(gateway) ?? (await openTab(browser, 'about:blank', WIDE)).page;
  const tab = tabOf(page, () => leave(page, gateway));
  await giveCookies(page.context(), gateway.url, cookies);
  await (page.url() === 'about:blank' ? load : visit)(page, gateway, path);
  return tab;
}

/** The console in a browser, an operator's password given: it may ask for a second factor. */
export async function openSignIn(
  browser: Browser,
  gateway: Pick<Gateway, 'url'>,
  path: string,
  { account = 'admin', device = WIDE }: { account?: string; device?: Parameters<typeof openTab>[2] } = {},
): Promise<CashierTab> {
  const tab = await openTab(browser, `${gateway.url}/console${path}`, device);
  await tab.page.getByLabel('账号').fill(account);
  await tab.page.getByLabel('密码').fill(PASSWORD);
  await tab.page.keyboard.press('Enter');
  return tab;
}

/** Goes to another page of the console as a link would: loading the console anew costs as much as six of them. */
export async function visit(page: Page, gateway: Pick<Gateway, 'url'>, path: string): Promise<void> {
  await follow(page, gateway, path);
  await page.locator('.shell main h1').waitFor();
}

/** Opens an address of the console as an operator would who types it in, without signing in again. */
export async function load(page: Page, gateway: Pick<Gateway, 'url'>, path: string): Promise<void> {
  await page.goto(`${gateway.url}/console${path}`);
  await page.locator('.shell main h1').waitFor();
}

/** Switches to English as an operator does. */
export async function speakEnglish(page: Page): Promise<void> {
  await page.locator('header.top .ant-dropdown-trigger').click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await page.locator('html[lang=en]').waitFor();
}

/** Checks the page at both widths once it has loaded, and keeps a picture of each. */
export async function inspect(page: Page, name: string): Promise<void> {
  const isLoading = page.locator('.ant-skeleton, .ant-spin-spinning');
  await waitFor(async () => (await isLoading.count()) === 0, { what: `the page of ${name} to have loaded` });
  await expectAccessible(page);
  await picture(page, `${name}-1440`);
  await page.setViewportSize(TABLET);
  await expectAccessible(page);
  await picture(page, `${name}-768`);
  await page.setViewportSize(DESKTOP.viewport);
}

/** Waits until what is looked for has the focus. */
export async function focused(place: Locator): Promise<void> {
  await place.and(place.page().locator(':focus')).waitFor();
}

/** Proves who the operator is, where that is asked for. */
export async function prove(page: Page): Promise<void> {
  const proof = page.getByRole('dialog', { name: '请再次验证身份' });
  await proof.getByRole('textbox', { name: '密码' }).fill(PASSWORD);
  await page.keyboard.press('Enter');
}
