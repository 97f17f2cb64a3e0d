import type { DifferenceStatus } from '@zhixiao/contract/codes/reconciliation';
import { columns } from '../db/columns.ts';
import type { Database } from '../db/database.ts';
import { count, optional, text } from '../db/fields.ts';
import { DAY_MS, plusMs } from '../lib/clock.ts';
import { dayStart } from '../lib/shanghai-day.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';
import type { DifferenceKind } from './difference.ts';
import type { MatchDay } from './match.ts';

/** What of one kind is between the books and the bill of a day: fen of the bill less those of the books, refunds negative. */
export interface BridgePart {
  readonly side: 'payment' | 'refund';
  /**
   * `other_day`: the other side has it on another day. `refund_failed`: the bill lists it as begun, and it failed later.
   * `not_compared`: one side changed after the last comparison.
   */
  readonly kind: DifferenceKind | 'other_day' | 'refund_failed' | 'not_compared';
  readonly status: DifferenceStatus | undefined;
  readonly count: number;
  readonly amount: number;
}

/** A sum of one side, or a part of what is between them. */
interface BridgeRow extends Omit<BridgePart, 'kind'> {
  readonly of: 'ours' | 'bill' | 'part';
  readonly kind: BridgePart['kind'] | undefined;
}

const ROW = columns<BridgeRow>()({
  of: text('of'),
  side: text('side'),
  kind: optional(text('kind')),
  status: optional(text('status')),
  count: count('count'),
  amount: count('amount'),
});

/** The lines of tens of thousands are joined with their payments. */
const WITHIN = '5s';

/**
 * The money of the day in the books and in the bill, and what is in the one and not in the other or in another amount,
 * each line and each record once: so the parts come to the difference of the sums, whatever was compared or repaired.
 * Undefined when that takes too long.
 */
export async function findBridge(
  db: Pick<Database, 'readWithin'>,
  key: DayKey,
  { channelAccountIds }: MatchDay,
): Promise<BridgeRow[] | undefined> {
  const start = dayStart(key.date);
  const rows = await db.readWithin(
    { text: BRIDGE, values: [...keyValues(key), [...channelAccountIds], start, plusMs(start, DAY_MS)] },
    WITHIN,
  );
  return rows && ROW.fromRows(rows);
}

const OF_DAY = 'school_id = $1 and channel_account_id = $2 and bill_date = $3';

const BRIDGE = `
  with line as materialized (
         -- of a refund that failed in the bill no money went back
         select kind, row_no, status, case status when 'failed' then 0 else amount end as amount,
                case when is_foreign then null when kind = 'payment' then our_payment_no else our_refund_id end as no
           from bill_rows where ${OF_DAY}),
       record as materialized (
         select 'payment' as kind, p.payment_no as no, p.paid_amount as amount
           from payments p join apps a on a.app_id = p.app_id and a.school_id = $1
          where p.channel_account_id = any ($4) and p.status = 'succeeded' and p.paid_at >= $5 and p.paid_at < $6
         union all
         select 'refund', f.refund_id, f.refund_amount
           from refunds f join apps a on a.app_id = f.app_id and a.school_id = $1
           join payments p on p.app_id = f.app_id and p.payment_no = f.payment_no
          where p.channel_account_id = any ($4) and f.status <> 'failed' and f.accepted_at >= $5 and f.accepted_at < $6),
       -- of a number that a bill has twice, the record stands against the first line
       billed as (
         select line.*, record.amount as booked,
                row_number() over (partition by line.kind, line.no order by row_no) as nth
           from line left join record on record.kind = line.kind and record.no = line.no),
       found as (
         select * from bill_differences where ${OF_DAY} and status <> 'cleared'),
       of_line as (
         select distinct on (row_no) row_no, kind, status from found where row_no > 0
          order by row_no, difference_id desc),
       of_record as (
         select distinct on (refund_id, payment_no) payment_no, refund_id, kind, status from found
          where payment_no is not null and (row_no = 0 or kind = 'unreadable_line')
          order by refund_id, payment_no, difference_id desc),
       gap as (
         select b.kind as side, b.amount - case when b.nth = 1 then coalesce(b.booked, 0) else 0 end as amount,
                coalesce(d.kind, case
                  when b.nth > 1 or b.booked is not null then 'not_compared'
                  when b.kind = 'payment' and exists (
                    select from payments e
                     where e.payment_no = b.no and e.status = 'succeeded' and not (e.paid_at >= $5 and e.paid_at < $6))
                  or b.kind = 'refund' and exists (
                    select from refunds e
                     where e.refund_id = b.no and e.status <> 'failed' and not (e.accepted_at >= $5 and e.accepted_at < $6))
                  then 'other_day'
                  when b.kind = 'refund' and b.status = 'processing' and exists (
                    select from refunds e where e.refund_id = b.no and e.status = 'failed')
                  then 'refund_failed' else 'not_compared' end) as kind, d.status
           from billed b left join of_line d using (row_no)
          where coalesce(b.booked, 0) <> b.amount or b.nth > 1
         union all
         select r.kind, -r.amount,
                coalesce(d.kind, case when exists (
                  select from bill_rows e
                   where e.school_id = $1 and e.kind = r.kind and not e.is_foreign
                     and (e.kind = 'payment' and e.our_payment_no = r.no or e.kind = 'refund' and e.our_refund_id = r.no))
                  then 'other_day' else 'not_compared' end), d.status
           from record r
           left join of_record d on case r.kind when 'payment' then d.payment_no = r.no and d.refund_id is null
                                                else d.refund_id = r.no end
          where not exists (select from line where line.kind = r.kind and line.no = r.no))
  select 'ours' as of, kind as side, null as kind, null as status, count(*), coalesce(sum(amount), 0) as amount
    from record group by kind
  union all
  select 'bill', kind, null, null, count(*), sum(amount) from line group by kind
  union all
  select 'part', side, kind, status, count(*), sum(case side when 'payment' then amount else -amount end)
    from gap group by side, kind, status order by 1, 2, 3, 4`;
