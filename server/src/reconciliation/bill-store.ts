import { createHash } from 'node:crypto';
import type { Bill, BillRow, UnreadLine } from '../channels/channel.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import type { Vault } from '../lib/vault.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';
import { insertUnread } from './unread-store.ts';

/** What is kept of a bill beside its lines. Fees are fen, `channelFee` thousandths of a fen. */
export interface StoredBill {
  readonly fetchedAt: Date;
  readonly isProven: boolean;
  readonly rowCount: number;
  readonly paidFee: number;
  readonly refundedFee: number;
  readonly channelFee: number;
}

const ROWS_AT_ONCE = 2_000;

/** Keeps a bill with all its lines, those that could not be read too, for good; `empty` stands for that of a day without business. */
export async function insertBill(
  tx: Transaction,
  vault: Vault,
  key: DayKey,
  bill: Bill | 'empty',
  now: Date,
): Promise<void> {
  const { rows, unread, gaps } = bill === 'empty' ? { rows: [], unread: [], gaps: [] } : bill;
  const sum = (of: (row: BillRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  await tx.query({
    name: 'insert-bill',
    text: `insert into bills (school_id, channel_account_id, bill_date, fetched_at, file_sealed, file_sha256,
                              is_proven, row_count, paid_fee, refunded_fee, channel_fee)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      ...keyValues(key),
      now,
      bill === 'empty' ? null : vault.seal(filePlace(key), bill.file.toString('base64')),
      bill === 'empty' ? null : createHash('sha256').update(bill.file).digest('hex'),
      bill === 'empty' || bill.isProven,
      rows.length + unread.length,
      sum((row) => (row.kind === 'payment' ? row.amount : 0)),
      sum((row) => (row.kind === 'refund' ? row.amount : 0)),
      sum((row) => row.fee),
    ],
  });
  const rowNos = rowNosBeside(unread, rows.length);
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const end = start + ROWS_AT_ONCE;
    await insertRows(tx, key, rows.slice(start, end), rowNos.slice(start, end));
  }
  await insertUnread(tx, vault, key, { unread, gaps });
}

/** The numbers that the lines which could not be read leave to the others. */
function rowNosBeside(unread: readonly UnreadLine[], count: number): number[] {
  const taken = new Set(unread.map(({ rowNo }) => rowNo));
  return Array.from({ length: count + taken.size }, (_, index) => index + 1).filter((no) => !taken.has(no));
}

export async function findBill(q: Queryable, key: DayKey): Promise<StoredBill | undefined> {
  const [row] = await q.query<Record<'rows' | 'paid' | 'refunded' | 'fee', string> & BillRecord>({
    name: 'find-bill',
    text: `select fetched_at, is_proven, row_count as rows, paid_fee as paid, refunded_fee as refunded,
                  channel_fee as fee
             from bills where school_id = $1 and channel_account_id = $2 and bill_date = $3`,
    values: keyValues(key),
  });
  return (
    row && {
      fetchedAt: row.fetched_at,
      isProven: row.is_proven,
      rowCount: Number(row.rows),
      paidFee: Number(row.paid),
      refundedFee: Number(row.refunded),
      channelFee: Number(row.fee),
    }
  );
}

/** Which of these numbers of ours are in any bill of the school. */
export async function findBilledNumbers(
  q: Queryable,
  schoolId: string,
  kind: BillRow['kind'],
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const ofKind = {
    payment: { name: 'find-billed-payments', column: 'our_payment_no' },
    refund: { name: 'find-billed-refunds', column: 'our_refund_id' },
  }[kind];
  const rows = await q.query<{ number: string }>({
    name: ofKind.name,
    text: `select ${ofKind.column}::text as number from bill_rows
            where school_id = $1 and kind = '${kind}' and ${ofKind.column} = any ($2) and not is_foreign`,
    values: [schoolId, numbers],
  });
  return new Set(rows.map(({ number }) => number));
}

/** The days from one to another whose bill an account has. */
export async function findBilledDates(
  q: Queryable,
  { schoolId, channelAccountId, date }: DayKey,
  from: string,
): Promise<ReadonlySet<string>> {
  const rows = await q.query<{ date: string }>({
    name: 'find-billed-dates',
    text: `select bill_date::text as date from bills
            where school_id = $1 and channel_account_id = $2 and bill_date between $4 and $3`,
    values: [schoolId, channelAccountId, date, from],
  });
  return new Set(rows.map((row) => row.date));
}

interface BillRecord {
  readonly fetched_at: Date;
  readonly is_proven: boolean;
}

/** The file of a bill as it was downloaded; undefined when there was none. Personal data. */
export async function findBillFile(q: Queryable, vault: Vault, key: DayKey): Promise<Buffer | undefined> {
  const [row] = await q.query<{ file_sealed: Buffer | null }>({
    name: 'find-bill-file',
    text: `select file_sealed from bills where school_id = $1 and channel_account_id = $2 and bill_date = $3`,
    values: keyValues(key),
  });
  return row?.file_sealed
    ? Buffer.from(String(vault.open(filePlace(key), row.file_sealed)), 'base64')
    : undefined;
}

/** What a day's file is sealed to. */
export function filePlace({ schoolId, channelAccountId, date }: DayKey): string {
  return `bills.file_sealed|${schoolId}|${channelAccountId}|${date}`;
}

async function insertRows(
  tx: Transaction,
  key: DayKey,
  rows: readonly BillRow[],
  rowNos: readonly number[],
): Promise<void> {
  const column = <T>(of: (row: BillRow) => T) => rows.map(of);
  await tx.query({
    name: 'insert-bill-rows',
    text: `insert into bill_rows (school_id, channel_account_id, bill_date, row_no, kind, payment_no, transaction_id,
                                  refund_no, channel_refund_id, our_payment_no, our_refund_id, amount, currency, fee,
                                  fee_due, status, happened_at, is_foreign)
           select $1, $2, $3, line.row_no, line.kind, line.payment_no, line.transaction_id, line.refund_no,
                  line.channel_refund_id, line.our_payment_no, line.our_refund_id, line.amount, line.currency, line.fee,
                  line.fee_due, line.status, line.happened_at, line.is_foreign
             from unnest($4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[],
                         $12::bigint[], $13::text[], $14::bigint[], $15::bigint[], $16::text[], $17::timestamptz[],
                         $18::boolean[])
               as line (row_no, kind, payment_no, transaction_id, refund_no, channel_refund_id, our_payment_no,
                 our_refund_id, amount, currency, fee, fee_due, status, happened_at, is_foreign)`,
    values: [
      ...keyValues(key),
      rowNos,
      column((row) => row.kind),
      column((row) => row.paymentNo),
      column((row) => row.transactionId),
      column((row) => row.refundNo),
      column((row) => row.channelRefundId),
      column((row) => (isId(row.paymentNo) ? row.paymentNo : null)),
      column((row) => (isId(row.refundNo) ? row.refundNo : null)),
      column((row) => row.amount),
      column((row) => row.currency),
      column((row) => row.fee),
      column((row) => row.feeDue ?? null),
      column((row) => row.status),
      column((row) => row.at),
      column((row) => row.isForeign),
    ],
  });
}
