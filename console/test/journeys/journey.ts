import type { Browser, Locator, Page } from 'playwright-core';
import { DESKTOP } from '../../../server/test/helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../../../server/test/helpers/browser/page-checks.ts';
import type { Gateway } from '../../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../../server/test/helpers/wait-for.ts';
import { openConsole } from '../helpers/console-tab.ts';

/** What a journey takes, from the overview: clicks, and keys that are pressed. */
interface Figure {
  readonly clicks: number;
  readonly keys: number;
}

/** The widths that every journey is counted at. */
export const WIDTHS = [1440, 375] as const;
export type Width = (typeof WIDTHS)[number];

/** An operator under way in the console, each click and key counted. */
export interface Journey extends AsyncDisposable {
  readonly page: Page;
  readonly isPhone: boolean;
  readonly click: (place: Locator) => Promise<void>;
  /** Types into what has the focus: a key for each character. */
  readonly type: (text: string) => Promise<void>;
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** Goes to a page by the menu, which a phone opens first. */
  readonly byMenu: (name: string) => Promise<void>;
  /** Opens the search of the head: by its keys, or on a phone by its button. */
  readonly search: (text: string) => Promise<void>;
  /** Waits until a step is there and whole, and has axe look at it. */
  readonly arrived: (place: Locator) => Promise<void>;
  readonly figure: () => Figure;
  readonly problems: readonly string[];
}

/** Begins at a page, which is a link's or the overview. */
export async function begin(
  browser: Browser,
  gateway: Gateway,
  {
    name,
    width,
    account = 'admin',
    at = '/overview',
  }: { name: string; width: Width; account?: string; at?: string },
): Promise<Journey> {
  const tab = await openConsole(browser, gateway, at, account);
  const { page } = tab;
  const isPhone = width < 768;
  await page.setViewportSize(isPhone ? { width, height: 812 } : DESKTOP.viewport);
  let clicks = 0;
  let keys = 0;
  let step = 0;
  const click = async (place: Locator) => {
    await place.click();
    clicks += 1;
  };
  const type = async (text: string) => {
    await page.keyboard.type(text);
    keys += [...text].length;
  };
  const press = async (...pressed: readonly string[]) => {
    for (const key of pressed) await page.keyboard.press(key);
    keys += pressed.length;
  };
  return {
    page,
    isPhone,
    click,
    type,
    press,
    async byMenu(name) {
      const menu = page.getByRole('navigation', { name: '导航' });
      if (isPhone) await click(page.getByRole('button', { name: '导航' }));
      await click(menu.getByRole('link', { name }));
    },
    async search(text) {
      if (isPhone) await click(page.getByRole('button', { name: /^搜索/ }));
      else await press('Control+k');
      await page.getByRole('combobox', { name: '搜索' }).and(page.locator(':focus')).waitFor();
      await type(text);
    },
    async arrived(place) {
      await place.first().waitFor();
      const loading = page.locator('.ant-skeleton, .ant-spin-spinning, .ant-btn-loading');
      await waitFor(async () => (await loading.count()) === 0, { what: 'the step to have loaded' });
      await expectAccessible(page);
      step += 1;
      await picture(page, `journey-${name}-${step}-${width}`);
    },
    figure: () => ({ clicks, keys }),
    problems: tab.problems,
    [Symbol.asyncDispose]: () => tab[Symbol.asyncDispose](),
  };
}
