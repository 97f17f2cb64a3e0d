import { expect } from 'vitest';
import type { Gateway } from '../gateway/gateway.ts';
import { waitFor } from '../wait-for.ts';
import { PERSON } from './invoices.ts';
import type { Partner } from './partner.ts';

type Order = Awaited<ReturnType<Partner['order']>>;
export type Orders = Readonly<Record<'untouched' | 'pending' | 'unknown' | 'paid' | 'refunded', Order>>;

/** An order of each state in which a split may find one; by its name. */
export async function ordersInEveryState(gateway: Gateway, partner: Partner): Promise<Orders> {
  const pay = async (orderId: string) => gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  const [untouched, pending, unknown, paid] = [
    await partner.order(),
    await partner.order(),
    await partner.order(),
    await partner.order({ piaoju: PERSON }),
  ];
  const refunded = await partner.order();
  await gateway.openCode(pending.orderId);
  await gateway.wechat.fault({
    match: { path: 'transactions/native' },
    times: 1,
    fault: 'status',
    status: 502,
    after: true,
  });
  await gateway.openCode(unknown.orderId).catch(() => undefined);
  await pay(paid.orderId);
  await pay(refunded.orderId);
  const isPaid = async () =>
    (await status(partner, paid)) === '2' && (await status(partner, refunded)) === '2';
  await waitFor(isPaid, { what: 'the orders to be paid' });
  const answer = await partner.call('order_refund', { out_trade_no: refunded.outTradeNo, refund_fee: '40' });
  expect(answer.code).toBe(0);
  return { untouched, pending, unknown, paid, refunded };
}

/** What the ledger's accounts come to. */
export const BALANCES =
  'select app_id, channel, account, balance::text from ledger_balances order by 1, 2, 3';
/** What is not over. */
export const OPEN = `
  select 'orders' as of, order_id::text as no from orders where status = 'pending'
  union all select 'payments', payment_no::text from payments where status in ('created', 'pending', 'unknown')
  union all select 'refunds', refund_id::text from refunds where status = 'processing'
  union all select 'invoices', order_id::text from invoices where due_at is not null
  union all select 'notifications', order_id::text from notifications where status = 'pending' order by 1, 2`;
/** Everything of an app that work would change, row by row. */
export const contentOf = (app: string) => `
  select 'orders' as of, to_jsonb(t)::text as row from orders t where app_id = '${app}'
  union all select 'payments', to_jsonb(t)::text from payments t where app_id = '${app}'
  union all select 'refunds', to_jsonb(t)::text from refunds t where app_id = '${app}'
  union all select 'notifications', to_jsonb(t)::text from notifications t where app_id = '${app}'
  union all select 'invoices', to_jsonb(t)::text from invoices t where app_id = '${app}'
  union all select 'ledger', to_jsonb(t)::text from ledger_entries t where app_id = '${app}' order by 1, 2`;

/** As the partner is told it. */
export const status = async (partner: Partner, { outTradeNo }: Order) =>
  (await partner.call('order_query', { out_trade_no: outTradeNo })).content.status;
