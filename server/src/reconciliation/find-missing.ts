import type { BillRow } from '../channels/bill.ts';
import type { Queryable } from '../db/database.ts';
import { dayStart, plusDays, shanghaiDate } from '../lib/shanghai-day.ts';
import { findBilledDates, findBilledNumbers } from './bill-store.ts';
import { findReceived, findSentBack, type Place } from './books-store.ts';
import type { DayKey } from './day.ts';
import { findReportedMissing } from './difference-store.ts';
import { findHiddenNumbers } from './find-unread.ts';
import { type BookRecord, type Finding, type MatchDay, unbilled } from './match.ts';

/** How many days back records are looked for that became known only after their own day was compared. */
const LOOK_BACK_DAYS = 3;
const RECORDS_AT_ONCE = 5_000;

/**
 * In portions, the money of this day that no bill of the school has, and that of the days before it whose bill
 * is there, unless another day has it as missing, or its number is in an unreadable line, which is reported itself.
 * A refund counts from when the channel had taken it on.
 */
export async function* findMissing(
  q: Queryable,
  key: DayKey,
  day: MatchDay,
): AsyncGenerator<readonly Finding[], void, undefined> {
  const from = plusDays(key.date, -LOOK_BACK_DAYS);
  const until = dayStart(plusDays(key.date, 1));
  const dates = await findBilledDates(q, key, from);
  const hidden = await findHiddenNumbers(q, key.schoolId, from);
  for (const { kind, find } of WALKS) {
    let place: Place | undefined = { at: dayStart(from), no: '0' };
    while (place) {
      const records: BookRecord[] = await find(q, key.schoolId, day, place, until, RECORDS_AT_ONCE);
      place = records.length < RECORDS_AT_ONCE ? undefined : placeOf(records.at(-1));
      const due = records.filter((record) => record.until && dates.has(shanghaiDate(record.until)));
      const billed = await findBilledNumbers(q, key.schoolId, kind, due.map(numberOf));
      const missing = due.filter((record) => {
        const number = numberOf(record);
        return !billed.has(number) && !hidden[kind].has(number);
      });
      if (missing.length === 0) continue;
      const reported = await findReportedMissing(q, key, missing.map(numberOf));
      yield missing
        .filter((record) => !reported.has(numberOf(record)))
        .map((record) => unbilled(day, record));
    }
  }
}

function placeOf(last: BookRecord | undefined): Place | undefined {
  return last?.until && { at: last.until, no: numberOf(last) };
}

interface Walk {
  readonly kind: BillRow['kind'];
  readonly find: typeof findReceived;
}

const WALKS: readonly Walk[] = [
  { kind: 'payment', find: findReceived },
  { kind: 'refund', find: findSentBack },
];

function numberOf({ refundNo, paymentNo }: BookRecord): string {
  return refundNo ?? paymentNo;
}
