import type { BillContent, TotalGap, UnreadLine } from '../channels/bill.ts';
import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { count, integer, optional, text, texts } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';

/** A line that could not be read, without its text. */
export type KnownUnreadLine = Omit<UnreadLine, 'text'>;

/** Keeps what of a bill could not be read or does not add up, for good. */
export async function insertUnread(
  tx: Transaction,
  vault: Vault,
  key: DayKey,
  { unread, gaps }: Pick<BillContent, 'unread' | 'gaps'>,
): Promise<void> {
  for (const { rowNo, lineNo, fault, column, numbers, text } of unread) {
    await tx.query({
      name: 'insert-unread-bill-line',
      text: `insert into bill_unread_lines (school_id, channel_account_id, bill_date, row_no, line_no, fault, column_name,
                                            numbers, text_sealed)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [
        ...keyValues(key),
        rowNo,
        lineNo,
        fault,
        column,
        numbers,
        vault.seal(aadContext(key, rowNo), text),
      ],
    });
  }
  for (const gap of gaps) {
    await tx.query({
      name: 'insert-bill-total-gap',
      text: `insert into bill_total_gaps (school_id, channel_account_id, bill_date, ${GAP.written})
             values ($1, $2, $3, ${GAP.places(4)})`,
      values: [...keyValues(key), ...GAP.valuesOf(gap)],
    });
  }
}

const UNREAD = columns<KnownUnreadLine>()({
  rowNo: integer('row_no'),
  lineNo: integer('line_no'),
  fault: text('fault'),
  column: text('column_name'),
  numbers: texts('numbers::text[] as numbers'),
});

const GAP = columns<TotalGap>()({
  column: text('column_name'),
  unit: text('unit'),
  stated: optional(count('stated')),
  counted: count('counted'),
});

/** The lines of a bill that could not be read, in its order. */
export async function findUnreadLines(q: Queryable, key: DayKey): Promise<KnownUnreadLine[]> {
  return UNREAD.all(q, {
    name: 'find-unread-bill-lines',
    text: `select ${UNREAD.selected} from bill_unread_lines
            where school_id = $1 and channel_account_id = $2 and bill_date = $3 order by row_no`,
    values: keyValues(key),
  });
}

/** Those of every bill of a school since a day. */
export async function findUnreadSince(
  q: Queryable,
  schoolId: string,
  date: string,
): Promise<KnownUnreadLine[]> {
  return UNREAD.all(q, {
    name: 'find-unread-bill-lines-since',
    text: `select ${UNREAD.selected} from bill_unread_lines
            where school_id = $1 and bill_date >= $2`,
    values: [schoolId, date],
  });
}

/** The text of a line that could not be read; undefined when there is no such line. Personal data. */
export async function findUnreadText(
  q: Queryable,
  vault: Vault,
  key: DayKey,
  rowNo: number,
): Promise<string | undefined> {
  const [row] = await q.query<{ text_sealed: Buffer }>({
    name: 'find-unread-bill-text',
    text: `select text_sealed from bill_unread_lines
            where school_id = $1 and channel_account_id = $2 and bill_date = $3 and row_no = $4`,
    values: [...keyValues(key), rowNo],
  });
  return row && String(vault.open(aadContext(key, rowNo), row.text_sealed));
}

export async function findTotalGaps(q: Queryable, key: DayKey): Promise<TotalGap[]> {
  return GAP.all(q, {
    name: 'find-bill-total-gaps',
    text: `select ${GAP.selected} from bill_total_gaps
            where school_id = $1 and channel_account_id = $2 and bill_date = $3 order by column_name, unit`,
    values: keyValues(key),
  });
}

function aadContext({ schoolId, channelAccountId, date }: DayKey, rowNo: number): string {
  return `bill_unread_lines.text_sealed|${schoolId}|${channelAccountId}|${date}|${rowNo}`;
}
