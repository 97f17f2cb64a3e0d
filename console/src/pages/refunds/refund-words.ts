import type { StatusWords, Tone } from '../../components/status-tag.tsx';
import type { RefundCause, RefundRequestStatus, RefundStatus } from '../../contract/refunds.ts';
import type { Words } from '../../language/language.tsx';

export const REFUND_STATUSES: StatusWords<RefundStatus> = {
  zh: { processing: '退款中', succeeded: '已退款', failed: '失败' },
  en: { processing: 'Under way', succeeded: 'Refunded', failed: 'Failed' },
};
export const REFUND_TONES: Readonly<Record<RefundStatus, Tone>> = {
  processing: 'open',
  succeeded: 'good',
  failed: 'bad',
};

export const REQUEST_STATUSES: StatusWords<RefundRequestStatus> = {
  zh: { pending: '待审核', approved: '已通过', rejected: '已驳回' },
  en: { pending: 'To be decided', approved: 'Approved', rejected: 'Rejected' },
};
export const REQUEST_TONES: Readonly<Record<RefundRequestStatus, Tone>> = {
  pending: 'warning',
  approved: 'good',
  rejected: 'over',
};

export const CAUSE_WORDS: Words<Readonly<Record<RefundCause, string>>> = {
  zh: {
    partner: '业务系统',
    operator: '操作员',
    late: '迟到款项',
    duplicate: '重复支付',
    wrong_amount: '金额不符',
  },
  en: {
    partner: 'Partner',
    operator: 'Operator',
    late: 'Late money',
    duplicate: 'Paid twice',
    wrong_amount: 'Wrong amount',
  },
};
