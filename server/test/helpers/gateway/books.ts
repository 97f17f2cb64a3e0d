import { expect } from 'vitest';
import type { Queryable } from '../../../src/db/database.ts';
import { checkBooks } from '../../../src/ledger/check-books.ts';
import { returnedAmount } from '../channels/emulator-admin.ts';
import type { Gateway } from './gateway.ts';

interface BookedPayment {
  readonly payment_no: string;
  readonly transaction_id: string;
  readonly paid_amount: string;
  readonly refunding_amount: string;
  readonly refunded_amount: string;
}

/**
 * What holds after quiescence: our own books break no rule of theirs, the ledger says what payments and
 * refunds say, and both agree with the emulators' own truth: every channel success is booked once with
 * its amount and nothing else is, and what went back there went back here.
 */
export async function expectBooksAgree(gateway: Gateway): Promise<void> {
  expect(await violationsIn(gateway.app.core.db)).toEqual([]);
  await expectLedgerAgrees(gateway);

  const booked = await gateway.app.core.db.query<BookedPayment>({
    text: `select payment_no, transaction_id, paid_amount, refunding_amount, refunded_amount
             from payments where status = 'succeeded'`,
  });
  const truth = [...(await gateway.wechat.books()), ...(await gateway.alipay.books())];
  expect(
    booked.map((payment) => [payment.payment_no, payment.transaction_id, Number(payment.paid_amount)]).sort(),
  ).toEqual(truth.map(({ paymentNo, transactionId, total }) => [paymentNo, transactionId, total]).sort());

  const returned = new Map(truth.map((payment) => [payment.paymentNo, returnedAmount(payment)]));
  for (const payment of booked) {
    const there = returned.get(payment.payment_no) ?? 0;
    const here = Number(payment.refunded_amount);
    expect(there, `refunds of payment ${payment.payment_no}`).toBeGreaterThanOrEqual(here);
    expect(there, `refunds of payment ${payment.payment_no}`).toBeLessThanOrEqual(
      here + Number(payment.refunding_amount),
    );
  }
}

/** Each invariant of the books that does not hold or could not be checked, with what violates it. */
export async function violationsIn(q: Queryable): Promise<string[]> {
  const failed = (await checkBooks(q)).filter(({ state }) => state !== 'holds');
  return failed.map(({ invariant, subjects, reason = '' }) =>
    [invariant, ...subjects, reason].join(' ').trim(),
  );
}

/** The ledger's accounts say what the payments and refunds say, both as of one instant. */
async function expectLedgerAgrees(gateway: Gateway): Promise<void> {
  const [sums] = await gateway.app.core.db.query<{ ledger: object; books: object }>({
    text: `select
             (select jsonb_build_object(
                'trial_balance', coalesce(sum(amount), 0),
                -- what the channel owes, and what it kept of it once its bill has said so
                'receivable', coalesce(sum(amount) filter (where account in ('channel_receivable', 'channel_fees')), 0),
                'in_transit', coalesce(-sum(amount) filter (where account = 'refunds_in_transit'), 0),
                'suspense', coalesce(-sum(amount) filter (where account = 'suspense'), 0))
                from ledger_entries) as ledger,
             (select jsonb_build_object(
                'trial_balance', 0,
                'receivable', coalesce(sum(paid_amount - refunded_amount), 0),
                'in_transit', coalesce(sum(refunding_amount), 0),
                'suspense', coalesce(sum(paid_amount - refunding_amount - refunded_amount) filter (where disposition <> 'order'), 0))
                from payments where status = 'succeeded') as books`,
  });
  expect(sums?.ledger).toEqual(sums?.books);
}
