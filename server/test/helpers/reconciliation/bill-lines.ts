import type { BillContent } from '../../../src/channels/bill.ts';
import { UnreadableBill } from '../../../src/channels/bill-table.ts';

/** `payment 1795… 100` each, `?line fault column number`, `!column told/counted`, `blank`, or why it is refused. */
export async function billLines(read: () => Promise<BillContent | 'blank'>): Promise<string[]> {
  try {
    const content = await read();
    if (content === 'blank') return ['blank'];
    return [
      ...content.rows.map((row) => `${row.kind} ${row.refundNo || row.paymentNo} ${row.amount}`),
      ...content.unread.map((line) =>
        [`?${line.lineNo}`, line.fault, line.column, line.numbers[0]].filter(Boolean).join(' '),
      ),
      ...content.gaps.map((gap) => `!${gap.column} ${gap.stated}/${gap.counted}`),
    ];
  } catch (error) {
    if (error instanceof UnreadableBill) return [error.message];
    throw error;
  }
}
