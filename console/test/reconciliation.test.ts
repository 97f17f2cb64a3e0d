import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../server/src/lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../../server/src/lib/shanghai-day.ts';
import { findDay } from '../../server/src/reconciliation/day-store.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { emulatorAdmin } from '../../server/test/helpers/channels/emulator-admin.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
  PASSWORD,
  visitor,
} from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole, prove, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const ACCOUNT = 'sandbox-wechat';

let gateway: Gateway;
let browser: Browser;
let admin: ConsoleClient;
let date: string;
/** Not in the bill; twice in it. */
let lost: string;
let twice: string;
/** In a line that cannot be read. */
let odd: string;

beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  date = plusDays(shanghaiDate(gateway.clock.now()), 1);
  await until(dayStart(date).getTime() + 12 * HOUR_MS);
  lost = await pay(1_200);
  twice = await pay(3_400);
  odd = await pay(5_600);
  await wrong({ kind: 'missing_row', number: lost });
  await wrong({ kind: 'duplicate_row', number: twice });
  await wrong({ kind: 'odd_value', number: odd, column: '订单金额', text: '￥56.00' });
  await until(dayStart(plusDays(date, 1)).getTime() + 10 * HOUR_MS + MINUTE_MS);
  const key = { schoolId: '10086', channelAccountId: ACCOUNT, date };
  await waitFor(async () => (await findDay(gateway.app.core.db, key))?.status === 'reconciled', {
    what: 'the day to be reconciled',
  });
  admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'approver', role: 'refund_approver' });
  await invited(gateway, admin, { account: 'finance', role: 'finance' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const until = (instantMs: number) => gateway.advance(instantMs - gateway.clock.now().getTime());
const wrong = (what: object) =>
  emulatorAdmin(gateway.wechat.url)('POST', '/wechat/bills/discrepancies', {
    mchid: '1900000001',
    bill_date: date,
    ...what,
  });

/** Pays an order; answers the payment's number. */
async function pay(totalAmount: number): Promise<string> {
  const { orderId, outTradeNo } = await gateway.partner.order({ total_fee: totalAmount });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification to arrive' });
  const [row] = await gateway.app.core.db.query<{ payment_no: string }>({
    text: 'select payment_no::text from orders where order_id = $1',
    values: [orderId],
  });
  return row?.payment_no ?? '';
}

test('whoever proposed takes it back, and nobody else does', async () => {
  const list = await admin.call('GET /reconciliation/differences', { date, kind: 'missing_in_bill' });
  const { differenceId } = list.body.rows[0];
  const finance = visitor(gateway);
  await finance.call('POST /sign-in', { account: 'finance', password: PASSWORD });
  const step = (client: ConsoleClient, name: string, params: object = {}) =>
    client.call(`POST /reconciliation/differences/:differenceId/${name}`, { differenceId, ...params });
  expect((await step(finance, 'withdraw')).body.error.code).toBe('repair_not_possible');
  await step(finance, 'propose', { note: '看错了', markKnown: true });
  expect((await step(admin, 'withdraw')).body.error.code).toBe('repair_not_possible');
  expect((await step(finance, 'withdraw')).status).toBe(200);
  const { rows } = (await admin.call('GET /reconciliation/differences', { date, kind: 'missing_in_bill' }))
    .body;
  expect(rows[0]).toMatchObject({ status: 'open', outcome: 'withdrawn' });
});

test('nobody approves what they proposed, whatever their role', async () => {
  const list = await admin.call('GET /reconciliation/differences', { date, kind: 'missing_in_bill' });
  const { differenceId } = list.body.rows[0];
  const step = (name: string, params: object) =>
    admin.call(`POST /reconciliation/differences/:differenceId/${name}`, { differenceId, ...params });
  const seen = { repair: 'mark_known', note: '不必再查' };
  await step('propose', { note: '不必再查', markKnown: true });
  expect((await step('approve', seen)).body.error.code).toBe('same_person');
  expect((await step('reject', { reason: '误操作' })).status).toBe(200);

  // what was shown to the second person was taken back and made another
  await step('propose', { note: '', markKnown: false });
  const second = visitor(gateway);
  await second.call('POST /sign-in', { account: 'approver', password: PASSWORD });
  const approve = (params: object) =>
    second.call('POST /reconciliation/differences/:differenceId/approve', { differenceId, ...params });
  expect((await approve(seen)).body.error.code).toBe('repair_changed');
  expect((await approve({ repair: 'ask_channel', note: '不必再查' })).body.error.code).toBe('repair_changed');
  await step('reject', { reason: '误操作' });
});

test('a line that cannot be read is looked at as it came, and closed with a reason', async () => {
  await using tab = await openConsole(browser, gateway, `/reconciliation/${ACCOUNT}/${date}`, 'finance');
  const { page } = tab;
  await visit(page, gateway, `/reconciliation/${ACCOUNT}/${date}?kind=unreadable_line`);
  const row = page.getByRole('row', { name: new RegExp(odd) });
  await row.getByText('文件第 4 行：“订单金额”不是金额').waitFor();
  await inspect(page, 'reconciliation-unreadable');
  await page.setViewportSize({ width: 375, height: 800 });
  await picture(page, 'reconciliation-unreadable-375');
  // on a phone a row is a card
  const card = page.getByRole('listitem').filter({ hasText: '文件第 4 行' });
  await card.getByRole('button', { name: '处理' }).click();
  await page.getByText('这笔不再另报“账单没有”').waitFor();
  expect(await page.getByText('没有记录').count()).toBe(0);
  await page.getByRole('button', { name: '查看账单原文' }).click();
  await page.getByText('￥56.00').waitFor();
  await picture(page, 'reconciliation-line-375');
  await page.setViewportSize({ width: 1440, height: 900 });
  await picture(page, 'reconciliation-line-1440');
  await page.getByText('不修复，只以说明关闭').click();
  await page.getByLabel('说明（').fill('微信支付答复金额为 56.00 元');
  await page.getByRole('button', { name: '提交复核' }).click();
  await row.getByText('等待另一人复核').waitFor();
  expect(tab.problems).toEqual([]);

  const list = await admin.call('GET /reconciliation/differences', { date, kind: 'unreadable_line' });
  expect(list.body.rows).toMatchObject([{ subject: odd, detail: { lineNo: 4, column: '订单金额' } }]);
  const [{ differenceId, note }] = list.body.rows;
  const approval = { differenceId, repair: 'mark_known', note };
  const approved = await admin.call('POST /reconciliation/differences/:differenceId/approve', approval);
  expect(approved.body).toMatchObject({ status: 'resolved', outcome: 'known' });
  const opened = await admin.call('GET /audit', { action: 'repair.read' });
  expect(opened.body.rows).toMatchObject([{ operator: 'finance', subject: differenceId }]);
});

const rowOf = (page: Page, number: string) => page.getByRole('row', { name: new RegExp(number) });

test('one person finds the differences of a day, and proposes what to do about each', async () => {
  await using tab = await openConsole(browser, gateway, '/overview', 'finance');
  const { page } = tab;
  await page.getByRole('link', { name: '对账差异 2' }).click();
  const day = page.getByRole('row', { name: new RegExp(`${date}.*微信支付`) });
  await day.getByText('2 项待处理').waitFor();
  const days = async (hasWork: boolean) =>
    (await admin.call('GET /reconciliation/days', { channel: 'wechat', hasWork })).body.rows;
  expect(await days(true)).toMatchObject([{ date, openCount: 2 }]);
  expect((await days(false)).map((each: { date: string }) => each.date)).not.toContain(date);
  await inspect(page, 'reconciliation-days');
  await day.getByRole('link', { name: date }).click();
  const missing = rowOf(page, lost);
  await missing.getByRole('cell', { name: '我方已入账，账单没有这笔收款', exact: true }).waitFor();
  await inspect(page, 'reconciliation-day');
  expect(await page.getByRole('button', { name: '锁定该日' }).count()).toBe(0);

  const doubled = rowOf(page, twice);
  await doubled.getByRole('button', { name: '处理' }).click();
  await page.getByLabel('说明（').fill('渠道账单重复出行，已电话核实');
  await inspect(page, 'reconciliation-propose');
  await page.getByRole('button', { name: '提交复核' }).click();
  await doubled.getByText('等待另一人复核').waitFor();
  // several at once, here of one: each has its outcome
  await page.getByRole('checkbox', { name: '选择本页全部' }).check();
  await page.getByRole('button', { name: '一并处理 1 项' }).click();
  await page.getByText('向渠道查询这一笔。').waitFor();
  await expectAccessible(page, 'several differences');
  await page.getByRole('button', { name: '逐项提交复核' }).click();
  await page.getByText('共 1 项，已处理 1 项').waitFor();
  await page.getByText('已提交复核').waitFor();
  await expectAccessible(page, 'how it went');
  await picture(page, 'reconciliation-many-1440');
  await page.getByRole('button', { name: '完成' }).click();
  await missing.getByText('等待另一人复核').waitFor();
  expect(tab.problems).toEqual([]);
});

test('another person approves one after a proof, and sends the other back', async () => {
  await using tab = await openConsole(browser, gateway, '/reconciliation', 'approver');
  const { page } = tab;
  await gateway.advance(6 * MINUTE_MS);
  await visit(page, gateway, `/reconciliation/${ACCOUNT}/${date}`);
  const missing = rowOf(page, lost);
  await missing.getByRole('button', { name: '复核' }).click();
  await page.getByText('finance 提出').waitFor();
  await inspect(page, 'reconciliation-approve');
  await page.getByRole('button', { name: '通过并执行' }).click();
  await prove(page);
  await missing.getByText('渠道确认我方记录正确').waitFor();
  const doubled = rowOf(page, twice);
  await doubled.getByRole('button', { name: '复核' }).click();
  await page.getByLabel('驳回原因').fill('请附核实记录');
  await page.getByRole('button', { name: '驳回' }).click();
  await doubled.getByText('待处理').waitFor();
  expect(await page.getByRole('button', { name: '锁定该日' }).isDisabled()).toBe(true);
  expect(tab.problems).toEqual([]);
});

test('what was sent back is proposed again, and a day with nothing open is locked', async () => {
  const path = `/reconciliation/${ACCOUNT}/${date}`;
  await using first = await openConsole(browser, gateway, path, 'finance');
  await rowOf(first.page, twice).getByRole('button', { name: '处理' }).click();
  await first.page.getByLabel('说明（').fill('核实记录见工单');
  await first.page.getByRole('button', { name: '提交复核' }).click();
  await rowOf(first.page, twice).getByText('等待另一人复核').waitFor();

  await using second = await openConsole(browser, gateway, path, 'approver');
  const { page } = second;
  await rowOf(page, twice).getByRole('button', { name: '复核' }).click();
  await page.getByRole('button', { name: '通过并执行' }).click();
  await rowOf(page, twice).getByText('已说明').waitFor();
  // the day adds up: what was explained is named, and nothing is left
  const { bridge } = (
    await admin.call('GET /reconciliation/days/:channelAccountId/:date/bridge', {
      channelAccountId: ACCOUNT,
      date,
    })
  ).body;
  expect(bridge).toEqual({
    ours: { paid: { count: 3, amount: 10_200 }, refunded: { count: 0, amount: 0 } },
    bill: { paid: { count: 2, amount: 6_800 }, refunded: { count: 0, amount: 0 } },
    parts: [
      { side: 'payment', kind: 'duplicate_row', status: 'resolved', count: 1, amount: 3_400 },
      { side: 'payment', kind: 'missing_in_bill', status: 'resolved', count: 1, amount: -1_200 },
      { side: 'payment', kind: 'unreadable_line', status: 'resolved', count: 1, amount: -5_600 },
    ],
  });
  await page.getByRole('row', { name: /^净额 ¥102\.00 ¥68\.00 -¥34\.00$/ }).waitFor();
  await page.getByText('尚未说明的差额').getByText('¥0.00').waitFor();
  await page.getByRole('listitem').and(page.locator('[aria-current=step]')).getByText('锁定').waitFor();
  await page.getByRole('button', { name: '锁定该日' }).click();
  await page.getByRole('button', { name: '确认' }).click();
  await page.getByText('已锁定').first().waitFor();
  await inspect(page, 'reconciliation-locked');
  expect([...first.problems, ...second.problems]).toEqual([]);
});

test('a bill is fetched by hand and compared with its progress; differences go into a file', async () => {
  await using tab = await openConsole(browser, gateway, '/reconciliation');
  const { page } = tab;
  await page.getByRole('button', { name: '取账单' }).click();
  await page.getByRole('combobox', { name: '商户号' }).click();
  await page.getByTitle(/微信支付 · 1900000001/).click();
  await inspect(page, 'reconciliation-fetch');
  await page.getByLabel('账单日').fill(plusDays(date, -1));
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/reconciliation/${ACCOUNT}/${plusDays(date, -1)}`);
  await page.getByText('定时任务').waitFor();
  await page.getByRole('button', { name: '重新对账' }).click();
  await page.getByRole('cell', { name: /^管理员 / }).waitFor();
  await page.getByText('0 / 0 行相符').waitFor();
  await visit(page, gateway, `/reconciliation/${ACCOUNT}/${date}?status=resolved`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ]);
  const file = await readFile(await download.path(), 'utf8');
  expect(file).toContain(lost);
  expect(file.trim().split('\r\n')).toHaveLength(4);
  expect(file).toContain('“订单金额”不是金额');
  expect(tab.problems).toEqual([]);
});
