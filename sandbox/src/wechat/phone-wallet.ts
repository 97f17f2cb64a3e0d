import type { BillObstacle, Brand, PhoneBill, PhoneWallet } from '../phone/wallet.ts';
import type { Order } from './order.ts';
import { findOrder, payableHandles } from './order-store.ts';
import { type Obstacle, payBill, scan } from './wallet.ts';
import { PAYER_OPENID, type Wechat } from './wechat.ts';

/** WeChat on the emulated phone. */
export function wechatWallet(wechat: Wechat): PhoneWallet {
  const { store, clock } = wechat;
  return {
    waiting: (limit) =>
      payableHandles(store, clock.now(), limit).flatMap(({ handle, mchid, outTradeNo }) => {
        const order = findOrder(store, mchid, outTradeNo);
        return order ? [phoneBill(handle, order, undefined)] : [];
      }),
    scan(code) {
      const bill = scan(wechat, { handle: code });
      return bill && phoneBill(code, bill.order, bill.obstacle);
    },
    pay(code, result) {
      const bill = scan(wechat, { handle: code });
      if (bill) payBill(wechat, bill, result);
    },
  };
}

const WECHAT: Brand = {
  channel: 'wechat',
  name: { zh: '微信支付', en: 'WeChat Pay' },
  payIn: { zh: '微信支付', en: 'WeChat Pay' },
};

const OBSTACLES: Readonly<Record<Obstacle, BillObstacle>> = {
  handle_expired: 'code_expired',
  order_expired: 'expired',
  closed: 'closed',
  paid: 'paid',
  other_payer: 'other_payer',
};

function phoneBill(code: string, order: Order, obstacle: Obstacle | undefined): PhoneBill {
  return {
    brand: WECHAT,
    code,
    merchant: order.mchid,
    description: order.description,
    number: order.outTradeNo,
    way: order.tradeType,
    total: order.total,
    payer: order.paid?.openid ?? order.boundOpenid ?? PAYER_OPENID,
    obstacle: obstacle && OBSTACLES[obstacle],
    wayBack: undefined,
  };
}
