import type { BillRow } from '../channels/bill.ts';
import type { Queryable } from '../db/database.ts';
import { findRecords } from './books-store.ts';
import type { DayKey } from './day.ts';
import type { BookRecord, Finding } from './match.ts';
import { findTotalGaps, findUnreadLines, findUnreadSince, type KnownUnreadLine } from './unread-store.ts';

/**
 * Differences of the bill itself: its unreadable lines, each with the record of ours whose number is in it, and, if
 * there are none, totals that do not add up.
 */
export async function findUnread(q: Queryable, key: DayKey): Promise<Finding[]> {
  const lines = await findUnreadLines(q, key);
  const gaps = await findTotalGaps(q, key);
  const records = await recordsBehind(q, key.schoolId, lines);
  if (lines.length === 0) {
    return gaps.map((gap) => ({
      kind: 'totals_differ',
      subject: gap.column,
      pair: undefined,
      record: undefined,
      bill: { rowNo: 0, detail: gap },
    }));
  }
  return lines.map((line) => {
    const { rowNo, lineNo, fault, column } = line;
    const record = records.get(line);
    return {
      kind: 'unreadable_line',
      subject: record ? (record.refundNo ?? record.paymentNo) : `#${lineNo}`,
      pair: undefined,
      record,
      bill: { rowNo, detail: { lineNo, fault, column, gaps } },
    };
  });
}

/** The numbers of payments or refunds of ours that lines say which could not be read, since a day. */
export async function findHiddenNumbers(
  q: Queryable,
  schoolId: string,
  since: string,
): Promise<Readonly<Record<BillRow['kind'], ReadonlySet<string>>>> {
  const lines = await findUnreadSince(q, schoolId, since);
  const records = [...(await recordsBehind(q, schoolId, lines)).values()];
  return {
    payment: new Set(records.flatMap(({ refundNo, paymentNo }) => (refundNo === undefined ? paymentNo : []))),
    refund: new Set(records.flatMap(({ refundNo }) => refundNo ?? [])),
  };
}

/** A line of a refund names its payment too: a line is about the first refund in it, or else about the first payment. */
async function recordsBehind(
  q: Queryable,
  schoolId: string,
  lines: readonly KnownUnreadLine[],
): Promise<ReadonlyMap<KnownUnreadLine, BookRecord>> {
  const numbers = [...new Set(lines.flatMap((line) => line.numbers))];
  const records = numbers.length === 0 ? [] : await findRecords(q, schoolId, numbers);
  const refunds = new Map(records.flatMap((record) => (record.refundNo ? [[record.refundNo, record]] : [])));
  const payments = new Map(
    records.flatMap((record) => (record.refundNo ? [] : [[record.paymentNo, record]])),
  );
  const behind = (line: KnownUnreadLine) =>
    line.numbers.map((number) => refunds.get(number)).find((record) => record) ??
    line.numbers.map((number) => payments.get(number)).find((record) => record);
  return new Map(
    lines.flatMap((line) => {
      const record = behind(line);
      return record ? [[line, record] as const] : [];
    }),
  );
}
