import { createHash } from 'node:crypto';
import type { Bill, BillRow, UnreadLine } from '../channels/bill.ts';
import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { count, fen, flag, instant, integer, optional, text } from '../db/fields.ts';
import { isId } from '../lib/ids.ts';
import type { Vault } from '../lib/vault.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';
import type { BilledRow } from './match.ts';
import { insertUnread } from './unread-store.ts';

/** What is kept of a bill beside its lines. Amounts are fen, `commission` thousandths of a fen. */
export interface StoredBill {
  readonly fetchedAt: Date;
  readonly isProven: boolean;
  readonly rowCount: number;
  readonly paidAmount: number;
  readonly refundedAmount: number;
  readonly commission: number;
}

export const BILL = columns<StoredBill>()({
  fetchedAt: instant('fetched_at'),
  isProven: flag('is_proven'),
  rowCount: integer('row_count'),
  paidAmount: fen('paid_amount'),
  refundedAmount: fen('refunded_amount'),
  commission: count('commission'),
});

export const BILLED_ROW = columns<BilledRow>()({
  kind: text('kind'),
  paymentNo: text('payment_no'),
  transactionId: text('transaction_id'),
  refundNo: text('refund_no'),
  channelRefundId: text('channel_refund_id'),
  amount: fen('amount'),
  currency: text('currency'),
  commission: count('commission'),
  commissionDue: optional(count('commission_due')),
  status: text('status'),
  at: instant('happened_at'),
  isForeign: flag('is_foreign'),
});

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
                              is_proven, row_count, paid_amount, refunded_amount, commission)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      ...keyValues(key),
      now,
      bill === 'empty' ? null : vault.seal(fileContext(key), bill.file.toString('base64')),
      bill === 'empty' ? null : createHash('sha256').update(bill.file).digest('hex'),
      bill === 'empty' || bill.isProven,
      rows.length + unread.length,
      sum((row) => (row.kind === 'payment' ? row.amount : 0)),
      sum((row) => (row.kind === 'refund' ? row.amount : 0)),
      sum((row) => row.commission),
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
  return BILL.one(q, {
    name: 'find-bill',
    text: `select ${BILL.selected} from bills where school_id = $1 and channel_account_id = $2 and bill_date = $3`,
    values: keyValues(key),
  });
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

/** The file of a bill as it was downloaded; undefined when there was none. Personal data. */
export async function findBillFile(q: Queryable, vault: Vault, key: DayKey): Promise<Buffer | undefined> {
  const [row] = await q.query<{ file_sealed: Buffer | null }>({
    name: 'find-bill-file',
    text: `select file_sealed from bills where school_id = $1 and channel_account_id = $2 and bill_date = $3`,
    values: keyValues(key),
  });
  return row?.file_sealed
    ? Buffer.from(String(vault.open(fileContext(key), row.file_sealed)), 'base64')
    : undefined;
}

/** What a day's file is sealed to. */
export function fileContext({ schoolId, channelAccountId, date }: DayKey): string {
  return `bills.file_sealed|${schoolId}|${channelAccountId}|${date}`;
}

async function insertRows(
  tx: Transaction,
  key: DayKey,
  rows: readonly BillRow[],
  rowNos: readonly number[],
): Promise<void> {
  await tx.query({
    name: 'insert-bill-rows',
    text: `insert into bill_rows (school_id, channel_account_id, bill_date, row_no, our_payment_no, our_refund_id,
                                  ${BILLED_ROW.written})
           select $1, $2, $3, line.*
             from unnest($4::integer[], $5::bigint[], $6::bigint[], ${BILLED_ROW.arrays(7)}) as line`,
    values: [
      ...keyValues(key),
      rowNos,
      rows.map(({ paymentNo }) => (isId(paymentNo) ? paymentNo : null)),
      rows.map(({ refundNo }) => (isId(refundNo) ? refundNo : null)),
      ...BILLED_ROW.arraysOf(rows, undefined),
    ],
  });
}
