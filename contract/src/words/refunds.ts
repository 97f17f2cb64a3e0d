import type { RefundApplicationStatus, RefundCause, RefundStatus } from '../codes/refunds.ts';
import type { CodeWords } from './code-words.ts';

export const REFUND_STATUS_NAMES: CodeWords<RefundStatus> = {
  zh: { processing: '退款中', succeeded: '已退款', failed: '退款失败' },
  en: { processing: 'Processing', succeeded: 'Refunded', failed: 'Failed' },
};

export const REFUND_CAUSE_NAMES: CodeWords<RefundCause> = {
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
    late: 'Late payment',
    duplicate: 'Paid twice',
    wrong_amount: 'Wrong amount',
  },
};

export const REFUND_APPLICATION_STATUS_NAMES: CodeWords<RefundApplicationStatus> = {
  zh: { pending: '待审核', approved: '已通过', rejected: '已驳回' },
  en: { pending: 'Awaiting approval', approved: 'Approved', rejected: 'Rejected' },
};
