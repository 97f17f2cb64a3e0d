import { readFile } from 'node:fs/promises';
import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoiceTermsContext } from '../../server/src/orders/order-row.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { type ConsoleClient, firstAdministrator } from '../../server/test/helpers/console/console.ts';
import { chunkOf, PNG_SIGNATURE, pngOf } from '../../server/test/helpers/files/png.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { invoicesOf, PERSON } from '../../server/test/helpers/partner/invoices.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const SEAL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);

let gateway: Gateway;
let browser: Browser;
let admin: ConsoleClient;
let issued: { outTradeNo: string; orderId: string };
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  admin = await firstAdministrator(gateway);
  const invoices = invoicesOf(gateway);
  issued = await invoices.paid({ total_fee: 4_200 });
  await invoices.create(issued.outTradeNo);
  await invoices.reached(issued.outTradeNo, '2');
  const other = await invoices.paid({ total_fee: 900 });
  await invoices.create(other.outTradeNo);
  await invoices.reached(other.outTradeNo, '2');
  await admin.call('POST /account/prove', { kind: 'password', text: 'correct horse battery' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

/** Orders whose invoices failed. */
async function failedInvoices(amounts: readonly number[]) {
  const { db, vault, clock } = gateway.app.core;
  const orders = [];
  for (const total_fee of amounts) {
    const order = await invoicesOf(gateway).paid({ total_fee });
    await db.query({
      text: `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code,
                                   created_at, failure, failed_at)
             values ($1, $2, $2, 'partner', 'failed', $3, $6, $6, $4, $5, $4)`,
      values: [
        gateway.partner.keys.appId,
        order.orderId,
        vault.seal(invoiceTermsContext(order.orderId), PERSON),
        clock.now(),
        reasonText('invoice_unexplained', { who: '诺诺' }),
        order.orderId,
      ],
    });
    orders.push(order);
  }
  return orders;
}

test('invoices are searched by number, status and day, exported, and one is taken back', async () => {
  await using tab = await openConsole(browser, gateway, '/invoices');
  const { page } = tab;
  const row = page.getByRole('row', { name: /¥42\.00/ });
  await row.getByText('已开具').waitFor();
  await page.getByRole('row', { name: /¥9\.00/ }).waitFor();
  await inspect(page, 'invoices');
  const number = await row.locator('.number').first().innerText();
  await page.getByLabel('票据号码、开票号或订单号').fill(number);
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /¥9\.00/ }).waitFor({ state: 'detached' });
  await row.waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ]);
  const file = await readFile(await download.path(), 'utf8');
  expect(file.trim().split('\r\n')).toHaveLength(2);
  expect(file).not.toContain('小明');

  const opened = await admin.call('GET /orders/:orderId/invoice/document', { orderId: issued.orderId });
  expect(opened.headers.get('content-type')).toBe('application/pdf');
  expect(String(opened.body)).toMatch(/^%PDF/);
  const { rows } = (await admin.call('GET /audit', { action: 'invoice.open' })).body;
  expect(rows).toMatchObject([{ subject: issued.orderId, outcome: 'done' }]);
  const [document] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: '查看' }).click(),
  ]);
  expect(document.suggestedFilename()).toBe(`${number}.pdf`);
  const found = await admin.call('GET /orders', { number });
  expect(found.body.rows).toMatchObject([{ orderId: issued.orderId }]);

  await row.getByRole('button', { name: '红冲' }).click();
  await page.getByLabel('原因').fill('抬头有误');
  await inspect(page, 'invoice-reverse');
  await page.getByRole('button', { name: '确认' }).click();
  await waitFor(
    async () => (await admin.call('GET /invoices', { number })).body.rows[0].status === 'reversed',
    { what: 'the invoice to be taken back' },
  );
  await page.getByRole('button', { name: '刷新' }).click();
  await row.getByText('已红冲').waitFor();
  await row.getByText('抬头有误').waitFor();
  expect(tab.problems).toEqual([]);
});

test('pages of invoices follow each other without loss, and filters find what they name', async () => {
  const first = await admin.call('GET /invoices', { limit: 1 });
  const second = await admin.call('GET /invoices', { limit: 1, after: first.body.next });
  expect([first.body.rows[0].amount, second.body.rows[0].amount]).toEqual([900, 4_200]);
  expect(second.body.next).toBeUndefined();
  const found = async (filter: object) => (await admin.call('GET /invoices', filter)).body.rows.length;
  expect(await found({ number: issued.orderId })).toBe(1);
  expect(await found({ number: 'no such number' })).toBe(0);
  expect(await found({ status: 'failed' })).toBe(0);
  expect(await found({ to: '2020-01-01' })).toBe(0);
  expect(await found({ from: '2020-01-01' })).toBe(2);
  expect((await admin.call('GET /invoices', { from: '2020-02-31' })).status).toBe(400);
});

test('several invoices that failed are issued again one by one; what cannot be is refused alone', async () => {
  const orders = await failedInvoices([1_100, 1_200]);
  await using tab = await openConsole(browser, gateway, '/invoices?status=failed');
  const { page } = tab;
  for (const { outTradeNo } of orders)
    await page.getByRole('checkbox', { name: `选择订单 ${outTradeNo} 的票据` }).check();
  await page.getByRole('button', { name: '全部重试' }).click();
  const dialog = page.getByRole('dialog', { name: '重试 2 张票据' });
  await dialog.getByText('诺诺未说明原因').first().waitFor();
  await inspect(page, 'invoices-retried');
  const [first, second] = orders;
  // there is nothing left to issue an invoice for
  await invoicesOf(gateway).refund(String(first?.outTradeNo), 1_100);
  await dialog.getByRole('button', { name: '逐张重试' }).click();
  await dialog.getByText('已重新提交').waitFor();
  await dialog
    .getByRole('listitem')
    .filter({ hasText: String(first?.outTradeNo) })
    .locator('.status.bad')
    .waitFor();
  await inspect(page, 'invoices-retried-outcomes');
  await dialog
    .getByRole('button', { name: /^关\s?闭$/ })
    .last()
    .click();
  await invoicesOf(gateway).reached(String(second?.outTradeNo), '2');
  expect(tab.problems.filter((problem) => !problem.includes('409'))).toEqual([]);
});

test('a picture that cannot be a seal is refused in words that say what to do, and changes nothing', async () => {
  await using tab = await openConsole(browser, gateway, '/invoice-accounts');
  const { page } = tab;
  await page.getByRole('button', { name: '新增 内置电子收据' }).click();
  const negative = Buffer.concat([PNG_SIGNATURE, chunkOf('IHDR', Buffer.alloc(12), { length: -12 })]);
  const choose = (buffer: Buffer) =>
    page.locator('input[type=file]').setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer });
  const photo = Buffer.from('ffd8ffe000104a46494600', 'hex');
  for (const broken of [negative, photo, Buffer.alloc(0)]) {
    await choose(SEAL);
    await page.getByRole('img', { name: '已选择' }).waitFor();
    await page.getByRole('button', { name: '移除' }).click();
    await choose(broken);
    await page.getByText('这不是可以读取的 PNG 图片，请另存为 PNG 后重新选择').waitFor();
    expect(await page.getByRole('img', { name: '已选择' }).count()).toBe(0);
  }
  await inspect(page, 'invoice-account-bad-seal');
  await choose(pngOf({ width: 2049, height: 1 }));
  await page.getByRole('img', { name: '已选择' }).waitFor();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('长或宽超过 2048 像素，请缩小后重新上传').waitFor();
  await choose(Buffer.concat([SEAL, Buffer.alloc(201 * 1024)]));
  await page.getByText('图片超过 200 KB，请缩小后重新选择').waitFor();
  expect((await admin.call('GET /invoice-accounts', {})).body.rows).toEqual([]);
  expect(tab.problems.filter((problem) => !problem.includes('409'))).toEqual([]);
});

test('a school gets a seal, then a provider, and goes back to receipts', async () => {
  await using tab = await openConsole(browser, gateway, '/invoice-accounts');
  const { page } = tab;
  await page.getByText('没有单独设置，全部使用内置电子收据').waitFor();
  await page.getByRole('button', { name: '新增 内置电子收据' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer: SEAL });
  await page.getByRole('img', { name: '已选择' }).waitFor();
  await inspect(page, 'invoice-account-seal');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('row', { name: /内置电子收据.*使用中/ }).waitFor();
  await page.getByRole('button', { name: '新增 诺诺' }).click();
  await page.getByLabel('appKey').fill('x');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('请填写').first().waitFor();
  await inspect(page, 'invoice-account-nuonuo');
  await page.getByRole('button', { name: '取消' }).click();
  await page
    .getByRole('row', { name: /使用中/ })
    .getByRole('button', { name: '停用' })
    .click();
  await page.getByRole('button', { name: '确认' }).click();
  await page.getByRole('row', { name: /内置电子收据.*已停用/ }).waitFor();
  await inspect(page, 'invoice-accounts');
  expect(tab.problems).toEqual([]);
});

test('a seal of 190 KB goes through the API, one with a wrong name or many more bytes does not', async () => {
  const school = { schoolId: '10086', provider: 'receipt', secrets: {} };
  const save = (settings: object) => admin.call('POST /invoice-accounts', { ...school, settings });
  const withComment = pngOf({ extra: chunkOf('tEXt', Buffer.alloc(190_000)) }).toString('base64');
  const saved = await save({ sealPng: withComment });
  expect(saved.status, JSON.stringify(saved.body)).toBe(200);
  const { rows } = (await admin.call('GET /invoice-accounts', {})).body;
  expect(String(rows[0].settings.sealPng).length).toBeLessThan(1000);
  const { body } = await save({
    sealPng: pngOf({ width: 4000, height: 4000, pixels: Buffer.alloc(9) }).toString('base64'),
  });
  expect(body.error).toMatchObject({
    code: 'account_invalid',
    inEnglish: expect.stringContaining('2048 pixels'),
  });
  expect((await save({ sealPng: 'A'.repeat(300_000) })).status).toBe(400);
  expect((await save({ ['n'.repeat(65)]: 'x' })).status).toBe(400);
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, 'x']));
  expect((await save({ keys: many })).status).toBe(400);
});
