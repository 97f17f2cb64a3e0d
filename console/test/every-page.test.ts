import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shanghaiDate } from '../../server/src/lib/shanghai-day.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { COMPANY, invoicesOf } from '../../server/test/helpers/partner/invoices.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole, speakEnglish, visit } from './helpers/console-tab.ts';
import { follow, portOfPages } from './helpers/pages-left.ts';

/** What the sandbox's data and the operator are called, the other language, and the headings of a roster. */
const DATA =
  /知校示范大学|缴费测试系统|管理员|宿舍电费|中文|学工号|姓名|性别|身份|冻结|状态|正常|证件号|手机号|支付宝uid|微信openid/g;
const PHONE = { width: 375, height: 700 };
const TOUCHED_PX = 44;

let gateway: Gateway;
let browser: Browser;
let orderId: string;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  const invoices = invoicesOf(gateway);
  await firstAdministrator(gateway);
  browser = await openBrowser();
  const order = await invoices.paid({ total_fee: '12345', piaoju: COMPANY });
  ({ orderId } = order);
  await invoices.reached(order.outTradeNo, '2');
  await invoices.refund(order.outTradeNo, 100);
  await gateway.partner.order();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

/** Goes on as a link does, and waits until whatever the page asks for has come. */
type FollowWholly = (path: string) => Promise<void>;

const QUIET_MS = 500;

function following(page: Page): FollowWholly {
  const open = new Set<Request>();
  let changedAt = 0;
  const changed = () => {
    changedAt = performance.now();
  };
  const ended = (request: Request) => {
    open.delete(request);
    changed();
  };
  page.on('request', (request) => {
    open.add(request);
    changed();
  });
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return async (path) => {
    changed();
    await follow(page, gateway, path);
    await waitFor(() => open.size === 0 && performance.now() - changedAt > QUIET_MS, {
      what: `all that ${path} asks for`,
    });
  };
}

/** Everything the page says, to eyes and to screen readers. */
async function wordsOf(page: Page): Promise<string[]> {
  await page.locator('.shell main h1').waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.ant-spin-spinning, .ant-skeleton-active').first().waitFor({ state: 'detached' });
  const names = ['placeholder', 'aria-label', 'title', 'alt'];
  const attributes = await page
    .locator(names.map((name) => `[${name}]`).join())
    .evaluateAll(
      (all, names) => all.flatMap((one) => names.map((name) => one.getAttribute(name) ?? '')),
      names,
    );
  return [...(await page.locator('body').innerText()).split('\n'), ...attributes];
}

/** What the menu leads to, and a page of each kind that only others lead to. */
async function everyPath(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation').getByRole('link');
  await links.first().waitFor();
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(paths.length).toBeGreaterThan(12);
  const menu = paths.map((path) => path.replace('/console', ''));
  const month = shanghaiDate(gateway.clock.now()).slice(0, 7);
  return [
    ...menu,
    `/orders/${orderId}`,
    '/problems/endpoint_dead',
    '/directory/roster',
    `/settlement/partner1/${month}`,
    '/channel-accounts/sandbox-wechat',
    '/channel-accounts/sandbox-alipay',
  ];
}

test.for(['zh', 'en'])(
  'each page fits a phone, and in English has no Chinese word but those of its data: %s',
  async (language) => {
    await using tab = await openConsole(browser, gateway, '/overview');
    const { page } = tab;
    if (language === 'en') await speakEnglish(page);
    const found: string[] = [];
    const paths = await everyPath(page);
    await page.setViewportSize(PHONE);
    const followWholly = following(page);
    for (const path of paths) {
      await followWholly(path);
      const words = await wordsOf(page);
      if (language === 'en') found.push(...words.filter(isChinese).map((chinese) => `${path}: ${chinese}`));
      for (const flaw of await flawsOf(page)) found.push(`${path}: ${flaw}`);
      await picture(page, `console${path.replaceAll(/[/\d]+/g, '-')}-${language}-375`);
    }
    await page.locator('header').getByRole('button').first().click();
    await page.getByRole('dialog').getByRole('link').last().waitFor();
    if (language === 'en') found.push(...(await wordsOf(page)).filter(isChinese));
    found.push(...(await flawsOf(page)));
    expect(found).toEqual([]);
    expect(tab.problems).toEqual([]);
  },
);

test('on a wide window a refused address and an order’s timeline are shown in English', async () => {
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  await speakEnglish(page);
  await visit(page, gateway, '/orders?from=2026-02-30');
  await page.getByRole('alert').getByText('“from” is not valid.').waitFor();
  expect((await wordsOf(page)).filter(isChinese)).toEqual([]);
  await visit(page, gateway, `/orders/${orderId}`);
  expect((await wordsOf(page)).filter(isChinese)).toEqual([]);
  await inspect(page, 'english-order');
  expect(tab.problems).toEqual([]);
});

function isChinese(words: string): boolean {
  return /\p{Script=Han}/u.test(words.replace(DATA, ''));
}

/** What does not fit a phone: the page as a whole, what lies beyond its edge, and what is too small for a finger. */
async function flawsOf(page: Page): Promise<string[]> {
  const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
  return [
    ...(width === PHONE.width ? [] : [`${width} px wide`]),
    ...(await cutOff(page)),
    ...(await tooSmall(page)),
    ...(await unseenEmptiness(page)),
  ];
}

/** Buttons and fields lower than a finger needs; a switch is worked by its label too. */
async function tooSmall(page: Page): Promise<string[]> {
  const touched = 'button:not([role=switch]), a.ant-btn, .ant-select, .ant-picker, .ant-input-affix-wrapper';
  return page
    .locator(touched)
    .filter({ visible: true })
    .evaluateAll(
      (all, least) =>
        all
          .filter((one) => one.getBoundingClientRect().height < least)
          .map((one) => `${one.getBoundingClientRect().height} px: ${one.className} ${one.textContent}`),
      TOUCHED_PX,
    );
}

/** What an empty list says, where it can be seen only by scrolling. */
async function unseenEmptiness(page: Page): Promise<string[]> {
  return page.locator('.ant-empty-description:visible').evaluateAll(
    (all, width) =>
      all
        .filter((one) => {
          const { left, right } = one.getBoundingClientRect();
          return left < 0 || right > width;
        })
        .map((one) => `beyond the edge: ${one.textContent}`),
    PHONE.width,
  );
}

/** Buttons that nobody reaches, as they lie beyond the edge of what does not scroll. */
async function cutOff(page: Page): Promise<string[]> {
  return page.locator('main button:visible').evaluateAll(
    (all, width) =>
      all
        .filter((one) => {
          const { left, right } = one.getBoundingClientRect();
          return !one.closest('.table-scroll') && (left < 0 || right > width);
        })
        .map((one) => one.textContent ?? ''),
    PHONE.width,
  );
}
