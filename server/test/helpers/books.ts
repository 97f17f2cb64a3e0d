import { expect } from 'vitest';
import type { Gateway } from './gateway.ts';

interface BookedPayment {
  readonly payment_no: string;
  readonly transaction_id: string;
  readonly paid_fee: string;
  readonly refunding_fee: string;
  readonly refunded_fee: string;
  readonly disposition: string;
  readonly order_status: string;
}

/**
 * The invariants that hold after quiescence, against the emulator's own truth: every channel success is
 * booked once with its amount and nothing else is; refunds never exceed payments and agree with the
 * channel; an order is paid exactly when one payment paid it, and then its partner has a notification;
 * money after close has gone back or is on its way.
 */
export async function expectBooksAgree(gateway: Gateway): Promise<void> {
  const { db } = gateway.app.core;
  const booked = await db.query<BookedPayment>({
    text: `select p.payment_no, p.transaction_id, p.paid_fee, p.refunding_fee, p.refunded_fee, p.disposition,
                  o.status as order_status
             from payments p join orders o using (app_id, order_id) where p.status = 'succeeded'`,
  });
  const truth = await gateway.wechat.books();
  expect(
    booked.map((payment) => [payment.payment_no, payment.transaction_id, Number(payment.paid_fee)]).sort(),
  ).toEqual(truth.map((payment) => [payment.out_trade_no, payment.transaction_id, payment.total]).sort());

  for (const payment of booked) {
    const channel = truth.find(({ out_trade_no }) => out_trade_no === payment.payment_no);
    const returned = (channel?.refunds ?? [])
      .filter(({ status }) => status === 'SUCCESS')
      .reduce((sum, refund) => sum + refund.amount, 0);
    expect(Number(payment.refunded_fee)).toBeLessThanOrEqual(returned);
    expect(Number(payment.refunded_fee) + Number(payment.refunding_fee)).toBeLessThanOrEqual(
      Number(payment.paid_fee),
    );
    if (payment.disposition === 'late' || payment.disposition === 'duplicate') {
      expect(Number(payment.refunded_fee) + Number(payment.refunding_fee)).toBe(Number(payment.paid_fee));
    }
    if (payment.disposition === 'order') expect(payment.order_status).toBe('paid');
  }
  const [untold] = await db.query<{ count: string }>({
    text: `select count(*) from orders o where status = 'paid'
             and not exists (select 1 from notifications n where n.app_id = o.app_id and n.order_id = o.order_id)`,
  });
  expect(untold?.count).toBe('0');
  await expectLedgerAgrees(gateway);
}

/** The ledger balances, and its accounts say what the payments and refunds say. */
async function expectLedgerAgrees(gateway: Gateway): Promise<void> {
  const [sums] = await gateway.app.core.db.query<Record<string, string>>({
    text: `select coalesce(sum(amount), 0)::text as trial_balance,
                  coalesce(sum(amount) filter (where account = 'channel_receivable'), 0)::text as receivable,
                  coalesce(-sum(amount) filter (where account = 'refunds_in_transit'), 0)::text as in_transit,
                  coalesce(-sum(amount) filter (where account = 'suspense'), 0)::text as suspense
             from ledger_entries`,
  });
  const [books] = await gateway.app.core.db.query<Record<string, string>>({
    text: `select '0' as trial_balance,
                  coalesce(sum(paid_fee - refunded_fee), 0)::text as receivable,
                  coalesce(sum(refunding_fee), 0)::text as in_transit,
                  coalesce(sum(paid_fee - refunding_fee - refunded_fee) filter (where disposition <> 'order'), 0)::text as suspense
             from payments where status = 'succeeded'`,
  });
  expect(sums).toEqual(books);
}
