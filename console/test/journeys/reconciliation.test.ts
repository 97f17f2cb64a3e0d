import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../server/src/lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../../../server/src/lib/shanghai-day.ts';
import { findDay } from '../../../server/src/reconciliation/day-store.ts';
import { openBrowser } from '../../../server/test/helpers/browser/browser.ts';
import { emulatorAdmin } from '../../../server/test/helpers/channels/emulator-admin.ts';
import { firstAdministrator, invited } from '../../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../../server/test/helpers/wait-for.ts';
import { portOfPages } from '../helpers/pages-left.ts';
import { begin, WIDTHS } from './journey.ts';

const KEY = { schoolId: '10086', channelAccountId: 'sandbox-wechat' };
const DIFFERENCES = 3;

let gateway: Gateway;
let browser: Browser;
/** A day with three differences for each width. */
const dates = new Map<number, string>();
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  const first = plusDays(shanghaiDate(gateway.clock.now()), 1);
  for (const [at, width] of WIDTHS.entries()) dates.set(width, plusDays(first, at));
  for (const date of dates.values()) await dayWithDifferences(date);
  const admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'finance', role: 'finance' });
  await invited(gateway, admin, { account: 'approver', role: 'refund_approver' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const until = (instantMs: number) => gateway.advance(instantMs - gateway.clock.now().getTime());

/** Three payments that are in the bill twice, which somebody has to explain. */
async function dayWithDifferences(date: string): Promise<void> {
  await until(dayStart(date).getTime() + 12 * HOUR_MS);
  for (let n = 0; n < DIFFERENCES; n += 1) {
    const { orderId, outTradeNo } = await gateway.partner.order({ total_fee: 1_200 + n });
    await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
    await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification to arrive' });
    const [row] = await gateway.app.core.db.query<{ payment_no: string }>({
      text: 'select payment_no::text from orders where order_id = $1',
      values: [orderId],
    });
    await emulatorAdmin(gateway.wechat.url)('POST', '/wechat/bills/discrepancies', {
      mchid: '1900000001',
      bill_date: date,
      kind: 'duplicate_row',
      number: row?.payment_no,
    });
  }
  await until(dayStart(plusDays(date, 1)).getTime() + 10 * HOUR_MS + MINUTE_MS);
  await waitFor(async () => (await findDay(gateway.app.core.db, { ...KEY, date }))?.status === 'reconciled', {
    what: 'the day to be reconciled',
  });
}

test('one person explains three differences, another approves them and locks the day', async () => {
  const date = dates.get(1440) ?? '';
  await using first = await begin(browser, gateway, { name: 'explain', width: 1440, account: 'finance' });
  const day = (page: typeof first.page) => page.getByRole('row').getByRole('link', { name: date });
  await first.click(first.page.getByRole('link', { name: /^对账差异/ }));
  await first.arrived(day(first.page));
  await first.click(day(first.page));
  const all = first.page.getByRole('checkbox', { name: '选择本页全部' });
  await first.arrived(all);
  await first.click(all);
  await first.click(first.page.getByRole('button', { name: `一并处理 ${DIFFERENCES} 项` }));
  const note = first.page.getByRole('dialog').getByRole('textbox');
  await first.arrived(note.and(first.page.locator(':focus')));
  await first.type('渠道重复出行，已核实');
  await first.click(first.page.getByRole('button', { name: '逐项提交复核' }));
  await first.arrived(first.page.getByText(`共 ${DIFFERENCES} 项，已处理 ${DIFFERENCES} 项`));
  expect(first.figure()).toEqual({ clicks: 5, keys: 10 });

  await using second = await begin(browser, gateway, { name: 'lock', width: 1440, account: 'approver' });
  const { page } = second;
  await second.click(page.getByRole('link', { name: /^对账差异/ }));
  await second.arrived(day(page));
  await second.click(day(page));
  await second.arrived(page.getByRole('checkbox', { name: '选择本页全部' }));
  await second.click(page.getByRole('checkbox', { name: '选择本页全部' }));
  await second.click(page.getByRole('button', { name: `一并复核 ${DIFFERENCES} 项` }));
  const approve = page.getByRole('button', { name: '逐项通过并执行' });
  await second.arrived(approve);
  await second.click(approve);
  const close = page.getByRole('button', { name: '完成' });
  await second.arrived(close);
  await second.click(close);
  const lock = page.getByRole('button', { name: '锁定该日' });
  await second.arrived(lock);
  await second.click(lock);
  await second.click(page.getByRole('dialog').getByRole('button', { name: /^确\s?认$/ }));
  await second.arrived(page.getByText('已锁定').first());
  expect(second.figure()).toEqual({ clicks: 8, keys: 0 });
  expect([...first.problems, ...second.problems]).toEqual([]);
});

test('on a phone the same is done one by one', async () => {
  const date = dates.get(375) ?? '';
  const open = async (journey: Awaited<ReturnType<typeof begin>>) => {
    const card = journey.page.getByRole('link', { name: /^对账差异/ });
    await journey.arrived(card);
    await journey.click(card);
    const day = journey.page.locator('main').getByRole('link', { name: date });
    await journey.arrived(day);
    await journey.click(day);
  };
  await using first = await begin(browser, gateway, { name: 'explain', width: 375, account: 'finance' });
  await open(first);
  const repair = first.page.getByRole('listitem').getByRole('button', { name: /^处\s?理$/ });
  for (let left = DIFFERENCES; left > 0; left -= 1) {
    await waitFor(async () => (await repair.count()) === left, { what: `${left} differences to be left` });
    await first.arrived(repair);
    await first.click(repair.first());
    const dialog = first.page.getByRole('dialog');
    await first.arrived(dialog.getByRole('textbox'));
    await first.click(dialog.getByRole('textbox'));
    await first.type('已核实');
    await first.click(dialog.getByRole('button', { name: '提交复核' }));
    await dialog.waitFor({ state: 'hidden' });
  }
  expect(first.figure()).toEqual({ clicks: 11, keys: 9 });

  await using second = await begin(browser, gateway, { name: 'lock', width: 375, account: 'approver' });
  const { page } = second;
  await open(second);
  const review = page.getByRole('listitem').getByRole('button', { name: /^复\s?核$/ });
  for (let left = DIFFERENCES; left > 0; left -= 1) {
    await waitFor(async () => (await review.count()) === left, { what: `${left} proposals to be left` });
    await second.arrived(review);
    await second.click(review.first());
    const approve = page.getByRole('button', { name: '通过并执行' });
    await second.arrived(approve);
    await second.click(approve);
    await approve.waitFor({ state: 'hidden' });
  }
  const lock = page.getByRole('button', { name: '锁定该日' });
  await second.arrived(lock);
  await second.click(lock);
  await second.click(page.getByRole('dialog').getByRole('button', { name: /^确\s?认$/ }));
  await second.arrived(page.getByText('已锁定').first());
  expect(second.figure()).toEqual({ clicks: 10, keys: 0 });
  expect([...first.problems, ...second.problems]).toEqual([]);
});
