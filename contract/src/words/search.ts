import type { NumberKind } from '../codes/search.ts';
import type { CodeWords } from './code-words.ts';

/** What each number of an order is called. */
export const NUMBER_KIND_NAMES: CodeWords<NumberKind> = {
  zh: {
    order: '订单号',
    out_trade_no: '商户订单号',
    payment: '支付单号',
    transaction: '渠道交易号',
    refund: '退款单号',
    out_refund_no: '商户退款单号',
    channel_refund: '渠道退款号',
    refund_application: '退款申请号',
    notification: '通知编号',
    invoice: '票据号',
  },
  en: {
    order: 'Order',
    out_trade_no: 'Partner’s order',
    payment: 'Payment',
    transaction: 'Transaction',
    refund: 'Refund',
    out_refund_no: 'Partner’s refund',
    channel_refund: 'Channel’s refund',
    refund_application: 'Refund application',
    notification: 'Notification',
    invoice: 'Invoice',
  },
};
