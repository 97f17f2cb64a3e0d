import type {
  orderCancelShape,
  orderCreateShape,
  orderQueryShape,
  orderRefundShape,
  refundQueryShape,
  userCardShape,
  userIdentityShape,
} from '@zhixiao/protocol/interfaces';
import type { invoiceCreateShape, invoiceQueryShape, invoiceShape } from '@zhixiao/protocol/invoice-fields';
import { expect, test } from 'vitest';
import { COMMANDS } from '../src/cli/commands/all.ts';
import { createClient } from '../src/client.ts';
import type {
  OrderCreateRequest,
  OrderName,
  OrderRefundRequest,
  OrderRequest,
  Piaoju,
  PiaojuCreateRequest,
  RefundQueryRequest,
  UserCardRequest,
  UserIdentityRequest,
} from '../src/types.ts';
import { APP } from './helpers/gateway.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;
type NeededOf<S> = { [K in keyof S]: S[K] extends { optional: false } ? K : never }[keyof S];
type NeededIn<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];
type Is<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** Whether a request has the fields that the gateway reads, and needs those that it needs. */
type Fits<Request, Shape> = [Is<KeysOf<Request>, keyof Shape>, Is<NeededIn<Request>, NeededOf<Shape>>];

const YES = [true, true] as const;
/** Does not compile while a request differs from the protocol's shape. */
const REQUESTS: {
  order_create: Fits<OrderCreateRequest, typeof orderCreateShape>;
  order_query: Fits<OrderRequest, typeof orderQueryShape>;
  order_cancel: Fits<OrderRequest, typeof orderCancelShape>;
  order_refund: Fits<OrderRefundRequest, typeof orderRefundShape>;
  refund_query: Fits<RefundQueryRequest, typeof refundQueryShape>;
  user_identity: Fits<UserIdentityRequest, typeof userIdentityShape>;
  user_card: Fits<UserCardRequest, typeof userCardShape>;
  // the document calls payer_type by two names, of which one is enough; an order is named by either number
  piaoju_create: [
    Is<KeysOf<PiaojuCreateRequest>, Exclude<keyof typeof invoiceCreateShape, 'pay_type'>>,
    Fits<Piaoju, typeof invoiceShape>[1],
  ];
  piaoju_query: [Is<KeysOf<OrderName>, keyof typeof invoiceQueryShape>, true];
} = {
  order_create: [...YES],
  order_query: [...YES],
  order_cancel: [...YES],
  order_refund: [...YES],
  refund_query: [...YES],
  user_identity: [...YES],
  user_card: [...YES],
  piaoju_create: [...YES],
  piaoju_query: [...YES],
};

test('every interface is a method of the client and a command', () => {
  const methods = Object.keys(createClient({ baseUrl: 'https://pay.example.edu.cn', ...APP }));
  const named = methods.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  expect(named.sort()).toEqual(Object.keys(REQUESTS).sort());
  const commands = COMMANDS.map(({ name }) => name.replace(' ', '_'));
  for (const name of named) expect(commands).toContain(name);
});
