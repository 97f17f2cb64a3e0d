import type { PersonSums } from '@zhixiao/contract/console/people';
import type { Channel } from '../channels/channel.ts';
import { columns, type Of, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { fen, id, instant, optional, text } from '../db/fields.ts';
import type { Disposition } from '../payments/payment.ts';
import { ORDERS, orderColumns } from './payer-uid-store.ts';
import type { OrderOf } from './subject.ts';

/** Money that came in, as a person's page lists it. Amounts are fen. */
export interface PersonPayment {
  readonly schoolId: string;
  readonly appName: string;
  readonly orderId: string;
  readonly body: string;
  readonly paymentNo: string;
  readonly channel: Channel;
  readonly transactionId: string;
  readonly paidAmount: number;
  readonly paidAt: Date;
  readonly disposition: Disposition;
  readonly refundedAmount: number;
}

const PAID = columns<PersonPayment>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  orderId: id('p.order_id'),
  body: text('o.body'),
  paymentNo: id('p.payment_no'),
  channel: text('p.channel'),
  transactionId: text('p.transaction_id'),
  paidAmount: fen('p.paid_amount'),
  paidAt: instant('p.paid_at'),
  disposition: text('p.disposition'),
  refundedAmount: fen('p.refunded_amount'),
});

/** Of payments with these numbers those that succeeded, the newest first, before a number. */
export async function selectPaymentsOf(
  q: Queryable,
  paymentNos: readonly string[],
  before: string | undefined,
  limit: number,
): Promise<PersonPayment[]> {
  return PAID.all(q, {
    name: 'select-payments-of-person',
    text: `select ${PAID.selected} from payments p join apps a using (app_id)
             join orders o on o.app_id = p.app_id and o.order_id = p.order_id
            where p.payment_no = any ($1::bigint[]) and p.status = 'succeeded'
              and ($2::bigint is null or p.payment_no < $2)
            order by p.payment_no desc limit $3`,
    values: [paymentNos, before ?? null, limit],
  });
}

/**
 * What a person owes and has paid.
 * @param orders the person's, and those that the person paid for others
 * @param paymentNos the person's payments
 */
export async function sumOrdersOf(
  q: Queryable,
  orders: readonly OrderOf[],
  paymentNos: readonly string[],
  now: Date,
): Promise<PersonSums> {
  const [row] = await q.query<Record<keyof typeof SUMS, string>>({
    name: 'sum-orders-of-person',
    text: `select ${Object.entries(SUMS)
      .map(([name, sum]) => `${sum} as ${name}`)
      .join(', ')}
             from ${ORDERS} join orders o using (app_id, order_id)
             left join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no`,
    values: [...orderColumns(orders), paymentNos, now],
  });
  const sum = (name: keyof typeof SUMS) => Number(row?.[name] ?? 0);
  return {
    owed: { count: sum('owed'), amount: sum('owed_amount') },
    paid: { count: sum('paid'), amount: sum('paid_amount') },
    refundedAmount: sum('refunded_amount'),
    refundingAmount: sum('refunding_amount'),
    paidForOthers: { count: sum('others'), amount: sum('others_amount') },
  };
}

// as `isPayable` says
const OWED = `k.is_own and o.status = 'pending' and o.close_reason is null and o.expires_at > $5`;
const PAID_FOR = `k.is_own and o.status = 'paid'`;
const OTHERS = `not k.is_own and p.payment_no = any ($4::bigint[])`;
const SUMS = {
  owed: `count(*) filter (where ${OWED})`,
  owed_amount: `sum(o.total_amount) filter (where ${OWED})`,
  paid: `count(*) filter (where ${PAID_FOR})`,
  paid_amount: `sum(o.total_amount) filter (where ${PAID_FOR})`,
  refunded_amount: `sum(p.refunded_amount) filter (where ${PAID_FOR})`,
  refunding_amount: `sum(p.refunding_amount) filter (where ${PAID_FOR})`,
  others: `count(*) filter (where ${OTHERS})`,
  others_amount: `sum(o.total_amount) filter (where ${OTHERS})`,
} as const;

const NAMED = projection()({
  at: optional(instant('coalesce(p.named_at, earlier.at) as at')),
  by: optional(text('coalesce(p.named_by, earlier.actor) as by')),
  cardLinkAt: optional(instant('c.fetched_at')),
});

/** When and by whom a person was last imported, and when the link to the campus card was fetched. */
export async function findTracesOf(
  q: Queryable,
  schoolId: string,
  openId: string,
): Promise<Of<typeof NAMED> | undefined> {
  return NAMED.one(q, {
    name: 'find-traces-of-person',
    // imports of earlier releases are known of those whom they changed
    text: `select ${NAMED.selected} from people p
             left join card_links c using (school_id, open_id)
             left join lateral (
               select at, actor from person_accesses a
                where a.school_id = p.school_id and a.open_id = p.open_id and a.action = 'import'
                order by a.at desc limit 1) earlier on p.named_at is null
            where p.school_id = $1 and p.open_id = $2`,
    values: [schoolId, openId],
  });
}
