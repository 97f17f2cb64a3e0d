import { env } from 'node:process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator, invited } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { openConsole, visit } from './helpers/console-tab.ts';

const PHONE = { width: 375, height: 800 };
const WIDE = { width: 1440, height: 900 };

let gateway: Gateway;
let browser: Browser;
let outTradeNo: string;
beforeAll(async () => {
  gateway = await startGateway();
  const admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'partner', role: 'partner', appIds: ['partner1'] });
  browser = await openBrowser();
  gateway.endpoint.answer = { status: 500, body: '系统维护中' };
  const order = await gateway.partner.order();
  ({ outTradeNo } = order);
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await gateway.partner.call('order_query', { out_trade_no: 'none' });
  await waitFor(() => gateway.endpoint.received.length > 0, { what: 'the notification to arrive' });
  await gateway.app.core.requests.flush();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

/**
 * The page on a phone, checked for its width and by axe. With PICTURES, looked at in both widths and languages:
 * `every-page.test.ts` reads all pages in both.
 */
async function looked(page: Page, name: string): Promise<void> {
  for (const language of env.PICTURES ? ['en', 'zh'] : []) {
    await page.evaluate((chosen) => localStorage.setItem('console.language', chosen), language);
    await page.reload();
    await page.locator('.shell main h1').waitFor();
    const isLoading = page.locator('.ant-skeleton, .ant-spin-spinning');
    await waitFor(async () => (await isLoading.count()) === 0, { what: `${name} to have loaded` });
    for (const size of [PHONE, WIDE]) {
      await page.setViewportSize(size);
      await picture(page, `workbench-${name}-${language}-${size.width}`);
    }
  }
  await page.setViewportSize(PHONE);
  // the menu goes with the next frame
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  await expectAccessible(page);
  await page.setViewportSize(WIDE);
}

test('a partner follows an unpaid-looking order to its own endpoint, resends, and changes keys', async () => {
  await using tab = await openConsole(browser, gateway, '/', 'partner');
  const { page } = tab;
  // what it begins with, and all there is
  await page.getByRole('heading', { level: 1, name: '接口请求' }).waitFor();
  const menu = await page.getByRole('navigation', { name: '导航' }).getByRole('link').allInnerTexts();
  expect(menu).toEqual([
    '接口请求',
    '支付状态自查',
    '应用的订单',
    '应用的通知',
    '回调健康',
    '密钥',
    '账号安全',
  ]);
  await page.getByText('订单不存在').waitFor();
  await page.getByLabel('结果').click();
  await page.getByTitle('被拒绝').click();
  await page.waitForURL(/outcome=refused/);
  await page.getByRole('cell', { name: 'order_query' }).waitFor();
  await looked(page, 'requests');

  await visit(page, gateway, '/workbench/orders');
  await page.getByRole('link', { name: outTradeNo }).waitFor();
  await looked(page, 'orders');
  await page.getByRole('link', { name: outTradeNo }).click();
  await page.getByText('已付款，通知发出过，但贵方没有确认').waitFor();
  await page.getByText('系统维护中').first().waitFor();
  await looked(page, 'check');
  gateway.endpoint.answer = { status: 200, body: 'success' };
  await page.getByRole('button', { name: '补发' }).click();
  await page.getByText('已立即补发').waitFor();
  await waitFor(
    async () => {
      await page.getByRole('button', { name: '刷新' }).click();
      return (await page.getByText('已付款，贵方已确认收到通知').count()) > 0;
    },
    { what: 'the notification to have been delivered' },
  );
  await looked(page, 'delivered');

  for (const [path, name, said] of [
    ['/workbench/notifications', 'notifications', '已送达'],
    ['/workbench/health', 'health', '100.0 %'],
  ] as const) {
    await visit(page, gateway, path);
    await page.getByText(said).first().waitFor();
    await looked(page, name);
  }

  await visit(page, gateway, '/workbench/keys');
  await page.getByRole('button', { name: '换密钥' }).waitFor();
  await looked(page, 'keys');
  await page.getByRole('button', { name: '换密钥' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确认' }).click();
  await page.getByText('请现在保存新密钥').waitFor();
  await page.getByRole('button', { name: '停用旧密钥' }).waitFor();
  // shown once: it does not outlive a page that is loaded again for pictures
  await expectAccessible(page);
  // until then the page is not left by mistake
  await page.getByRole('button', { name: '我已保存' }).click();

  // nothing else is there
  for (const path of ['/orders', '/operators']) {
    await visit(page, gateway, path);
    await page.getByRole('heading', { level: 1, name: '您没有查看这个页面的权限' }).waitFor();
  }
  expect(tab.problems).toEqual([]);
});

test('an administrator invites a partner with apps in place of schools', async () => {
  await using tab = await openConsole(browser, gateway, '/operators');
  const { page } = tab;
  await page.getByRole('button', { name: '新增操作员' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('账号').fill('dorm');
  await form.getByLabel('姓名').fill('宿舍系统');
  await form.getByLabel('角色').click();
  await page.getByTitle('合作方（仅限指定应用）').click();
  await form.getByLabel('应用（合作方').click();
  await page.getByTitle('缴费测试系统（partner1）').click();
  await picture(page, 'workbench-invite-zh-1440');
  await form.getByLabel('姓名').click();
  await form.getByRole('button', { name: '保存' }).click();
  await page.getByRole('row', { name: /dorm/ }).getByText('partner1').waitFor();
  expect(tab.problems).toEqual([]);
});
