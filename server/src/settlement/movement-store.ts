import { columns, from, pick } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { fen, id, instant, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import { ORDER } from '../orders/order-row.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { Movement } from './movement.ts';
import { SETTLED_ACCOUNTS } from './settlement-store.ts';

const MOVEMENT = columns<Movement, Vault>()({
  transactionId: id('t.transaction_id'),
  at: instant('t.posted_at'),
  event: text('t.event'),
  channel: text('e.channel'),
  amount: fen('e.amount'),
  number: id('t.subject_no'),
  orderId: id('o.order_id'),
  ...from('o', pick(ORDER.fields, 'outTradeNo', 'body', 'payer')),
});

/** Movements of an app of these schools from one instant to another, the last first, those before `before`. */
export function findMovements(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  appId: string,
  period: { readonly from: Date; readonly until: Date },
  before: string | undefined,
  limit: number,
): Promise<Movement[]> {
  return MOVEMENT.all(q, vault, {
    text: `select ${MOVEMENT.selected}
             from ledger_transactions t join apps a on a.app_id = t.app_id and ${inScope('a.school_id', '$1')}
             join lateral (
               select channel, -sum(amount)::bigint as amount from ledger_entries e
                where e.app_id = t.app_id and e.transaction_id = t.transaction_id and e.account in (${SETTLED_ACCOUNTS})
                group by channel) e on true
             left join refunds r on r.app_id = t.app_id and r.refund_id = t.subject_no
             left join payments p on p.app_id = t.app_id and p.payment_no = coalesce(r.payment_no, t.subject_no)
             join orders o on o.app_id = p.app_id and o.order_id = p.order_id
            where t.app_id = $2 and t.posted_at >= $3 and t.posted_at < $4
              and ($5::bigint is null or t.transaction_id < $5)
            order by t.transaction_id desc limit $6`,
    values: [schoolsIn(scope), appId, period.from, period.until, before ?? null, limit],
  });
}

/** Whether entries of an app of these schools were archived that were posted from one instant to another. */
export async function hasArchivedMovements(
  q: Queryable,
  scope: SchoolScope,
  appId: string,
  { from: begun, until }: { readonly from: Date; readonly until: Date },
): Promise<boolean> {
  const [row] = await q.query<{ archived: boolean }>({
    name: 'has-archived-movements',
    text: `select exists (
             select from ledger_transactions t join apps a on a.app_id = t.app_id and ${inScope('a.school_id', '$1')}
              where t.app_id = $2 and t.posted_at >= $3 and t.posted_at < $4
                and t.transaction_id < kept_from('ledger_entries')) as archived`,
    values: [schoolsIn(scope), appId, begun, until],
  });
  return row?.archived ?? false;
}

/** When the sheets of this month and of the one before it were locked. */
export async function findLockTimes(
  q: Queryable,
  appId: string,
  month: string,
): Promise<{ readonly own: Date | undefined; readonly before: Date | undefined }> {
  const [row] = await q.query<{ own: Date | null; before: Date | null }>({
    name: 'find-settlement-lock-times',
    text: `select (select locked_at from settlement_sheets where app_id = $1 and month = $2) as own,
                  (select locked_at from settlement_sheets
                    where app_id = $1 and month = $2::date - interval '1 month') as before`,
    values: [appId, month],
  });
  return { own: row?.own ?? undefined, before: row?.before ?? undefined };
}
