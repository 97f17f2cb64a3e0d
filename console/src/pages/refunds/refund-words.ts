import type { RefundRequestStatus, RefundStatus } from '@zhixiao/contract/codes/refunds';
import type { Tone } from '../../components/status-tag.tsx';

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
