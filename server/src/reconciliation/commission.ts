import type { BillRow } from '../channels/bill.ts';
import type { Channel } from '../channels/channel.ts';
import { commissionCharged, commissionReturned, type Posting } from '../ledger/ledger.ts';
import type { BookRecord } from './match.ts';

const MILLI = 1_000;

/** What a line's commission is in the ledger, to the nearest fen; undefined when that is none. */
export function commissionPosting(
  channel: Channel,
  { kind, commission }: Pick<BillRow, 'kind' | 'commission'>,
  { appId, paymentNo, refundNo }: Pick<BookRecord, 'appId' | 'paymentNo' | 'refundNo'>,
): Posting | undefined {
  const amount = Math.sign(commission) * Math.round(Math.abs(commission) / MILLI);
  if (amount === 0) return undefined;
  const subject = { appId, channel, subjectNo: refundNo ?? paymentNo };
  return kind === 'payment'
    ? commissionCharged({ ...subject, amount })
    : commissionReturned({ ...subject, amount: -amount });
}
