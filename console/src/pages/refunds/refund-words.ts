import type { RefundApplicationStatus, RefundStatus } from '@zhixiao/contract/codes/refunds';
import type { RefundApplicationRow } from '@zhixiao/contract/console/refunds';
import type { Tone } from '../../components/status-tag.tsx';

export const REFUND_TONES: Readonly<Record<RefundStatus, Tone>> = {
  processing: 'open',
  succeeded: 'good',
  failed: 'bad',
};

export const APPLICATION_TONES: Readonly<Record<RefundApplicationStatus, Tone>> = {
  pending: 'warning',
  approved: 'good',
  rejected: 'over',
};

/** Whether it waits for another operator, or its refund for the channel. */
export function isUnderWay({
  status,
  refundStatus,
}: Pick<RefundApplicationRow, 'status' | 'refundStatus'>): boolean {
  return status === 'pending' || refundStatus === 'processing';
}
