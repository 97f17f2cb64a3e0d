import { shanghaiText } from '../shanghai-time.ts';
import { yuanOf } from '../yuan.ts';
import { type Alipay, namedBuyer, PAYER_LOGON_ID } from './alipay.ts';
import type { AlipayApp } from './app-store.ts';
import { type Refund, refundsOf } from './refund-store.ts';
import type { Parameters } from './signature.ts';
import type { Trade } from './trade-store.ts';

/** Plans the notice of a payment, or of one of its refunds, where the trade named an address for them. */
export function planNotice(alipay: Alipay, app: AlipayApp, trade: Trade, refund?: Refund): void {
  const { appId, outTradeNo, notifyUrl } = trade.terms;
  if (notifyUrl === null || !trade.paid) return;
  alipay.notices.plan({
    appId,
    kind: refund ? 'refund' : 'payment',
    number: refund?.outRequestNo ?? outTradeNo,
    outTradeNo,
    notifyUrl,
    parameters: { ...tradeParameters(app, trade), ...(refund && refundParameters(alipay, trade, refund)) },
  });
}

/** All refunds of a trade that went through, in fen. */
export function refundedFen({ store }: Alipay, tradeNo: string): number {
  return refundsOf(store, tradeNo)
    .filter(({ status }) => status === 'SUCCESS')
    .reduce((sum, { amount }) => sum + amount, 0);
}

function tradeParameters(app: AlipayApp, { tradeNo, terms, createdAt, status, paid }: Trade): Parameters {
  const total = yuanOf(terms.total);
  return {
    notify_type: 'trade_status_sync',
    app_id: app.appId,
    auth_app_id: app.appId,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    trade_no: tradeNo,
    out_trade_no: terms.outTradeNo,
    ...(paid && namedBuyer(app, paid.buyerId, 'buyer_id')),
    buyer_logon_id: PAYER_LOGON_ID,
    seller_id: app.sellerId,
    seller_email: 'sandbox@example.com',
    trade_status: status,
    total_amount: total,
    receipt_amount: total,
    invoice_amount: total,
    buyer_pay_amount: total,
    point_amount: '0.00',
    subject: terms.subject,
    ...(terms.body !== null && { body: terms.body }),
    ...(terms.passbackParams !== null && { passback_params: terms.passbackParams }),
    gmt_create: shanghaiText(createdAt),
    ...(paid && { gmt_payment: shanghaiText(paid.at) }),
    fund_bill_list: JSON.stringify([{ amount: total, fundChannel: 'ALIPAYACCOUNT' }]),
  };
}

/** `refund_fee` adds up all refunds; `gmt_refund` alone has milliseconds. */
function refundParameters(alipay: Alipay, { tradeNo, closedAt }: Trade, refund: Refund): Parameters {
  const refundedAt = refund.successAt ?? refund.createdAt;
  const refunded = yuanOf(refundedFen(alipay, tradeNo));
  return {
    out_biz_no: refund.outRequestNo,
    refund_fee: refunded,
    send_back_fee: refunded,
    gmt_refund: `${shanghaiText(refundedAt)}.${String(refundedAt % 1000).padStart(3, '0')}`,
    ...(closedAt !== null && { gmt_close: shanghaiText(closedAt) }),
  };
}
