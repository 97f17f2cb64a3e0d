import type { Tone } from '../../components/status-tag.tsx';
import type { RefundRequestStatus, RefundStatus } from '../../contract/refunds.ts';

export const REFUND_TONES: Readonly<Record<RefundStatus, Tone>> = {
  processing: 'open',
  succeeded: 'good',
  failed: 'bad',
};

export const REQUEST_TONES: Readonly<Record<RefundRequestStatus, Tone>> = {
  pending: 'warning',
  approved: 'good',
  rejected: 'over',
};
