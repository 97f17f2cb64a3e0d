import { shanghaiTime } from '../shanghai-time.ts';
import type { Order, ToldState } from './order.ts';

const DESCRIPTIONS: Readonly<Record<Order['state'] | ToldState, string>> = {
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  NOTPAY: '订单未支付',
  CLOSED: '订单已关闭',
  USERPAYING: '需要用户输入支付密码',
  REVOKED: '订单已撤销',
  PAYERROR: '支付失败，请重新下单支付',
};

/** An order as queries and payment callbacks tell it. */
export function orderContent(order: Order): Readonly<Record<string, unknown>> {
  const { paid, total } = order;
  const state = paid ? order.state : (order.toldState ?? order.state);
  return {
    ...merchantsOf(order),
    out_trade_no: order.outTradeNo,
    ...(paid && { transaction_id: paid.transactionId, trade_type: order.tradeType }),
    trade_state: state,
    trade_state_desc: DESCRIPTIONS[state],
    ...(paid && { bank_type: 'OTHERS' }),
    attach: order.attach ?? '',
    ...(paid && { success_time: shanghaiTime(paid.at), payer: payerOf(order, paid.openid) }),
    amount: {
      total,
      currency: 'CNY',
      ...(paid && { payer_total: total, payer_currency: 'CNY' }),
    },
    promotion_detail: [],
  };
}

function merchantsOf({ appid, mchid, sub }: Order): Readonly<Record<string, unknown>> {
  if (!sub) return { appid, mchid };
  return {
    sp_appid: appid,
    sp_mchid: mchid,
    ...(sub.appid && { sub_appid: sub.appid }),
    sub_mchid: sub.mchid,
  };
}

/** The emulated payer has the same openid under every appid. */
function payerOf({ sub }: Order, openid: string): Readonly<Record<string, unknown>> {
  if (!sub) return { openid };
  return { sp_openid: openid, ...(sub.appid && { sub_openid: openid }) };
}
