import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY_MS, SECOND_MS } from '../../server/src/lib/clock.ts';
import { applyForRefund } from '../../server/src/processing/apply-for-refund.ts';
import { rejectRefund } from '../../server/src/processing/decide-refund.ts';
import { changeSchool } from '../../server/src/schools/manage-schools.ts';
import { orderTimeline } from '../../server/src/timeline/order-timeline.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator, invited } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { invoicesOf } from '../../server/test/helpers/partner/invoices.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { focused, inspect, openConsole, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const LOOK_EVERY_MS = 10_000;

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  const admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'approver', role: 'refund_approver', schoolIds: ['10086'] });
  await setLimit(100);
  browser = await openBrowser();
});
afterEach(async () => {
  await gateway.wechat.merchant({ balance_fen: null });
  await gateway.wechat.clearFaults();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const setLimit = (refundApprovalAbove: number) =>
  changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove });
const timeline = (orderId: string) => orderTimeline(gateway.app.core, 'all', orderId);
const paid = (total_fee: string) => invoicesOf(gateway).paid({ total_fee });
const REFUND = /^退\s?款$/;

test('a refund whose answer was lost is asked for again in the same dialog, and goes back once', async () => {
  const { orderId } = await paid('100');
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await page.route(
    '**/refund',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: REFUND }).click();
  await page.getByLabel('退款金额（元）').fill('¥0.60');
  await page.getByLabel('原因').fill('退宿');
  await page.getByRole('button', { name: '确认退款' }).click();
  await page.getByRole('alert').getByText('网络不通').waitFor();
  // what the page shows is asked for anew: it went through
  await page.getByText('申请退款 ¥0.60').first().waitFor();
  await page.getByLabel('原因').fill('学生退宿');
  await page.getByRole('button', { name: '确认退款' }).click();
  await page
    .getByRole('status')
    .getByText(/退款已提交渠道|退款成功/)
    .waitFor();
  expect((await timeline(orderId)).refunds).toMatchObject([{ refundAmount: 60 }]);
  expect(tab.problems.filter((problem) => !problem.includes('net::ERR_FAILED'))).toEqual([]);
});

test('a refund that the channel refuses at once is shown as not refunded, with the reason', async () => {
  const { orderId } = await paid('100');
  await gateway.wechat.merchant({ balance_fen: 0 });
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await page.getByRole('button', { name: REFUND }).click();
  await page.getByRole('button', { name: '全部 1.00' }).click();
  await page.getByLabel('原因').fill('退宿');
  await page.getByRole('button', { name: '确认退款' }).click();
  await page.getByRole('alert').getByText('退款失败，款项未退').waitFor();
  // what is wrong stands in a box with its cure, and is no refund under way
  const trouble = page.getByRole('region', { name: '需要处理' });
  await trouble.getByRole('heading', { name: '退款失败，尚未重新退款 ¥1.00' }).waitFor();
  expect(await page.locator('.order-head').innerText()).toMatch(/退款失败(?!.*退款中)/s);
  await inspect(page, 'console-refund-failed');
  await trouble.getByRole('button', { name: '重新退款' }).click();
  expect(await page.getByLabel('退款金额（元）').inputValue()).toBe('1.00');
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.setViewportSize({ width: 375, height: 812 });
  await expectAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(tab.problems).toEqual([]);
});

test('a failed refund leaves the list of open problems when somebody says why nobody asks for it anew', async () => {
  const { orderId } = await paid('100');
  await gateway.wechat.merchant({ balance_fen: 0 });
  const input = { orderId, refundAmount: 70, reason: '退宿' };
  const { refundId = '' } = (await applyForRefund(gateway.app.core, 'all', 'admin', input)).refund ?? {};
  await using hers = await openConsole(browser, gateway, '/problems/refund_failed', 'approver');
  await hers.page.getByRole('row', { name: refundId }).waitFor();
  expect(await hers.page.getByRole('button', { name: /^办\s?结$/ }).count()).toBe(0);

  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  await page.getByRole('link', { name: '退款失败，尚未重新退款' }).click();
  const row = page.getByRole('row', { name: refundId });
  await row.getByRole('button', { name: /^办\s?结$/ }).click();
  const dialog = page.getByRole('dialog', { name: '办结失败的退款 ¥0.70' });
  await dialog.getByLabel('原因').fill('已用现金退还');
  await inspect(page, 'console-refund-seen-to');
  await dialog.getByRole('button', { name: /^确\s?认$/ }).click();
  await row.waitFor({ state: 'detached' });
  await visit(page, gateway, `/orders/${orderId}`);
  await page.getByText('管理员 办结了失败的退款').waitFor();
  await page.getByText('已用现金退还').waitFor();
  expect([...tab.problems, ...hers.problems]).toEqual([]);
});

test('what waits for a second person cannot be asked for twice, and she sees what she decides about', async () => {
  const { orderId, outTradeNo } = await paid('500');
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await page.getByRole('button', { name: REFUND }).click();
  await page.getByLabel('退款金额（元）').fill('4');
  await page.getByLabel('原因').fill('退宿');
  await page.getByRole('button', { name: '确认退款' }).click();
  await page.getByRole('status').getByText('等待另一人审核').waitFor();
  // the page has been read anew
  await page.getByText('退款待审核').first().waitFor();
  await page.getByRole('button', { name: REFUND }).click();
  await page.getByRole('note').getByText('另有 4.00 元的退款申请等待审核').waitFor();
  await page.getByRole('button', { name: '全部 1.00' }).waitFor();
  await inspect(page, 'console-refund-waiting');

  await using hers = await openConsole(browser, gateway, '/refund-applications', 'approver');
  // news is read out only where there was a place for it before
  const news = hers.page.locator('main .came-of-it');
  await news.waitFor({ state: 'attached' });
  await hers.page.getByRole('button', { name: /^通\s?过$/ }).click();
  const dialog = hers.page.getByRole('dialog', { name: '通过并退款 ¥4.00' });
  await dialog.getByText(outTradeNo).waitFor();
  await dialog.getByText('管理员 申请').waitFor();
  await dialog.getByText('¥5.00').waitFor();
  await dialog.getByLabel('审核意见').fill('已核对');
  await inspect(hers.page, 'console-refund-deciding');
  await gateway.wechat.merchant({ balance_fen: 0 });
  await dialog.getByRole('button', { name: /^通\s?过$/ }).click();
  await news.getByRole('alert').getByText('退款失败，款项未退').waitFor();
  await focused(news);
  expect([...tab.problems, ...hers.problems]).toEqual([]);
});

test('money of a wrong amount is sent back from the order’s page', async () => {
  const { orderId } = await gateway.partner.order({ total_fee: '100' });
  await gateway.wechat.fault({ callback: 'payment', fault: 'wrong_amount', times: 1 });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  const held = await waitFor(
    async () => (await timeline(orderId)).payments.find(({ disposition }) => disposition === 'wrong_amount'),
    { what: 'the money to be booked' },
  );
  await setLimit(held.paidAmount ?? 0);
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await page.getByRole('button', { name: /^退回金额不符的/ }).click();
  await page.getByLabel('原因').fill('金额不符');
  await page.getByRole('button', { name: '确认退款' }).click();
  // the emulated callback alone told another amount: the channel knows of no such money
  await page.getByRole('alert').getByText('退款失败，款项未退').waitFor();
  expect((await timeline(orderId)).refunds).toMatchObject([
    { refundAmount: held.paidAmount, paymentNo: held.paymentNo, cause: 'wrong_amount' },
  ]);
  expect(tab.problems).toEqual([]);
});

test('several applications are approved one by one, each with its outcome; what was decided meanwhile is refused alone', async () => {
  const apply = async () => {
    const { orderId } = await paid('300');
    const input = { orderId, refundAmount: 200, reason: '退宿' };
    return (await applyForRefund(gateway.app.core, 'all', 'admin', input)).application.refundApplicationId;
  };
  const first = await apply();
  await apply();
  const cut = await apply();
  await using tab = await openConsole(browser, gateway, '/refund-applications', 'approver');
  const { page } = tab;
  const boxes = page.getByRole('checkbox', { name: /^选择 .*¥2\.00$/ });
  for (const at of [0, 1, 2]) await boxes.nth(at).check();
  await page.getByText('已选 3 项').waitFor();
  await picture(page, 'lists-chosen-1440');
  await page.getByRole('button', { name: '全部通过' }).click();
  const asking = page.getByRole('dialog', { name: '通过 3 笔退款，共 ¥6.00' });
  await asking.getByLabel('审核意见').fill('材料齐全');
  await rejectRefund(gateway.app.core, 'all', 'approver', { refundApplicationId: first, note: '重复' });
  // an answer that breaks off is none, and the next one is asked for
  await page.route(`**/${cut}/approve`, async (route) =>
    route.fulfill({ response: await route.fetch(), body: '{"status":' }),
  );
  await asking.getByRole('button', { name: '逐笔通过' }).click();
  await page.getByText('共 3 项，已处理 3 项，其中 2 项未成功').waitFor();
  await page.getByText('网络不通').waitFor();
  await page.getByText(/^退款(已提交渠道|成功)$/).waitFor();
  await expectAccessible(page, 'how it went with several');
  await picture(page, 'lists-many-1440');
  await page.getByRole('button', { name: '完成' }).click();
  await boxes.first().waitFor({ state: 'detached' });
  expect(tab.problems.filter((problem) => !problem.includes('status of 4'))).toEqual([]);
});

test('a list that moves on by itself is counted when it is opened, and again once its rows are others', async () => {
  await gateway.wechat.merchant({ refund_delay_ms: 30 * DAY_MS });
  const { orderId } = await paid('100');
  const input = { orderId, refundAmount: 50, reason: '退宿' };
  const { refundId = '' } = (await applyForRefund(gateway.app.core, 'all', 'admin', input)).refund ?? {};
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  const asked: boolean[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === '/console-api/refunds') asked.push(searchParams.get('totals') === 'true');
  });
  await page.clock.install();
  await visit(page, gateway, '/refunds');
  await page.getByRole('row', { name: refundId }).getByText('退款中').waitFor();
  const counts = await page.locator('.list-totals').innerText();
  for (const looks of [1, 2, 3]) {
    await page.clock.fastForward(LOOK_EVERY_MS);
    await waitFor(() => asked.length > looks, { what: `look ${looks}` });
  }
  expect(asked.slice(0, 4)).toEqual([true, false, false, false]);
  expect(await page.locator('.list-totals').innerText()).toBe(counts);
  await gateway.wechat.settleRefund(refundId, 'SUCCESS');
  await gateway.advanceUntil(SECOND_MS, 'the refund to settle', async () =>
    (await timeline(orderId)).refunds.some(({ status }) => status === 'succeeded'),
  );
  await page.clock.fastForward(LOOK_EVERY_MS);
  await page.getByRole('row', { name: refundId }).getByText('已退款').waitFor();
  await waitFor(() => asked.at(-1) === true, { what: 'the rows to be counted anew' });
  expect(tab.problems).toEqual([]);
});
