import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyForRefund } from '../../../server/src/processing/apply-for-refund.ts';
import { changeSchool } from '../../../server/src/schools/manage-schools.ts';
import { openBrowser } from '../../../server/test/helpers/browser/browser.ts';
import { firstAdministrator, invited } from '../../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../../server/test/helpers/gateway/gateway.ts';
import { invoicesOf } from '../../../server/test/helpers/partner/invoices.ts';
import { portOfPages } from '../helpers/pages-left.ts';
import { begin, WIDTHS } from './journey.ts';

const PERSON = { user_no: '20140548', user_name: '李四' };
const CONFIRM = /^通\s?过/;

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  const admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'finance', role: 'finance' });
  await invited(gateway, admin, { account: 'approver', role: 'refund_approver' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const paid = (terms: object) => invoicesOf(gateway).paid({ total_fee: 10_000, ...PERSON, ...terms });
const setLimit = (refundApprovalAbove: number) =>
  changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove });

test.each(WIDTHS)('half of a student’s payment goes back, at %i px', async (width) => {
  await setLimit(100_000);
  const { orderId } = await paid({});
  await using journey = await begin(browser, gateway, { name: 'refund', width, account: 'finance' });
  const { page, isPhone } = journey;
  await journey.search('20140548');
  await journey.arrived(page.getByRole('option', { name: '查“20140548”的订单' }));
  await journey.press('Enter');
  const found = page.getByRole('link', { name: orderId });
  await journey.arrived(found);
  await journey.click(found);
  const refund = page.getByRole('button', { name: /^退\s?款$/ });
  await journey.arrived(refund);
  await journey.click(refund);
  const dialog = page.getByRole('dialog', { name: '退款' });
  await journey.arrived(dialog.getByText('实收'));
  await journey.click(dialog.getByRole('button', { name: '一半 50.00' }));
  if (isPhone) await journey.click(dialog.getByLabel('原因'));
  else await journey.press('Tab');
  await journey.type('退宿');
  await journey.click(dialog.getByRole('button', { name: '确认退款' }));
  await journey.arrived(page.getByRole('status').getByText(/退款已提交渠道|退款成功/));
  expect(journey.figure()).toEqual(isPhone ? { clicks: 6, keys: 11 } : { clicks: 4, keys: 13 });
  expect(journey.problems).toEqual([]);
});

test.each(WIDTHS)('a second person approves a refund, at %i px', async (width) => {
  await setLimit(100);
  const { orderId } = await paid({});
  await applyForRefund(gateway.app.core, 'all', 'finance', { orderId, refundAmount: 5_000, reason: '退宿' });
  await using journey = await begin(browser, gateway, { name: 'approve', width, account: 'approver' });
  const { page, isPhone } = journey;
  const card = page.getByRole('link', { name: /^退款待审核 1/ });
  await journey.arrived(card);
  await journey.click(card);
  const approve = page.getByRole(isPhone ? 'listitem' : 'row').getByRole('button', { name: CONFIRM });
  await journey.arrived(approve);
  await journey.click(approve);
  const dialog = page.getByRole('dialog');
  await journey.arrived(dialog.getByRole('textbox').and(page.locator(':focus')));
  await journey.type('同意');
  await journey.click(dialog.getByRole('button', { name: CONFIRM }));
  await journey.arrived(page.getByRole('status').getByText(/退款已提交渠道|退款成功/));
  expect(journey.figure()).toEqual({ clicks: 3, keys: 2 });
  expect(journey.problems).toEqual([]);
});

test.each(WIDTHS)('an invoice is issued to a student, from the found list, at %i px', async (width) => {
  const { orderId } = await paid({});
  await using journey = await begin(browser, gateway, {
    name: 'invoice',
    width,
    account: 'finance',
    at: `/orders?number=${orderId}`,
  });
  const { page, isPhone } = journey;
  const found = page.getByRole('link', { name: orderId });
  await journey.arrived(found);
  await journey.click(found);
  const issue = page.getByRole('button', { name: /^开\s?票$/ });
  await journey.arrived(issue);
  await journey.click(issue);
  const dialog = page.getByRole('dialog', { name: '开票' });
  const phone = dialog.getByLabel('接收手机');
  await journey.arrived(phone);
  // the name is the payer's, unless another is given
  if (isPhone) await journey.click(phone);
  else await journey.press('Tab', 'Tab');
  await journey.type('13000000000');
  await journey.press('Enter');
  await journey.arrived(page.getByText('已申请开票').first());
  const [invoice] = await invoicesOf(gateway).ofOrder(orderId);
  expect(invoice?.terms.payer_name).toBe(PERSON.user_name);
  expect(journey.figure()).toEqual(isPhone ? { clicks: 3, keys: 12 } : { clicks: 2, keys: 14 });
  expect(journey.problems).toEqual([]);
});
