import { shanghaiTime } from '../shanghai-time.ts';
import type { Order } from './order.ts';
import type { Refund } from './refund-store.ts';

const RECEIVED_ACCOUNT = '支付用户零钱';

/** A refund as the API answers it. */
export function refundContent(order: Order, refund: Refund): Readonly<Record<string, unknown>> {
  const { amount } = refund;
  return {
    ...numbers(order, refund),
    channel: 'ORIGINAL',
    user_received_account: RECEIVED_ACCOUNT,
    ...successTime(refund),
    create_time: shanghaiTime(refund.createdAt),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      total: order.total,
      refund: amount,
      from: [],
      payer_total: order.total,
      payer_refund: amount,
      settlement_total: order.total,
      settlement_refund: amount,
      discount_refund: 0,
      currency: 'CNY',
      refund_fee: refund.fee,
    },
    promotion_detail: [],
  };
}

/** A refund in its callback: `refund_status`, no `status`, fewer amounts. */
export function refundCallbackContent(order: Order, refund: Refund): Readonly<Record<string, unknown>> {
  const { amount } = refund;
  return {
    ...(order.sub ? { sp_mchid: order.mchid, sub_mchid: order.sub.mchid } : { mchid: order.mchid }),
    ...numbers(order, refund),
    refund_status: refund.status,
    ...successTime(refund),
    user_received_account: RECEIVED_ACCOUNT,
    amount: { total: order.total, refund: amount, payer_total: order.total, payer_refund: amount },
  };
}

function numbers(order: Order, refund: Refund): Readonly<Record<string, unknown>> {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.paid?.transactionId,
    out_trade_no: order.outTradeNo,
  };
}

function successTime({ successAt }: Refund): Readonly<Record<string, unknown>> {
  return successAt === null ? {} : { success_time: shanghaiTime(successAt) };
}
