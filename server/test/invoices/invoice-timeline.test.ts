import { readFields } from '@zhixiao/protocol/fields';
import { invoiceShape } from '@zhixiao/protocol/invoice-fields';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { saveInvoiceAccount } from '../../src/invoices/account-store.ts';
import { applicationInScope, retryInScope, reverseInScope } from '../../src/invoices/operate-invoice.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { countOpenProblems } from '../../src/overview/open-problems.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import type { TimelineEvent } from '../../src/timeline/timeline-event.ts';
import { emulatedNuonuo } from '../helpers/channels/emulated-nuonuo.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { invoicesOf, PERSON } from '../helpers/partner/invoices.ts';
import { waitFor } from '../helpers/wait-for.ts';

const TERMS = readFields(invoiceShape, PERSON);

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
let nuonuo: Awaited<ReturnType<typeof emulatedNuonuo>>;
beforeAll(async () => {
  gateway = await startGateway();
  invoices = invoicesOf(gateway);
  nuonuo = await emulatedNuonuo(gateway);
});
afterEach(async () => {
  await nuonuo.useSecret();
  await nuonuo.plan({});
  await nuonuo.clearFaults();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const invoiceEvents = async (orderId: string) => {
  const { events } = await orderTimeline(gateway.app.core, 'all', orderId);
  return events.filter(({ what }) => what.startsWith('invoice_'));
};
const attempts = (events: readonly TimelineEvent[]) =>
  events.flatMap((event) => (event.what === 'invoice_attempt' ? [`${event.action} ${event.detail}`] : []));
const problems = async () =>
  new Map((await countOpenProblems(gateway.app.core, 'all')).map(({ kind, count }) => [kind, count]));

test('the timeline of an order shows what became of its invoices, and names no buyer', async () => {
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  await invoices.refund(outTradeNo, 40);
  await gateway.advanceUntil(5 * SECOND_MS, 'the rest to be issued', async () => {
    const { content } = await invoices.query(outTradeNo);
    return content.status === '2' && content.total_fee === '60';
  });
  await reverseInScope(gateway.app.core, 'all', '王会计', { orderId, reason: '抬头有误 ' });
  await invoices.reached(outTradeNo, '5', 5 * SECOND_MS);

  const timeline = await orderTimeline(gateway.app.core, 'all', orderId);
  expect(timeline.invoices).toMatchObject([
    { source: 'remainder', status: 'reversed', amount: 60, reversedBy: '王会计' },
    { source: 'order', status: 'reversed', amount: 100, reversedBy: undefined },
  ]);
  const events = await invoiceEvents(orderId);
  expect(events.flatMap((event) => (event.what === 'invoice_attempt' ? [] : [event.what]))).toEqual([
    'invoice_requested',
    'invoice_issued',
    'invoice_reversing',
    'invoice_reversed',
    'invoice_requested',
    'invoice_issued',
    'invoice_reversing',
    'invoice_reversed',
  ]);
  expect(events.filter(({ what }) => what === 'invoice_reversing')).toMatchObject([
    { by: undefined, reason: undefined },
    { by: '王会计', reason: '抬头有误' },
  ]);
  expect(attempts(events)).toEqual(
    expect.arrayContaining(['issue issuing', 'query issued', 'query_reversal reversed']),
  );
  expect(JSON.stringify([timeline.invoices, events])).not.toContain(PERSON.payer_name);
});

test('a failed invoice is a problem until an operator has it issued again, under another number', async () => {
  await nuonuo.plan({ outcome: 'failed', reason: '商品编码不可用，请联系 13812345678' });
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await invoices.reached(outTradeNo, '3', 5 * SECOND_MS);
  expect((await problems()).get('invoice_failed')).toBe(1);
  expect(attempts(await invoiceEvents(orderId)).at(-1)).toContain('failed：商品编码不可用，请联系 138****');

  await nuonuo.plan({});
  await retryInScope(gateway.app.core, 'all', orderId);
  await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
  expect((await problems()).has('invoice_failed')).toBe(false);
  const [again, failed] = await invoices.ofOrder(orderId);
  expect(again).toMatchObject({ source: 'operator', status: 'issued', terms: PERSON });
  expect(again?.invoiceNo).not.toBe(failed?.invoiceNo);
});

test('an invoice that waits for a person is a problem until he has been there', async () => {
  await nuonuo.plan({ outcome: 'blocked' });
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await gateway.advanceUntil(5 * SECOND_MS, 'the invoice to be blocked', async () =>
    (await problems()).has('invoice_blocked'),
  );
  const [blocked] = await invoices.ofOrder(orderId);
  await nuonuo.settle(blocked?.invoiceNo ?? '', 'issued');
  await invoices.reached(outTradeNo, '2', MINUTE_MS);
  expect((await problems()).has('invoice_blocked')).toBe(false);
});

test('an operator need not wait for the next try', async () => {
  await nuonuo.fault({ match: { path: 'requestBillingNew' }, fault: 'status', status: 503, times: 1000 });
  const { orderId, outTradeNo } = await invoices.paid({ piaoju: PERSON });
  const latest = async () => (await invoices.ofOrder(orderId))[0];
  await gateway.advanceUntil(MINUTE_MS, 'the next try to be far away', async () => {
    const dueAt = (await latest())?.dueAt?.getTime() ?? 0;
    return dueAt - gateway.clock.now().getTime() > 5 * MINUTE_MS;
  });
  await nuonuo.clearFaults();
  await retryInScope(gateway.app.core, 'all', orderId);
  const { invoiceNo } = (await latest()) ?? {};
  await waitFor(async () => (await nuonuo.invoices()).some(({ order_no }) => order_no === invoiceNo), {
    what: 'the provider to have it',
  });
  await invoices.reached(outTradeNo, '2', 5 * SECOND_MS);
});

test('an account nobody can use keeps its invoices, tries them less and less, and says what is wrong', async () => {
  const { core } = gateway.app;
  const broken = { invoiceAccountId: 'school-nuonuo', schoolId: '10086', provider: 'nuonuo' } as const;
  await saveInvoiceAccount(core.db, core.vault, { ...broken, settings: {}, secrets: {} }, core.clock.now());
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  const isPatient = async () => {
    const [invoice] = await invoices.ofOrder(orderId);
    return (invoice?.dueAt?.getTime() ?? 0) - gateway.clock.now().getTime() > 5 * MINUTE_MS;
  };
  await gateway.advanceUntil(MINUTE_MS, 'the next try to be far away', isPatient);
  const events = await invoiceEvents(orderId);
  // the same answer is told once
  expect(events).toMatchObject([
    { what: 'invoice_requested' },
    { what: 'invoice_attempt', action: 'issue', outcome: 'not_done' },
  ]);
  await gateway.advance(DAY_MS);
  expect((await problems()).get('invoice_late')).toBe(1);

  await nuonuo.useSecret();
  // the next try is up to an hour away
  await invoices.reached(outTradeNo, '2', 5 * MINUTE_MS);
});

test('an operator of another school finds none of it', async () => {
  const { orderId } = await invoices.paid();
  const { core } = gateway.app;
  await expect(retryInScope(core, ['20000'], orderId)).rejects.toThrow('order_not_found');
  await expect(applicationInScope(core, ['20000'], orderId, () => TERMS)).rejects.toThrow('order_not_found');
  await expect(reverseInScope(core, ['20000'], '王会计', { orderId, reason: '误' })).rejects.toThrow(
    'order_not_found',
  );
  await expect(retryInScope(core, ['10086'], orderId)).rejects.toThrow('invoice_not_found');
  await applicationInScope(core, ['10086'], orderId, () => TERMS);
  expect(await invoices.ofOrder(orderId)).toMatchObject([{ source: 'operator' }]);
});
