import type { LedgerAccount, LedgerEvent } from '../codes/ledger.ts';
import type { CodeWords } from './code-words.ts';

export const LEDGER_ACCOUNT_NAMES: CodeWords<LedgerAccount> = {
  zh: {
    channel_receivable: '应收渠道',
    school_payable: '应付学校',
    refunds_in_transit: '在途退款',
    suspense: '待处理款项',
    channel_fees: '渠道手续费',
  },
  en: {
    channel_receivable: 'channel receivable',
    school_payable: 'school payable',
    refunds_in_transit: 'refunds in transit',
    suspense: 'suspense',
    channel_fees: 'channel commissions',
  },
};

export const LEDGER_EVENT_NAMES: CodeWords<LedgerEvent> = {
  zh: {
    payment_received: '收款',
    unwanted_money_received: '收到待处理款项',
    refund_reserved: '退款占用',
    refund_succeeded: '退款完成',
    refund_failed: '退款失败，退回占用',
    channel_fee_charged: '渠道手续费',
    channel_fee_returned: '退回手续费',
  },
  en: {
    payment_received: 'payment received',
    unwanted_money_received: 'money held in suspense',
    refund_reserved: 'refund reserved',
    refund_succeeded: 'refund completed',
    refund_failed: 'refund failed, reserve released',
    channel_fee_charged: 'channel commission',
    channel_fee_returned: 'commission returned',
  },
};

/** The sides of an entry. */
export const LEDGER_SIDES: CodeWords<'debit' | 'credit'> = {
  zh: { debit: '借', credit: '贷' },
  en: { debit: 'Dr', credit: 'Cr' },
};
