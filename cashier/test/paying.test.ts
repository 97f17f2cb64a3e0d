import type { Browser, Page } from 'playwright-core';
import qrcode from 'qrcode-generator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { type Preview, type PreviewOrder, startPreview } from '../preview/server.ts';
import { ensureBuilt } from './helpers/built.ts';
import { openPage, setVisibility, stopClock } from './helpers/open-page.ts';

let preview: Preview;
let browser: Browser;
beforeAll(async () => {
  await ensureBuilt();
  preview = await startPreview(0);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await preview[Symbol.asyncDispose]();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const payButtons = (page: Page) => page.getByRole('button', { name: '付款' });
const count = ({ questions }: PreviewOrder, what: string) =>
  questions.filter((question) => question === what).length;

/** The modules a scanner sees, row by row: what the drawing paints within its quiet zone. */
async function modulesIn(page: Page): Promise<string[]> {
  const size = Number((await page.locator('svg.qr').getAttribute('viewBox'))?.split(' ').at(-1));
  const path = (await page.locator('svg.qr path').getAttribute('d')) ?? '';
  const rows = Array.from({ length: size }, () => Array<string>(size).fill('.'));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    rows[Number(y)]?.fill('#', Number(x), Number(x) + Number(width));
  }
  return rows.map((row) => row.join(''));
}

function modulesOf(content: string): string[] {
  const code = qrcode(0, 'M');
  code.addData(content);
  code.make();
  const count = code.getModuleCount();
  const at = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < count && column < count && code.isDark(row, column) ? '#' : '.';
  return Array.from({ length: count + 8 }, (_, row) =>
    Array.from({ length: count + 8 }, (_, column) => at(row - 4, column - 4)).join(''),
  );
}

test('a desktop shows the code by itself, another on the other channel’s tab, and turns paid', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&return=');
  const { page, order } = tab;
  await page.getByRole('img', { name: '微信支付付款二维码，金额 1,234.56 元' }).waitFor();
  expect(await modulesIn(page)).toEqual(modulesOf('https://wechat.example.com/preview1'));
  expect(await page.getByRole('link', { name: '打开模拟手机' }).getAttribute('target')).toBe('_blank');

  await page.getByRole('button', { name: '支付宝' }).click();
  await page.getByRole('img', { name: '支付宝付款二维码，金额 1,234.56 元' }).waitFor();
  expect(await modulesIn(page)).toEqual(modulesOf('https://alipay.example.com/preview2'));
  expect(await page.getByRole('button', { name: '支付宝' }).getAttribute('aria-pressed')).toBe('true');

  await page.evaluate('document.activeElement.blur()');
  order.scene.state = 'paid';
  await heading(page, '支付成功').waitFor();
  expect(await page.title()).toBe('支付成功 - 收银台');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('支付成功');
  expect(await page.locator('svg.qr').count()).toBe(0);
  expect(tab.problems).toEqual([]);
});

test('a code that has died is replaced', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&codeLeft=1');
  await tab.page.locator('svg.qr').waitFor();
  tab.order.scene.codeLeft = 7_200;
  await waitFor(() => count(tab.order, 'POST payments') === 2, { what: 'a new code' });
  await waitFor(
    async () =>
      String(await modulesIn(tab.page)) === String(modulesOf('https://wechat.example.com/preview2')),
    { what: 'the new code to be shown' },
  );
});

test('a hidden page asks nothing, and asks at once when it is seen again', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop', {
    prepare: stopClock,
  });
  const { page, order } = tab;
  await page.clock.runFor(100);
  await page.locator('svg.qr').waitFor();
  await page.clock.runFor(2_000);
  await waitFor(() => count(order, 'GET view') > 0, { what: 'the first question' });
  await setVisibility(page, 'hidden');
  await page.clock.runFor(10_000);
  const asked = order.questions.length;
  await page.clock.runFor(120_000);
  expect(order.questions.length).toBe(asked);

  order.scene.state = 'paid';
  await setVisibility(page, 'visible');
  await page.clock.runFor(1);
  await heading(page, '支付成功').waitFor();
  // the payer may have paid on another device: the channel itself was asked
  expect(order.questions.at(-1)).toBe('POST check');
});

test('when the time is over by the server’s clock the page asks at once, and decides nothing itself', async () => {
  await using tab = await openPage(browser, preview, 'device=phone&left=1&ahead=86400', {
    prepare: stopClock,
  });
  const { page, order } = tab;
  await page.clock.runFor(1_600);
  await waitFor(() => count(order, 'GET view') === 1, { what: 'a question before the first poll is due' });
  expect(await page.getByRole('timer').innerText()).toBe('00:00');
  expect(await heading(page, '待支付').count()).toBe(1);
});

test('a wrong clock on the device does not change the time left', async () => {
  await using tab = await openPage(browser, preview, 'device=phone&left=3000', {
    prepare: (page) => stopClock(page, Date.now() - 7_200_000),
  });
  await tab.page.clock.runFor(1_000);
  expect(await tab.page.getByRole('timer').innerText()).toMatch(/^(?:50:00|49:5\d)$/);
});

test('in WeChat “ok” is not paid: the page confirms with the channel and asks for nothing', async () => {
  await using tab = await openPage(browser, preview, 'device=wechat&bridge=ok&return=');
  const { page, order } = tab;
  await payButtons(page).click();
  await heading(page, '正在确认支付结果，请勿重复支付').waitFor();
  expect(await payButtons(page).count()).toBe(0);
  await waitFor(() => count(order, 'POST check') > 0, { what: 'the channel to be asked' });
  expect(await payButtons(page).count()).toBe(0);

  await page.reload();
  await heading(page, '正在确认支付结果，请勿重复支付').waitFor();
  expect(await payButtons(page).count()).toBe(0);
});

test('in WeChat “cancel” and “fail” are shown, and the payer may try again', async () => {
  await using tab = await openPage(browser, preview, 'device=wechat&bridge=cancel');
  const { page, order } = tab;
  await payButtons(page).click();
  await page.getByText('已取消，尚未付款。').waitFor();
  expect(await heading(page, '待支付').count()).toBe(1);
  order.scene.bridge = 'fail';
  await payButtons(page).click();
  await page.getByText('未能完成支付，请重试。').waitFor();
  expect(tab.problems).toEqual([]);
});

test.each(['ok', 'doubtful'])('in Alipay %s is not paid: the page confirms with the channel', async (end) => {
  await using tab = await openPage(browser, preview, `device=alipay&pay=alipay_bridge&bridge=${end}&return=`);
  const { page, order } = tab;
  await payButtons(page).click();
  await heading(page, '正在确认支付结果，请勿重复支付').waitFor();
  await waitFor(() => count(order, 'POST check') > 0, { what: 'the channel to be asked' });
  expect(await payButtons(page).count()).toBe(0);
  order.scene.state = 'paid';
  await heading(page, '支付成功').waitFor();
  expect(tab.problems).toEqual([]);
});

test('in Alipay “cancel” and “fail” are shown, and the payer may try again', async () => {
  await using tab = await openPage(browser, preview, 'device=alipay&pay=alipay_bridge&bridge=cancel');
  const { page, order } = tab;
  await payButtons(page).click();
  await page.getByText('已取消，尚未付款。').waitFor();
  order.scene.bridge = 'fail';
  await payButtons(page).click();
  await page.getByText('未能完成支付，请重试。').waitFor();
  expect(count(order, 'POST check')).toBe(0);
  expect(tab.problems).toEqual([]);
});

test('one who only went to sign in has not paid, and is asked again at once', async () => {
  await using tab = await openPage(browser, preview, 'device=alipay&pay=sign_in');
  const { page, order } = tab;
  await payButtons(page).click();
  await page.waitForURL('**/wallet');
  await page.goBack();
  await heading(page, '待支付').waitFor();
  expect(await payButtons(page).count()).toBe(1);
  expect(count(order, 'POST check')).toBe(0);
});

test('a bridge that never comes leaves the payer a way to try again', async () => {
  await using tab = await openPage(browser, preview, 'device=wechat&bridge=absent', { prepare: stopClock });
  const { page, order } = tab;
  await page.clock.runFor(300);
  await payButtons(page).click();
  await waitFor(() => count(order, 'POST payments') === 1, { what: 'the payment to start' });
  await waitFor(
    async () => {
      await page.clock.runFor(1_000);
      return page.getByText('未能完成支付，请重试。').isVisible();
    },
    { what: 'the page to give up on the bridge' },
  );
  expect(await payButtons(page).getAttribute('aria-disabled')).toBe('false');
});

test('one who comes back from the wallet is confirmed, and let pay only after the channel denies it', async () => {
  await using tab = await openPage(browser, preview, 'device=alipay');
  const { page, order } = tab;
  await payButtons(page).click();
  await page.waitForURL('**/wallet');
  await page.goBack();
  await heading(page, '正在确认支付结果，请勿重复支付').waitFor();
  expect(await payButtons(page).count()).toBe(0);
  await page.getByText('尚未收到付款。').waitFor();
  expect(await payButtons(page).count()).toBe(1);
  expect(count(order, 'POST check')).toBeGreaterThanOrEqual(3);
});

test.each([
  ['wecom', '企业微信里不能直接付款'],
  ['mini_program', '小程序里不能直接付款'],
])('in %s the link to open elsewhere comes first, and a code for another phone', async (device, title) => {
  await using tab = await openPage(browser, preview, `device=${device}&return=`);
  const { page, order } = tab;
  await page.getByText(title).waitFor();
  await page.getByRole('button', { name: '复制链接' }).click();
  await page.getByText('链接已复制').waitFor();
  expect(count(order, 'POST payments')).toBe(0);
  for (const channel of ['微信支付', '支付宝']) {
    await page.getByRole('button', { name: `显示${channel}二维码` }).click();
    await page.getByRole('img', { name: `${channel}付款二维码` }).waitFor();
    expect(await page.getByRole('button', { name: '复制链接' }).count()).toBe(1);
  }
  order.scene.state = 'paid';
  await heading(page, '支付成功').waitFor();
  expect(tab.problems).toEqual([]);
});

test('in another app the wallets are offered, and the link for when they do not open', async () => {
  await using tab = await openPage(browser, preview, 'device=in_app');
  await tab.page.getByText('打不开微信或支付宝？').waitFor();
  await tab.page.getByRole('button', { name: '复制链接' }).waitFor();
  await payButtons(tab.page).first().click();
  await tab.page.waitForURL('**/wallet');
});

test('a second tap while the first is under way starts nothing', async () => {
  await using tab = await openPage(browser, preview, 'device=phone');
  await tab.page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLButtonElement>('.pay')) {
      button.click();
      button.click();
    }
  });
  await tab.page.locator('svg.qr').waitFor();
  await tab.page.getByRole('button', { name: '复制链接' }).waitFor();
  expect(count(tab.order, 'POST payments')).toBe(1);
});

test('when the server says a payment is in doubt, nothing asks to pay', async () => {
  await using tab = await openPage(browser, preview, 'device=phone&pay=doubt');
  await payButtons(tab.page).first().click();
  await heading(tab.page, '正在确认支付结果，请勿重复支付').waitFor();
  expect(await payButtons(tab.page).count()).toBe(0);
});

test('the payer can have it checked, and a refusal is shown in the page’s language', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&pay=refuse&lang=en');
  await tab.page.getByText('The payment channel declined.').waitFor();
  tab.order.scene.pay = 'qr';
  await tab.page.getByRole('button', { name: 'Try again' }).click();
  await tab.page.locator('svg.qr').waitFor();
  // not before it is asked to check: the page looks by itself too, and the button would be gone
  await tab.page.route(/\/check\?/, (route) => {
    tab.order.scene.state = 'paid';
    return route.continue();
  });
  await tab.page.getByRole('button', { name: 'I have paid' }).click();
  await heading(tab.page, 'Paid').waitFor();
  expect(tab.order.questions).toContain('POST check');
});

test('Retry-After is waited for, then the payment goes on by itself', async () => {
  await using tab = await openPage(browser, preview, 'device=phone&pay=busy');
  await payButtons(tab.page).first().click();
  await waitFor(() => count(tab.order, 'POST payments') === 1, { what: 'the first try' });
  tab.order.scene.pay = 'qr';
  await tab.page.locator('svg.qr').waitFor();
  expect(count(tab.order, 'POST payments')).toBe(2);
});

test('while a channel is busy the page says so and tries again and again, until there is a code', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&pay=queue');
  const { page, order } = tab;
  await page.getByText('付款的人较多，正在自动重试…').waitFor();
  await waitFor(() => count(order, 'POST payments') >= 8, { what: 'more tries than for other reasons' });
  expect(await page.getByText('付款的人较多，正在自动重试…').count()).toBe(1);
  expect(await page.getByText('暂时无法生成二维码').count()).toBe(0);
  order.scene.pay = 'qr';
  await page.locator('svg.qr').waitFor();
  expect(await page.getByText('付款的人较多').count()).toBe(0);
});

test('one unclear answer after many that said busy does not end the page’s tries', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&pay=queue');
  const { page, order } = tab;
  await waitFor(() => count(order, 'POST payments') >= 6, { what: 'more tries than for other reasons' });
  const unclear = {
    status: 409,
    json: {
      error: { code: 'channel_unknown', message: '稍候', inEnglish: 'Later.' },
      retryAfterMs: 100,
    },
  };
  const answered = page.waitForResponse((response) => response.status() === 409);
  await page.route(/\/payments/, (route) => route.fulfill(unclear), { times: 1 });
  await answered;
  order.scene.pay = 'qr';
  await page.locator('svg.qr').waitFor();
});

test('a payer in line is told when the turn comes, in either language', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&pay=line');
  const { page } = tab;
  await page.getByText('付款的人较多，正在排队，约 50 秒后轮到您，请勿关闭本页').waitFor();
  await picture(page, 'line-1440');
  await page.setViewportSize({ width: 375, height: 667 });
  await expectAccessible(page);
  await picture(page, 'line-375');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Your turn comes in about 50 seconds; please keep this page open.').waitFor();
  await picture(page, 'line-375-en');
});

test('the page of a payer in line asks nothing before it is to come again', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&pay=line', { prepare: stopClock });
  const { page, order } = tab;
  const told = page.getByText('轮到您');
  // what it does and shows is timed by its clock
  await waitFor(async () => page.clock.runFor(100).then(() => told.isVisible()), { what: 'the turn' });
  await page.clock.runFor(15_000);
  expect(order.questions).toEqual(['POST payments']);
  order.scene.pay = 'qr';
  await page.clock.runFor(6_000);
  await waitFor(async () => page.clock.runFor(100).then(() => page.locator('svg.qr').isVisible()), {
    what: 'the code',
  });
  expect(await told.count()).toBe(0);
});

const inLine = (retryAfterMs: number) => ({
  status: 503,
  json: {
    error: { code: 'channel_busy', message: '稍候', inEnglish: 'Later.' },
    retryAfterMs,
    turnMs: 60_000,
  },
});

test('a page stays in line for as long as it is told when the turn comes', async () => {
  await using tab = await openPage(browser, preview, 'device=phone&pay=qr', {
    prepare: (page) => page.route(/\/payments/, (route) => route.fulfill(inLine(20)), { times: 60 }),
  });
  // more tries than there are for other reasons, and then a code without another tap
  await payButtons(tab.page).first().click();
  await tab.page.locator('svg.qr').waitFor();
});

test('a phone stays in line when an answer is lost', async () => {
  await using tab = await openPage(browser, preview, 'device=phone&pay=line');
  const { page, order } = tab;
  await page.route(/\/payments/, (route) => route.fulfill(inLine(50)), { times: 1 });
  await payButtons(page).first().click();
  await page.getByText('轮到您').waitFor();
  await page.route(/\/payments/, (route) => route.abort(), { times: 1 });
  await page.getByText('网络不太顺畅，正在重试…').waitFor();
  order.scene.pay = 'qr';
  await page.locator('svg.qr').waitFor();
});

test('an answer that was asked for before does not hide when the turn comes', async () => {
  await using tab = await openPage(browser, preview, 'device=phone&pay=line');
  const { page } = tab;
  const held = Promise.withResolvers<void>();
  const asked = page.waitForRequest(
    (request) => request.method() === 'GET' && request.url().includes('cashier-api'),
  );
  await page.route(/orders\/[^/]*$/, async (route) => {
    await held.promise;
    await route.continue();
  });
  const url = (await asked).url();
  await payButtons(page).first().click();
  const turn = page.getByText('轮到您');
  await turn.waitFor();
  const answered = page.waitForResponse(url);
  held.resolve();
  await answered;
  await page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))');
  expect(await turn.count()).toBe(1);
});

test('when the time to pay is over in line, the page asks where the order stands', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&pay=line&left=2');
  const { page, order } = tab;
  await page.getByText('轮到您').waitFor();
  order.scene.state = 'expired';
  await heading(page, '订单已过期').waitFor();
  expect(count(order, 'POST payments')).toBe(1);
});

test('while one channel is busy the payer can turn to the other', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&pay=queue');
  const { page, order } = tab;
  await page.getByText('付款的人较多，正在自动重试…').waitFor();
  // busy for longer than the test
  await page.route(/\/payments/, (route) =>
    route.request().postData()?.includes('wechat')
      ? route.fulfill({
          status: 503,
          json: {
            error: { code: 'channel_busy', message: '稍候', inEnglish: 'Later.' },
            retryAfterMs: 3_600_000,
          },
        })
      : route.continue(),
  );
  await page.waitForResponse((response) => response.status() === 503);
  order.scene.pay = 'qr';
  const other = page.getByRole('button', { name: '支付宝' });
  expect(await page.getByRole('button', { name: '微信支付' }).getAttribute('aria-disabled')).toBe('true');
  expect(await other.getAttribute('aria-disabled')).toBe('false');
  await other.click();
  await page.getByRole('img', { name: /^支付宝付款二维码/ }).waitFor();
  expect(await page.getByText('付款的人较多').count()).toBe(0);
});

test('a lost network is shown until it is back', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&return=');
  const { page, order } = tab;
  await page.locator('svg.qr').waitFor();
  await page.context().setOffline(true);
  await page.getByText('网络不太顺畅，正在重试…').waitFor();
  expect(await page.locator('svg.qr').count()).toBe(1);
  order.scene.state = 'paid';
  await page.context().setOffline(false);
  await heading(page, '支付成功').waitFor();
  expect(await page.getByText('网络不太顺畅').count()).toBe(0);
});

test('a paid page goes back by itself after 5 s, unless the payer stays', async () => {
  const back = encodeURIComponent(`${preview.url}/wallet`);
  await using leaving = await openPage(browser, preview, `state=paid&return=${back}`, {
    prepare: stopClock,
  });
  await leaving.page.getByText('5 秒后自动返回').waitFor();
  await leaving.page.clock.runFor(5_100);
  await leaving.page.waitForURL('**/wallet');

  await using staying = await openPage(browser, preview, `state=paid&return=${back}`, {
    prepare: stopClock,
  });
  await staying.page.getByRole('button', { name: '留在本页' }).click();
  await staying.page.clock.runFor(20_000);
  expect(await staying.page.getByRole('link', { name: '返回业务系统' }).count()).toBe(1);
  expect(await staying.page.getByText('秒后自动返回').count()).toBe(0);
});
