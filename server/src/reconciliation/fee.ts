import type { BillRow, Channel } from '../channels/channel.ts';
import { feeCharged, feeReturned, type Posting } from '../ledger/ledger.ts';
import type { BookRecord } from './match.ts';

const MILLI = 1_000;

/** What a line's fee is in the ledger, to the nearest fen; undefined when that is none. */
export function feePosting(
  channel: Channel,
  { kind, fee }: Pick<BillRow, 'kind' | 'fee'>,
  { appId, paymentNo, refundNo }: Pick<BookRecord, 'appId' | 'paymentNo' | 'refundNo'>,
): Posting | undefined {
  const amount = Math.sign(fee) * Math.round(Math.abs(fee) / MILLI);
  if (amount === 0) return undefined;
  const subject = { appId, channel, subjectNo: refundNo ?? paymentNo };
  return kind === 'payment'
    ? feeCharged({ ...subject, amount })
    : feeReturned({ ...subject, amount: -amount });
}
