import type { Transaction } from '../db/database.ts';
import { IS_UNDER_WAY } from '../timeline/under-way-store.ts';

/** Where a look through numbers goes on, and which are old enough. */
export interface Stretch {
  /** What has this number or a smaller one was looked at. */
  readonly after: string;
  readonly before: Date;
  readonly limit: number;
}

/** What a look through some numbers found and erased. */
export interface Looked {
  readonly looked: number;
  /** The last number; undefined: there was none. */
  readonly last: string | undefined;
  readonly erased: number;
  /** What would have been erased, were it not needed. */
  readonly kept: number;
  readonly firstKept: string | undefined;
}

/** A part of orders that can be erased: whether one has it, and the statements that erase it from those of `chosen`. */
interface OrderPart {
  readonly name: string;
  readonly isThere: string;
  readonly erase: readonly string[];
}

const chosen = (table: string) =>
  `from chosen where ${table}.app_id = chosen.app_id and ${table}.order_id = chosen.order_id`;

export const ORDER_PARTS = {
  people: {
    name: 'order-people',
    isThere: 'o.payer_sealed is not null or o.user_no_index is not null or o.user_name_index is not null',
    erase: [
      `update orders set payer_sealed = null, user_no_index = null, user_name_index = null ${chosen('orders')}`,
    ],
  },
  /** What was sent to the channel may hold them too; a payment that is over is never sent again. */
  payers: {
    name: 'payer-ids',
    isThere: `num_nonnulls(o.openid, o.openid_sealed) > 0 or exists (
      select from payments p where p.app_id = o.app_id and p.order_id = o.order_id
         and num_nonnulls(p.openid, p.openid_sealed, p.payer_uid, p.payer_uid_sealed, p.credential,
                          p.request_body, p.request_body_sealed) > 0)`,
    erase: [
      `update orders set openid = null, openid_sealed = null, openid_index = null ${chosen('orders')}`,
      `update payments set openid = null, openid_sealed = null, openid_index = null, payer_uid = null,
                           payer_uid_sealed = null, payer_uid_index = null, credential = null, request_body = null,
                           request_body_sealed = null ${chosen('payments')}`,
    ],
  },
  invoiceWishes: {
    name: 'invoice-wishes',
    isThere: 'o.invoice_sealed is not null',
    erase: [`update orders set invoice_sealed = null ${chosen('orders')}`],
  },
} as const satisfies Readonly<Record<string, OrderPart>>;

/** Looks through the next orders made before an instant, in the order of their numbers, and erases a part of them. */
export async function eraseOrderPart(
  tx: Transaction,
  { name, isThere, erase }: OrderPart,
  { after, before, limit }: Stretch,
): Promise<Looked> {
  const steps = erase.map((statement, at) => `step${at} as (${statement} returning 1)`).join(',\n');
  const [row] = await tx.query<LookedRow>({
    name: `erase-${name}`,
    text: `with looked as (
             select o.app_id, o.order_id, there.is_there, there.is_there and ${IS_UNDER_WAY} as is_needed
               from orders o cross join lateral (select o.created_at < $2 and (${isThere}) as is_there) there
              where o.order_id > $1 and o.order_id < first_id_at($2) order by o.order_id limit $3),
           -- statements of one WITH run in no certain order: what is chosen is locked before any of them, orders before payments
           chosen as (
             select o.app_id, o.order_id from looked join orders o using (app_id, order_id)
              where is_there and not is_needed order by o.order_id for no key update of o),
           ${steps}
           select count(*)::int as looked, max(order_id) as last, (select count(*)::int from chosen) as erased,
                  count(*) filter (where is_needed)::int as kept, min(order_id) filter (where is_needed) as first_kept
             from looked`,
    values: [after, before, limit],
  });
  // a sum of no rows is one row of nulls
  return {
    looked: row?.looked ?? 0,
    last: row?.last ?? undefined,
    erased: row?.erased ?? 0,
    kept: row?.kept ?? 0,
    firstKept: row?.first_kept ?? undefined,
  };
}

interface LookedRow {
  readonly looked: number;
  readonly last: string | null;
  readonly erased: number;
  readonly kept: number;
  readonly first_kept: string | null;
}
