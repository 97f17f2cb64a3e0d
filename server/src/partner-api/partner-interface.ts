import { readFields, type Shape, type Values } from '@zhixiao/protocol/fields';
import type { App } from '../apps/app.ts';
import type { Core } from '../core.ts';
import type { Order } from '../orders/order.ts';

/** One interface of the document: what its decrypted JSON must hold, and its success, as JSON or as plain text. */
export interface PartnerInterface {
  readonly shape: Shape;
  readonly answer: (core: Core, app: App, param: unknown) => Promise<object | string>;
}

export function partnerInterface<S extends Shape>(
  shape: S,
  run: (core: Core, app: App, values: Values<S>) => Promise<object | string>,
): PartnerInterface {
  return { shape, answer: (core, app, param) => run(core, app, readFields(shape, param)) };
}

/** What every answer about an order names it by. */
export function orderNumbers(order: Pick<Order, 'outTradeNo' | 'orderId'>) {
  return { out_trade_no: order.outTradeNo, order_id: order.orderId };
}
