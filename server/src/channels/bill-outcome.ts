import { done, notDone, type Outcome } from '../lib/outcome.ts';
import { type FetchedBill, UNREADABLE_BILL } from './bill.ts';
import { readBillApart } from './bill-reader.ts';
import { UnreadableBill } from './bill-table.ts';
import type { BillFile } from './read-bill.ts';

/** The most that is downloaded of a bill: a day of half a million lines, packed. */
export const MAX_BILL_BYTES = 32 * 1024 * 1024;

/** What came of a file that was downloaded. */
export async function billOutcome(
  file: Buffer,
  bill: BillFile,
  { isProven }: { readonly isProven: boolean },
): Promise<Outcome<FetchedBill>> {
  try {
    const content = await readBillApart(bill);
    return done(content === 'blank' ? content : { ...content, file, isProven });
  } catch (error) {
    if (error instanceof UnreadableBill) return notDone(UNREADABLE_BILL, error.message);
    throw error;
  }
}
