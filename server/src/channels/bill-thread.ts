import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { UnreadableBill } from './bill-table.ts';
import type { BillRow, TotalGap, UnreadLine } from './channel.ts';
import { type BillFile, readBill } from './read-bill.ts';

/** What the thread says of a file: its lines in portions, then how it ended. */
export type BillMessage =
  | { readonly rows: readonly BillRow[] }
  | { readonly end: 'read'; readonly unread: readonly UnreadLine[]; readonly gaps: readonly TotalGap[] }
  | { readonly end: 'blank' }
  | { readonly end: 'unreadable'; readonly reason: string };

const ROWS_AT_ONCE = 1_000;

/** Reads one file, away from the thread that serves payers. What is no fault of the file ends the thread. */
parentPort?.once('message', async (bill: BillFile) => {
  for await (const message of told(bill)) {
    const isTaken = parentPort && once(parentPort, 'message');
    parentPort?.postMessage(message);
    // a portion at a time: all at once they would hold up the thread that serves payers
    if ('rows' in message) await isTaken;
  }
});

async function* told(bill: BillFile): AsyncGenerator<BillMessage> {
  try {
    const content = await readBill(bill);
    if (content === 'blank') {
      yield { end: 'blank' };
      return;
    }
    const { rows, unread, gaps } = content;
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      yield { rows: rows.slice(start, start + ROWS_AT_ONCE) };
    }
    yield { end: 'read', unread, gaps };
  } catch (error) {
    if (!(error instanceof UnreadableBill)) throw error;
    yield { end: 'unreadable', reason: error.message };
  }
}
