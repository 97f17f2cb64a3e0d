import { expect } from 'vitest';
import { findBreaches } from '../../src/ledger/breach-store.ts';
import type { Gateway } from './gateway.ts';

interface BookedPayment {
  readonly payment_no: string;
  readonly transaction_id: string;
  readonly paid_fee: string;
  readonly refunding_fee: string;
  readonly refunded_fee: string;
}

/**
 * What holds after quiescence: our own books break no rule of theirs, the ledger says what payments and
 * refunds say, and both agree with the emulators' own truth: every channel success is booked once with
 * its amount and nothing else is, and what went back there went back here.
 */
export async function expectBooksAgree(gateway: Gateway): Promise<void> {
  expect(await findBreaches(gateway.app.core.db)).toEqual([]);
  await expectLedgerAgrees(gateway);

  const booked = await gateway.app.core.db.query<BookedPayment>({
    text: `select payment_no, transaction_id, paid_fee, refunding_fee, refunded_fee
             from payments where status = 'succeeded'`,
  });
  const truth = [...(await gateway.wechat.books()), ...(await gateway.alipay.books())];
  expect(
    booked.map((payment) => [payment.payment_no, payment.transaction_id, Number(payment.paid_fee)]).sort(),
  ).toEqual(truth.map(({ paymentNo, transactionId, total }) => [paymentNo, transactionId, total]).sort());

  const returned = new Map(
    truth.map(({ paymentNo, refunds }) => [
      paymentNo,
      refunds.filter(({ status }) => status === 'SUCCESS').reduce((sum, { amount }) => sum + amount, 0),
    ]),
  );
  for (const payment of booked) {
    const there = returned.get(payment.payment_no) ?? 0;
    const here = Number(payment.refunded_fee);
    expect(there, `refunds of payment ${payment.payment_no}`).toBeGreaterThanOrEqual(here);
    expect(there, `refunds of payment ${payment.payment_no}`).toBeLessThanOrEqual(
      here + Number(payment.refunding_fee),
    );
  }
}

/** The ledger's accounts say what the payments and refunds say. */
async function expectLedgerAgrees(gateway: Gateway): Promise<void> {
  const [sums] = await gateway.app.core.db.query<Record<string, string>>({
    text: `select coalesce(sum(amount), 0)::text as trial_balance,
                  -- what the channel owes, and what it kept of it once its bill has said so
                  coalesce(sum(amount) filter (where account in ('channel_receivable', 'channel_fees')), 0)::text
                    as receivable,
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
