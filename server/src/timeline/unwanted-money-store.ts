import { columns, from, pick } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { fen, json, made, text } from '../db/fields.ts';
import { PAYMENT } from '../payments/payment-row.ts';
import type { MoneyStep, UnwantedMoney } from './unwanted-money.ts';

interface MoneyStepRow extends Omit<MoneyStep, 'at'> {
  readonly at: string;
}

const STEPS = `(select json_agg(json_build_object('at', at, 'what', what, 'number', number) order by at, rank)
     from (
       select p.created_at as at, 'payment_started' as what, p.payment_no::text as number, 1 as rank
       union all select p.paid_at, 'paid', p.payment_no::text, 2
       union all select o.closed_at, 'order_closed', o.order_id::text, 3 where o.closed_at is not null
       union all select o.paid_at, 'order_paid', o.payment_no::text, 3 where o.paid_at is not null
       union all select c.received_at, 'callback', c.callback_id, 4
         from channel_callbacks c
        where c.subject_no = p.payment_no and c.channel_account_id = p.channel_account_id
       union all select r.created_at, 'refund_started', r.refund_id::text, 5
         from refunds r where r.app_id = p.app_id and r.payment_no = p.payment_no
       union all select r.accepted_at, 'refund_accepted', r.refund_id::text, 6
         from refunds r where r.app_id = p.app_id and r.payment_no = p.payment_no and r.accepted_at is not null
       union all select r.settled_at, 'refund_' || r.status, r.refund_id::text, 7
         from refunds r where r.app_id = p.app_id and r.payment_no = p.payment_no and r.settled_at is not null
     ) steps) as steps`;

const UNWANTED = columns<UnwantedMoney>()({
  outTradeNo: text('o.out_trade_no'),
  ...from('p', {
    ...pick(PAYMENT.fields, 'appId', 'orderId', 'paymentNo', 'channel', 'refundedAmount'),
    transactionId: text('transaction_id'),
    disposition: text<UnwantedMoney['disposition']>('disposition'),
    paidAmount: fen('paid_amount'),
  }),
  steps: made({ rows: json<MoneyStepRow[]>(STEPS) }, ({ rows }): readonly MoneyStep[] =>
    rows.map((step) => ({ ...step, at: new Date(step.at) })),
  ),
});

/** Unwanted money that has not gone back yet, oldest first; with `settled`, also what has. */
export async function selectUnwantedMoney(
  q: Queryable,
  options: { readonly settled: boolean; readonly limit: number },
): Promise<UnwantedMoney[]> {
  return UNWANTED.all(q, {
    name: 'select-unwanted-money',
    text: `select ${UNWANTED.selected}
             from payments p join orders o using (app_id, order_id)
            where p.disposition in ('late', 'duplicate', 'wrong_amount') and ($1 or p.refunded_amount < p.paid_amount)
            order by p.paid_at limit $2`,
    values: [options.settled, options.limit],
  });
}
