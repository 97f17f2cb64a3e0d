import { type Of, TEXT } from '@zhixiao/contract/schema';
import { readFields, type Shape, type Values } from '@zhixiao/protocol/fields';
import type { TSchema } from 'typebox';
import type { App } from '../../apps/app.ts';
import type { Core } from '../../core.ts';
import type { Exact } from '../../http/exact.ts';
import { answerSelector } from '../../http/select-answer.ts';
import type { Order } from '../../orders/order.ts';

/** One interface of the document: what its decrypted JSON must hold, and its success, as JSON or as plain text. */
export interface PartnerInterface {
  readonly shape: Shape;
  /** What a success holds, for the documents that are made from it. */
  readonly answered: TSchema;
  readonly answer: (core: Core, app: App, param: unknown) => Promise<string>;
}

/** @param schema what it answers: nothing that is not named there leaves */
export function partnerInterface<S extends Shape, A extends TSchema, R>(
  shape: S,
  schema: A,
  run: (core: Core, app: App, values: Values<S>) => Promise<R & Exact<R, Of<A>>>,
): PartnerInterface {
  const select = answerSelector(schema);
  return {
    shape,
    answered: schema,
    async answer(core, app, param) {
      const content = select(await run(core, app, readFields(shape, param)));
      return typeof content === 'string' ? content : JSON.stringify(content);
    },
  };
}

/** What every answer about an order names it by. */
export const ORDER_NUMBERS = { out_trade_no: TEXT, order_id: TEXT };

/** The numbers of one order. */
export function orderNumbers(order: Pick<Order, 'outTradeNo' | 'orderId'>) {
  return { out_trade_no: order.outTradeNo, order_id: order.orderId };
}
