import { HOUR_MS, plusMs } from '../../../src/lib/clock.ts';
import type { NewOrder } from '../../../src/orders/order.ts';

type Given = Pick<NewOrder, 'appId' | 'orderId' | 'outTradeNo' | 'createdAt'> & Partial<NewOrder>;

/** An order about to be inserted: one yuan for 张三, payable for an hour, unless it is given otherwise. */
export function newOrder(given: Given): NewOrder {
  return {
    expiresAt: plusMs(given.createdAt, HOUR_MS),
    body: '电费',
    totalAmount: 100,
    payType: undefined,
    openid: undefined,
    notifyUrl: 'http://127.0.0.1/',
    returnUrl: undefined,
    payer: { userNo: '2013141516', userName: '张三' },
    invoice: undefined,
    ...given,
  };
}
