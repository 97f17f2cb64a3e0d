import type { BillRow } from '../channels/bill.ts';
import { type Of, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { fen, flag, id, instant, integer, leftJoined, made, optional, text } from '../db/fields.ts';
import { DAY_MS, plusMs } from '../lib/clock.ts';
import { dayStart } from '../lib/shanghai-day.ts';
import { BILLED_ROW } from './bill-store.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';
import type { BilledPair, BilledRow, BookRecord, MatchDay } from './match.ts';

/** Of what a bill's lines are about, in the books of the same school. */
const OF_BOOKS = `
  coalesce(p.app_id, f.app_id) as app_id, coalesce(p.payment_no, f.payment_no) as record_payment_no,
  f.refund_id as record_refund_no, coalesce(p.channel_account_id, fp.channel_account_id) as record_account_id,
  coalesce(p.paid_amount, p.total_amount, f.refund_amount) as record_amount, coalesce(p.status, f.status) as record_status,
  p.transaction_id as record_transaction_id, coalesce(p.paid_at, f.created_at) as record_from,
  coalesce(p.paid_at, f.accepted_at) as record_until`;

/** Written out for each kind, so that its index serves. */
function billedBefore(kind: BillRow['kind'], number: string): string {
  return `line.kind = '${kind}' and exists (
            select 1 from bill_rows e
             where e.school_id = line.school_id and e.kind = '${kind}' and e.${number} = line.${number}
               and not e.is_foreign and e.channel_account_id = line.channel_account_id and e.bill_date <> line.bill_date
               and (select (b.fetched_at, b.bill_date) < (line.fetched_at, line.bill_date) from bills b
                     where b.school_id = e.school_id and b.channel_account_id = e.channel_account_id
                       and b.bill_date = e.bill_date))`;
}

const RECORD = projection()({
  appId: text('app_id'),
  paymentNo: id('record_payment_no'),
  refundNo: optional(id('record_refund_no')),
  channelAccountId: text('record_account_id'),
  amount: fen('record_amount'),
  status: text('record_status'),
  transactionId: optional(text('record_transaction_id')),
  from: optional(instant('record_from')),
  until: optional(instant('record_until')),
});

const PAIR = projection()({
  rowNo: integer('row_no'),
  row: made(BILLED_ROW.fields, (line): BilledRow => line),
  record: leftJoined('appId', RECORD.fields),
  billedBefore: flag('billed_before'),
});

/** Lines of a bill after `afterRowNo`, each with the record of its number, whatever day that is of. */
export async function findPairs(
  q: Queryable,
  key: DayKey,
  afterRowNo: number,
  limit: number,
): Promise<BilledPair[]> {
  const pairs = await PAIR.all(q, {
    name: 'find-billed-pairs',
    text: `with line as materialized (
             select bill_rows.*, fetched_at from bill_rows join bills using (school_id, channel_account_id, bill_date)
              where school_id = $1 and channel_account_id = $2 and bill_date = $3 and row_no > $4
              order by row_no limit $5)
           select line.row_no, ${BILLED_ROW.selectedFrom('line')}, ${OF_BOOKS},
                  ${billedBefore('payment', 'our_payment_no')} or ${billedBefore('refund', 'our_refund_id')} as billed_before
             from line
             left join (payments p join apps pa on pa.app_id = p.app_id and pa.school_id = $1)
                    on line.kind = 'payment' and p.payment_no = line.our_payment_no
             left join (refunds f join apps fa on fa.app_id = f.app_id and fa.school_id = $1
                        join payments fp on fp.app_id = f.app_id and fp.payment_no = f.payment_no)
                    on line.kind = 'refund' and f.refund_id = line.our_refund_id
            order by line.row_no`,
    values: [...keyValues(key), afterRowNo, limit],
  });
  return pairs.map((pair) => ({ ...pair, record: pair.record && recordOf(pair.row.kind, pair.record) }));
}

/** How far a walk through the money of some days has come. */
export interface Place {
  readonly at: Date;
  readonly no: string;
}

/** Money of these accounts that came in from one instant to another, after `place`, in its order. */
export async function findReceived(
  q: Queryable,
  schoolId: string,
  { channelAccountIds }: MatchDay,
  place: Place,
  until: Date,
  limit: number,
): Promise<BookRecord[]> {
  const records = await RECORD.all(q, {
    name: 'find-received',
    text: `select p.app_id, p.payment_no as record_payment_no, null as record_refund_no,
                  p.channel_account_id as record_account_id, p.paid_amount as record_amount, p.status as record_status,
                  p.transaction_id as record_transaction_id, p.paid_at as record_from, p.paid_at as record_until
             from payments p join apps a on a.app_id = p.app_id and a.school_id = $1
            where p.channel_account_id = any ($2) and p.status = 'succeeded'
              and p.paid_at >= $3 and (p.paid_at, p.payment_no) > ($3, $4) and p.paid_at < $5
            order by p.paid_at, p.payment_no limit $6`,
    values: [schoolId, [...channelAccountIds], place.at, place.no, until, limit],
  });
  return records.map((record) => recordOf('payment', record));
}

/** Refunds of these accounts that the channel took on in that time and that have not failed. */
export async function findSentBack(
  q: Queryable,
  schoolId: string,
  { channelAccountIds }: MatchDay,
  place: Place,
  until: Date,
  limit: number,
): Promise<BookRecord[]> {
  const records = await RECORD.all(q, {
    name: 'find-sent-back',
    text: `select f.app_id, f.payment_no as record_payment_no, f.refund_id as record_refund_no,
                  p.channel_account_id as record_account_id, f.refund_amount as record_amount, f.status as record_status,
                  null as record_transaction_id, f.created_at as record_from, f.accepted_at as record_until
             from refunds f join apps a on a.app_id = f.app_id and a.school_id = $1
             join payments p on p.app_id = f.app_id and p.payment_no = f.payment_no
            where p.channel_account_id = any ($2) and f.status <> 'failed'
              and f.accepted_at >= $3 and (f.accepted_at, f.refund_id) > ($3, $4) and f.accepted_at < $5
            order by f.accepted_at, f.refund_id limit $6`,
    values: [schoolId, [...channelAccountIds], place.at, place.no, until, limit],
  });
  return records.map((record) => recordOf('refund', record));
}

/** The payments and refunds of a school that have these numbers. */
export async function findRecords(
  q: Queryable,
  schoolId: string,
  numbers: readonly string[],
): Promise<BookRecord[]> {
  const records = await RECORD.all(q, {
    name: 'find-records-by-number',
    text: `select p.app_id, p.payment_no as record_payment_no, null::bigint as record_refund_no,
                  p.channel_account_id as record_account_id, coalesce(p.paid_amount, p.total_amount) as record_amount,
                  p.status as record_status, p.transaction_id as record_transaction_id, p.paid_at as record_from,
                  p.paid_at as record_until
             from payments p join apps a on a.app_id = p.app_id and a.school_id = $1 where p.payment_no = any ($2)
           union all
           select f.app_id, f.payment_no, f.refund_id, p.channel_account_id, f.refund_amount, f.status, null, f.created_at,
                  f.accepted_at
             from refunds f join apps a on a.app_id = f.app_id and a.school_id = $1
             join payments p on p.app_id = f.app_id and p.payment_no = f.payment_no
            where f.refund_id = any ($2)`,
    values: [schoolId, numbers],
  });
  return records.map((record) => recordOf(record.refundNo === undefined ? 'payment' : 'refund', record));
}

/** Whether the books have any business of these accounts on that day, or cannot say yet. */
export async function hasBusiness(q: Queryable, { date, channelAccountIds }: MatchDay): Promise<boolean> {
  const start = dayStart(date);
  const rows = await q.query({
    name: 'has-business',
    text: `select 1 from payments where channel_account_id = any ($1) and status = 'succeeded'
              and paid_at >= $2 and paid_at < $3
           union all
           select 1 from payments where channel_account_id = any ($1) and due_at is not null
              and created_at >= $2 and created_at < $3
           union all
           select 1 from refunds f join payments p using (app_id, payment_no)
            where p.channel_account_id = any ($1)
              and f.accepted_at >= $2 and f.accepted_at < $3
           union all
           select 1 from refunds f join payments p using (app_id, payment_no)
            where p.channel_account_id = any ($1)
              and f.due_at is not null and f.accepted_at is null and f.created_at < $3
           limit 1`,
    values: [[...channelAccountIds], start, plusMs(start, DAY_MS)],
  });
  return rows.length > 0;
}

const STATUS: Readonly<Record<string, BookRecord['status']>> = {
  succeeded: 'succeeded',
  closed: 'closed',
  failed: 'failed',
};

function recordOf(kind: BillRow['kind'], record: Of<typeof RECORD>): BookRecord {
  return { ...record, kind, status: STATUS[record.status] ?? 'open', from: record.from ?? new Date(0) };
}
