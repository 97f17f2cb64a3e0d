import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../server/src/lib/clock.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator, invited, signedIn } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { COMPANY, invoicesOf } from '../../server/test/helpers/partner/invoices.ts';
import { addApp, queuePaidOrders } from '../../server/test/helpers/partner/paid-orders.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole, prove, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  invoices = invoicesOf(gateway);
  await invited(gateway, await firstAdministrator(gateway), {
    account: 'approver',
    role: 'refund_approver',
    schoolIds: ['10086'],
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const setLimit = (amount: number) =>
  gateway.app.core.db.query({ text: 'update schools set refund_approval_above = $1', values: [amount] });

/** A refund that waits for a second person, of a whole payment of `fee` fen. */
async function waitingRefund(amount: number): Promise<void> {
  const { orderId } = await invoices.paid({ total_fee: String(amount) });
  await setLimit(0);
  const context = await signedIn(gateway);
  const input = {
    orderId,
    refundAmount: amount,
    reason: '学生退宿',
    idempotencyKey: randomBytes(16).toString('hex'),
  };
  const { body } = await context.call('POST /orders/:orderId/refund', input);
  expect(body).toEqual({ status: 'pending' });
}

test('an order is found by a number, read, refunded after a proof, and its invoice taken back', async () => {
  const payer = { user_no: '2013141516', user_name: '张三丰' };
  const { outTradeNo, orderId } = await invoices.paid({ ...payer, total_fee: '12345', piaoju: COMPANY });
  await invoices.reached(outTradeNo, '2');
  await setLimit(10_000);
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await page.getByRole('textbox', { name: '任意单号' }).fill(outTradeNo);
  await page.keyboard.press('Enter');
  await page.waitForURL(/number=/);
  await inspect(page, 'console-orders');
  expect(await page.getByRole('table').innerText()).not.toContain('张三丰');
  await page.getByRole('link', { name: orderId }).click();
  await page.getByText('收到款项').waitFor();
  await page.getByText('业务系统已确认').waitFor();
  await page.getByText('票据开具', { exact: true }).waitFor();
  const received = page.getByRole('listitem').filter({ hasText: '收到款项' });
  expect(await received.innerText()).toMatch(/¥123\.45\s+微信支付/);
  expect(await page.getByRole('list', { name: '进度' }).innerText()).toMatch(/支付\s+已完成\s*已支付/);
  await inspect(page, 'console-order');

  await page.getByRole('button', { name: /^退\s?款$/ }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.locator('.equation').innerText()).toMatch(
    /实收\s*¥123\.45.*已退款\s*¥0\.00.*可退\s*¥123\.45/s,
  );
  // nobody is led to give back all
  expect(await page.getByLabel('退款金额（元）').inputValue()).toBe('');
  await dialog.getByRole('button', { name: '一半 61.72' }).click();
  expect(await page.getByLabel('退款金额（元）').inputValue()).toBe('61.72');
  await page.getByLabel('退款金额（元）').fill('200');
  await page.getByLabel('原因').fill('学生退宿');
  await page.getByRole('button', { name: '确认退款' }).click();
  await page.getByText('请填写不超过 123.45 的金额').waitFor();
  await page.getByLabel('退款金额（元）').fill('23.45');
  // the password of the sign-in is no proof any more
  await gateway.advance(6 * MINUTE_MS);
  await inspect(page, 'console-refund-dialog');
  await page.getByRole('button', { name: '确认退款' }).click();
  await prove(page);
  await page.getByText('退款已提交渠道').waitFor();
  await gateway.advanceUntil(10_000, 'the refund to settle', async () => {
    const { content } = await gateway.partner.call('order_query', { out_trade_no: outTradeNo });
    return content.refunded_fee === '2345';
  });
  expect((await invoices.reached(outTradeNo, '2')).total_fee).toBe('10000');

  // the page moves on by itself, and says so
  await page.getByText('退款成功 ¥23.45').waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /已更新.*退款：部分/ })
    .waitFor();
  expect(await page.locator('main .equation').innerText()).toMatch(/已退款\s*¥23\.45.*可退\s*¥100\.00/s);
  const reads = await gateway.app.core.db.query<{ count: number }>({
    text: `select count(*)::int as count from audit_entries where action = 'order.read' and subject = $1`,
    values: [orderId],
  });
  // once when it was opened, and when something had changed: not each time that it was looked at
  expect(reads[0]?.count).toBeLessThan(12);
  await page.getByRole('button', { name: /^退\s?款$/ }).click();
  await page.getByLabel('退款金额（元）').fill('100');
  await page.getByLabel('原因').fill('其余也退');
  await page.getByRole('button', { name: '确认退款' }).click();
  await page.getByText('等待另一人审核').waitFor();
  expect(tab.problems).toEqual([]);
});

test('an invoice is issued for a payer who asks at the counter', async () => {
  const { outTradeNo, orderId } = await invoices.paid();
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await page.getByRole('button', { name: /^开\s?票$/ }).click();
  await page.getByLabel('单位').check();
  await page.getByLabel('抬头').fill('知校科技有限公司');
  await page.getByLabel('纳税人识别号').fill('1');
  await page.getByLabel('接收手机').fill('13000000000');
  await inspect(page, 'console-invoice-dialog');
  await page.getByRole('button', { name: /^提\s?交$/ }).click();
  await page.locator('.ant-form-item', { hasText: '纳税人识别号' }).getByText('格式错误').waitFor();
  await page.getByLabel('纳税人识别号').fill('12100000400000624D');
  await page.getByRole('button', { name: /^提\s?交$/ }).click();
  await page.getByText('已申请开票').waitFor();
  await invoices.reached(outTradeNo, '2');
  expect(tab.problems).toEqual([]);
});

test('an order nobody has paid is cancelled, and the channel asked', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await page.getByRole('button', { name: '向渠道查询' }).click();
  await page.getByText('已查询 1 笔').waitFor();
  await page.getByRole('button', { name: '取消订单' }).click();
  await page.getByLabel('原因').fill('重复下单');
  await page.getByRole('button', { name: /^确\s?认$/ }).click();
  await waitFor(
    async () =>
      (await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content.status === '3',
    { what: 'the order to be closed' },
  );
  const closed = page.getByRole('listitem').filter({ hasText: '管理员 取消了订单' });
  expect(await closed.innerText()).toContain('重复下单');
  await page.getByRole('switch', { name: '显示技术细节' }).click();
  const technical = page.getByRole('listitem').filter({ hasText: '订单关闭' });
  expect(await technical.innerText()).toMatch(/原因 操作员取消.*操作员 管理员.*备注 重复下单/s);
  await inspect(page, 'console-order-technical');
  // the browser keeps it
  await page.getByRole('switch', { name: '显示技术细节' }).click();
  expect(tab.problems).toEqual([]);
});

test('the technical details of an order say what of them was archived', async () => {
  const { db } = gateway.app.core;
  const { orderId } = await invoices.paid({});
  for (const table of ['channel_callbacks', 'notification_attempts'])
    await db.query({
      text: `insert into archived_partitions (table_name, partition_name, month_behind, number_behind, row_count, file_sha256,
                                              archived_at, is_dropped)
             values ($1, $1 || '_first', '2100-01-01', 9223372036854775807, 0, sha256(''), now(), true)`,
      values: [table],
    });
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await page.getByRole('switch', { name: '显示技术细节' }).click();
  await page.getByText('已归档，不在此显示：渠道回调、通知的各次尝试').waitFor();
  await picture(page, 'order-archived-1440');
  await page.setViewportSize({ width: 375, height: 800 });
  await picture(page, 'order-archived-375');
  await page.getByRole('switch', { name: '显示技术细节' }).click();
  await page.getByText('已归档').waitFor({ state: 'detached' });
  await db.query({ text: 'delete from archived_partitions' });
  expect(tab.problems).toEqual([]);
});

test('every list of what apps do is narrowed to one of them, chosen by name', async () => {
  await addApp(gateway.app.core, 'canteen');
  const { orderId, outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '1' });
  await queuePaidOrders(gateway.app.core, { appId: 'canteen', notifyUrl: gateway.url, count: 1 });
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await page.getByRole('link', { name: orderId }).waitFor();
  await page.getByRole('button', { name: '更多筛选' }).click();
  await page.getByRole('combobox', { name: '应用' }).fill('cant');
  // the apps are asked for when the filter opens
  await page.locator('.ant-select-item-option-active').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/appId=canteen/);
  await page.getByRole('link', { name: orderId }).waitFor({ state: 'hidden' });
  expect(await page.getByRole('link', { name: /^\d{19}$/ }).count()).toBe(1);
  await inspect(page, 'console-orders-of-app');
  const admin = await signedIn(gateway);
  for (const path of ['/orders', '/refunds', '/invoices', '/notifications']) {
    const { rows } = (await admin.call(`GET ${path}`, { appId: 'partner1' })).body;
    expect(rows.length, path).toBeGreaterThan(0);
    for (const row of rows) expect(row.appName, path).toBe('缴费测试系统');
  }
  expect((await admin.call('GET /invoices', { appId: 'canteen' })).body.rows).toEqual([]);
  expect(tab.problems).toEqual([]);
});

test('the overview adds up, and each problem leads to its list', async () => {
  await waitingRefund(6100);
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  await page
    .getByRole('link', { name: /待处理|退款/ })
    .first()
    .waitFor();
  await page.locator('.plot svg').first().waitFor();
  // what there is already is ticked, the rest leads to where it is done
  const firstDay = page.getByRole('region', { name: '开始收款' });
  expect(await firstDay.innerText()).toMatch(/已完成\s*登记学校.*待完成\s*设置第二重验证/s);
  expect(await firstDay.getByRole('link').first().getAttribute('href')).toBe('/console/account');
  expect(await page.getByRole('region', { name: '今天' }).innerText()).toMatch(
    /收款\s*¥[\d,.]+\s*昨日此时\s*¥0\.00/,
  );
  await inspect(page, 'console-overview');
  await page.getByRole('tab', { name: '按渠道' }).click();
  await page.getByRole('tabpanel').getByRole('link', { name: '微信支付' }).click();
  await page.waitForURL(/orders\?status=paid&bookedFrom=[\d-]{10}&bookedTo=[\d-]{10}&channel=wechat/);
  await page.getByRole('row').nth(1).waitFor();
  await page.goBack();
  // a figure is the sum of the list that it leads to
  const figure = page.locator('.totals > div', { hasText: '收款' });
  const amount = /¥[\d,.]+/.exec(await figure.innerText())?.[0];
  const count = /(\d+) 笔/.exec(await figure.innerText())?.[1];
  await figure.getByRole('link').click();
  await page.locator('.list-totals').getByText(`共 ${count} 条，合计 ${amount}`).waitFor();
  await inspect(page, 'console-orders-booked');
  await page.goBack();
  await page.getByRole('tab', { name: '按日' }).click();
  const day = page.getByRole('tabpanel').getByRole('row').last();
  const ofDay = (await day.innerText()).split('\t');
  await day.getByRole('link').click();
  await page.locator('.list-totals').getByText(`共 ${ofDay[1]} 条，合计 ${ofDay[2]}`).waitFor();
  await page.goBack();
  await page.getByRole('tab', { name: '按应用' }).click();
  await page.getByRole('link', { name: '缴费测试系统（partner1）' }).click();
  await page.waitForURL(/overview\?appId=partner1/);
  const received = await page.locator('.totals > div', { hasText: '收款' }).innerText();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n').slice(1);
  const sum = lines.reduce((amount, line) => amount + Number(line.split(',')[6]), 0);
  expect(lines.length).toBeGreaterThan(0);
  expect(received).toContain(`¥${sum.toFixed(2)}`);
  await page.getByRole('link', { name: /退款待审核/ }).click();
  await page.getByRole('cell', { name: '¥61.00' }).first().waitFor();
  await inspect(page, 'console-problems');
  expect(tab.problems).toEqual([]);
});

test('a refund above the limit is agreed to by another person, on a phone', async () => {
  await waitingRefund(6200);
  await using tab = await openConsole(browser, gateway, '/refund-applications', 'approver');
  const { page } = tab;
  await page.setViewportSize({ width: 375, height: 812 });
  const card = page.getByRole('listitem').filter({ hasText: '¥62.00' });
  for (const name of ['驳回', '通过']) {
    const box = await card.getByRole('button', { name }).boundingBox();
    expect(box?.height).toBe(48);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(375);
  }
  await expectAccessible(page);
  await picture(page, 'console-refund-approval-375');
  await card.getByRole('button', { name: '通过' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('知校示范大学').waitFor();
  await page.getByLabel('审核意见').fill('已核对');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '通过' }).click();
  await card.waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('link', { name: '已通过' }).click();
  await page
    .getByRole('row', { name: /¥62\.00/ })
    .getByRole('cell', { name: '已通过' })
    .waitFor();
  await inspect(page, 'console-refund-approval');
  await visit(page, gateway, '/refunds');
  await page.getByRole('cell', { name: '¥62.00' }).waitFor();
  await inspect(page, 'console-refunds');
  expect(tab.problems).toEqual([]);
});
