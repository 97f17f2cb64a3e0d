import type { DifferenceStatus } from '@zhixiao/contract/codes/reconciliation';
import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { fen, id, instant, integer, json, made, optional, text } from '../db/fields.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';
import { type DifferenceDetail, type DifferenceKind, type Repair, repairOf } from './difference.ts';
import type { Finding } from './match.ts';
import type { RunKey } from './run-store.ts';

/** A difference as a piece of work. Amounts are fen; a side that has no record has none. */
export interface Difference extends DayKey {
  readonly differenceId: string;
  readonly kind: DifferenceKind;
  /** The number it is about, and the bill's line; 0 when the bill has none. */
  readonly subject: string;
  readonly rowNo: number;
  readonly appId: string | undefined;
  readonly paymentNo: string | undefined;
  readonly refundId: string | undefined;
  readonly booksAmount: number | undefined;
  readonly booksStatus: string | undefined;
  readonly booksAt: Date | undefined;
  readonly billAmount: number | undefined;
  readonly billStatus: string | undefined;
  readonly billAt: Date | undefined;
  /** Of what is wrong in the bill itself. */
  readonly detail: DifferenceDetail | undefined;
  readonly repair: Repair;
  readonly status: DifferenceStatus;
  readonly foundAt: Date;
  readonly proposedBy: string | undefined;
  readonly note: string | undefined;
  readonly approvedBy: string | undefined;
  readonly outcome: string | undefined;
}

export interface DifferenceKey {
  readonly schoolId: string;
  readonly differenceId: string;
}

export const DIFFERENCE = columns<Difference>()({
  schoolId: text('school_id'),
  differenceId: id('difference_id'),
  channelAccountId: text('channel_account_id'),
  date: text('bill_date::text as date'),
  kind: text('kind'),
  subject: text('subject'),
  rowNo: integer('row_no'),
  appId: optional(text('app_id')),
  paymentNo: optional(id('payment_no')),
  refundId: optional(id('refund_id')),
  booksAmount: optional(fen('books_amount')),
  booksStatus: optional(text('books_status')),
  booksAt: optional(instant('books_at')),
  billAmount: optional(fen('bill_amount')),
  billStatus: optional(text('bill_status')),
  billAt: optional(instant('bill_at')),
  detail: optional(json('detail')),
  // while the difference is open, the repair that fits is offered, whatever was proposed and rejected before
  repair: made({ stored: text<Repair>('repair') }, ({ stored }, { status, kind, paymentNo }: Difference) =>
    status === 'open' ? repairOf(kind, paymentNo !== undefined) : stored,
  ),
  status: text('status'),
  foundAt: instant('found_at'),
  proposedBy: optional(text('proposed_by')),
  note: optional(text('note')),
  approvedBy: optional(text('approved_by')),
  outcome: optional(text('outcome')),
});

/**
 * Keeps what a run found. What is known from an earlier run of the day stays as it stands, but for one that had
 * been cleared and is there again. A crossing of midnight is noted on one of its two days only.
 */
export async function saveFindings(
  tx: Transaction,
  day: DayKey,
  run: RunKey,
  findings: readonly Finding[],
  now: Date,
): Promise<void> {
  const column = <T>(of: (finding: Finding) => T) => findings.map(of);
  await tx.query({
    name: 'save-findings',
    text: `insert into bill_differences (school_id, channel_account_id, bill_date, run_id, found_at, kind, subject,
             row_no, app_id, payment_no, refund_id, books_amount, books_status, books_at, bill_amount, bill_status, bill_at,
             detail, repair, status)
           select $1, $2, $3::date, $4, $5, found.*
             from unnest($6::text[], $7::text[], $8::integer[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[],
                         $13::text[], $14::timestamptz[], $15::bigint[], $16::text[], $17::timestamptz[], $18::jsonb[],
                         $19::text[], $20::text[]) as found (kind, subject)
            where found.kind <> 'day_boundary' or not exists (
                    select 1 from bill_differences d
                     where d.school_id = $1 and d.subject = found.subject and d.kind = found.kind
                       and d.channel_account_id = $2 and d.bill_date <> $3)
           on conflict (school_id, channel_account_id, bill_date, kind, subject, row_no) do update
              set run_id = excluded.run_id,
                  status = case bill_differences.status when 'cleared' then excluded.status
                                                        else bill_differences.status end`,
    values: [
      ...keyValues(day),
      run.runId,
      now,
      column(({ kind }) => kind),
      column(({ subject }) => subject),
      column(({ pair, bill }) => pair?.rowNo ?? bill?.rowNo ?? 0),
      column(({ record }) => record?.appId ?? null),
      column(({ record }) => record?.paymentNo ?? null),
      column(({ record }) => record?.refundNo ?? null),
      column(({ record }) => record?.amount ?? null),
      column(({ record }) => record?.status ?? null),
      column(({ record }) => record?.until ?? null),
      column(({ pair }) => pair?.row.amount ?? null),
      column(({ pair }) => pair?.row.status ?? null),
      column(({ pair }) => pair?.row.at ?? null),
      column(({ bill }) => bill?.detail && JSON.stringify(bill.detail)),
      column(({ kind, record }) => repairOf(kind, record !== undefined)),
      column(({ kind, record }) => (repairOf(kind, record !== undefined) === 'none' ? 'noted' : 'open')),
    ],
  });
}

/** Clears what this run of the day no longer found, and what its bill shows to have been only late. */
export async function clearGone(tx: Transaction, day: DayKey, run: RunKey): Promise<void> {
  await tx.query({
    name: 'clear-gone-differences',
    text: `update bill_differences d set status = 'cleared'
            where d.school_id = $1 and d.channel_account_id = $2 and d.status in ('open', 'proposed')
              and (d.bill_date = $3 and d.run_id <> $4
                   or d.bill_date <> $3 and (
                     d.kind = 'missing_in_bill' and exists (
                       select 1 from bill_rows b where b.school_id = $1 and b.kind = 'payment' and not b.is_foreign
                         and b.our_payment_no = d.payment_no and b.bill_date = $3 and b.channel_account_id = $2)
                     or d.kind = 'refund_missing_in_bill' and exists (
                       select 1 from bill_rows b where b.school_id = $1 and b.kind = 'refund' and not b.is_foreign
                         and b.our_refund_id = d.refund_id and b.bill_date = $3 and b.channel_account_id = $2)))`,
    values: [...keyValues(day), run.runId],
  });
}

/** Which of these numbers another day has as missing in its bill. */
export async function findReportedMissing(
  q: Queryable,
  day: DayKey,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await q.query<{ subject: string }>({
    name: 'find-reported-missing',
    text: `select subject from bill_differences
            where school_id = $1 and channel_account_id = $2 and bill_date <> $3 and subject = any ($4)
              and kind in ('missing_in_bill', 'refund_missing_in_bill')`,
    values: [...keyValues(day), numbers],
  });
  return new Set(rows.map(({ subject }) => subject));
}

/** The differences of a day, by line. */
export async function listDifferences(q: Queryable, day: DayKey, limit: number): Promise<Difference[]> {
  return DIFFERENCE.all(q, {
    name: 'list-differences',
    text: `select ${DIFFERENCE.selected} from bill_differences
            where school_id = $1 and channel_account_id = $2 and bill_date = $3
            order by row_no, difference_id limit $4`,
    values: [...keyValues(day), limit],
  });
}

/** How many differences of a day are open. */
export async function countOpen(q: Queryable, day: DayKey): Promise<number> {
  const [row] = await q.query<{ count: string }>({
    name: 'count-open-differences',
    text: `select count(*) from bill_differences
            where school_id = $1 and channel_account_id = $2 and bill_date = $3 and status in ('open', 'proposed')`,
    values: keyValues(day),
  });
  return Number(row?.count);
}

export async function findDifference(q: Queryable, key: DifferenceKey): Promise<Difference | undefined> {
  return DIFFERENCE.one(q, {
    name: 'find-difference',
    text: `select ${DIFFERENCE.selected} from bill_differences where school_id = $1 and difference_id = $2`,
    values: [key.schoolId, key.differenceId],
  });
}

/** Proposes a repair; false when the difference is not open any more. */
export async function markProposed(
  q: Queryable,
  key: DifferenceKey,
  proposal: { readonly repair: Repair; readonly actor: string; readonly note: string },
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'mark-difference-proposed',
    text: `update bill_differences
              set status = 'proposed', repair = $3, proposed_by = $4, note = $5, proposed_at = $6, outcome = null
            where school_id = $1 and difference_id = $2 and status = 'open' returning 1`,
    values: [key.schoolId, key.differenceId, proposal.repair, proposal.actor, proposal.note, now],
  });
  return rows.length === 1;
}

/** How a proposed repair ended: done with, or open again. */
export interface RepairEnd {
  readonly status: 'resolved' | 'open';
  readonly outcome: string;
  readonly actor: string;
  /** Of this proposal and no later one. */
  readonly proposal?: Pick<Difference, 'repair' | 'proposedBy' | 'note'>;
}

/** False when another operator has changed it meanwhile. */
export async function markRepaired(
  q: Queryable,
  key: DifferenceKey,
  { status, outcome, actor, proposal }: RepairEnd,
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'mark-difference-repaired',
    text: `update bill_differences set status = $3, outcome = $4, approved_by = $5, approved_at = $6
            where school_id = $1 and difference_id = $2 and status = 'proposed'
              and ($7::text is null or (repair, proposed_by, note) = ($7, $8, $9)) returning 1`,
    values: [
      key.schoolId,
      key.differenceId,
      status,
      outcome,
      actor,
      now,
      proposal?.repair ?? null,
      proposal?.proposedBy ?? null,
      proposal?.note ?? null,
    ],
  });
  return rows.length === 1;
}
