import type { Queryable, Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import { openPayerUid, payerIndex } from '../payers/payer-uid.ts';
import type { OrderOf, Subject } from './subject.ts';

/** The whole of what this module does with payers' uids where they stand in money's tables. */

const IN_SCHOOL = 'app_id in (select app_id from apps where school_id = $1)';

/** The blind indexes that find the orders for a person; null where unknown. */
export interface PayerIndexes {
  readonly userNo: string | null;
  readonly userName: string | null;
}

/** The indexes of a person's uids: each app has others. */
export async function uidIndexesOf(
  q: Queryable,
  vault: Vault,
  { schoolId, uids }: Pick<Subject, 'schoolId' | 'uids'>,
): Promise<Buffer[]> {
  if (uids.length === 0) return [];
  const apps = await q.query<{ app_id: string }>({
    name: 'apps-of-school',
    text: 'select app_id from apps where school_id = $1',
    values: [schoolId],
  });
  return apps.flatMap(({ app_id }) => uids.map((uid) => payerIndex(vault, app_id, uid)));
}

/**
 * The orders that were made for a person, and those which one of the person's uids paid or was to pay, the oldest first.
 * An order that says no number, and no other name, is of who paid it.
 */
export async function findOrdersOf(
  q: Queryable,
  { schoolId }: Pick<Subject, 'schoolId'>,
  uidIndexes: readonly Buffer[],
  indexes: PayerIndexes,
): Promise<OrderOf[]> {
  const rows = await q.query<{ app_id: string; order_id: string; is_own: boolean | null }>({
    name: 'find-orders-of-person',
    text: `select app_id, order_id, bool_or(is_own) as is_own from (
             select app_id, order_id, true from orders where ${IN_SCHOOL} and user_no_index = $2::bigint
             union all
             select o.app_id, o.order_id, o.user_no_index is null and (o.user_name_index is null or o.user_name_index = $4::bigint)
               from orders o join (
                 select app_id, order_id from orders where ${IN_SCHOOL} and openid_index = any ($3::bytea[])
                 union
                 select app_id, order_id from payments where ${IN_SCHOOL} and payer_uid_index = any ($3::bytea[])
                 union
                 select app_id, order_id from payments where ${IN_SCHOOL} and openid_index = any ($3::bytea[])
               ) by_uid using (app_id, order_id)
           ) found (app_id, order_id, is_own)
           group by app_id, order_id order by order_id`,
    values: [schoolId, indexes.userNo, uidIndexes, indexes.userName],
  });
  return rows.map((row) => ({ appId: row.app_id, orderId: row.order_id, isOwn: row.is_own ?? false }));
}

/** The numbers of the payments of these orders that are the person's: all of own orders, of others those of own uids. */
export async function findPaymentsOf(
  q: Queryable,
  orders: readonly OrderOf[],
  uidIndexes: readonly Buffer[],
): Promise<string[]> {
  const rows = await q.query<{ payment_no: string }>({
    name: 'find-payments-of-person',
    text: `select payment_no from ${ORDERS} join payments using (app_id, order_id)
            where is_own or payer_uid_index = any ($4::bytea[]) or openid_index = any ($4::bytea[])
            order by payment_no`,
    values: [...orderColumns(orders), uidIndexes],
  });
  return rows.map((row) => row.payment_no);
}

/**
 * Takes the payers' uids out of payments, with the bytes that were sent to the channel, which hold them; the amounts and
 * the channel's numbers stay. Only of payments that nothing more comes of. Answers how many had something, and the
 * orders of which anything had.
 */
export async function erasePayersOf(
  tx: Transaction,
  orders: readonly OrderOf[],
  uidIndexes: readonly Buffer[],
): Promise<{ readonly payments: number; readonly orderIds: ReadonlySet<string> }> {
  const rows = await tx.query<{ order_id: string }>({
    name: 'erase-payers-of-person',
    text: `update payments p
              set payer_uid = null, payer_uid_sealed = null, payer_uid_index = null, openid = null, openid_sealed = null,
                  openid_index = null, request_body = null, request_body_sealed = null, credential = null, credential_expires_at = null
             from ${ORDERS}
            where p.app_id = k.app_id and p.order_id = k.order_id and p.status in ('succeeded', 'closed')
              and (k.is_own or p.payer_uid_index = any ($4::bytea[]) or p.openid_index = any ($4::bytea[]))
              and num_nonnulls(p.payer_uid, p.payer_uid_sealed, p.openid, p.openid_sealed, p.request_body, p.request_body_sealed,
                               p.credential) > 0
           returning p.order_id`,
    values: [...orderColumns(orders), uidIndexes],
  });
  const withOpenid = await tx.query<{ order_id: string }>({
    name: 'erase-openids-of-person',
    text: `update orders o set openid = null, openid_sealed = null, openid_index = null from ${ORDERS}
            where o.app_id = k.app_id and o.order_id = k.order_id
              and (k.is_own or o.openid_index = any ($4::bytea[])) and num_nonnulls(o.openid, o.openid_sealed) > 0
           returning o.order_id`,
    values: [...orderColumns(orders), uidIndexes],
  });
  return { payments: rows.length, orderIds: new Set([...rows, ...withOpenid].map((row) => row.order_id)) };
}

/** The payer of each of these payments, by number; an export shows it if it is one of the person's own uids. */
export async function payersOf(
  q: Queryable,
  vault: Vault,
  paymentNos: readonly string[],
): Promise<Map<string, string>> {
  const rows = await q.query<PayerRow>({
    name: 'payers-of-payments',
    text: `select payment_no, payer_uid, payer_uid_sealed, openid, openid_sealed from payments
            where payment_no = any ($1::bigint[])`,
    values: [paymentNos],
  });
  return new Map(
    rows.flatMap((row): [string, string][] => {
      const { payment_no: no } = row;
      const paid = { sealed: row.payer_uid_sealed, plain: row.payer_uid };
      const asked = { sealed: row.openid_sealed, plain: row.openid };
      const uid =
        openPayerUid(vault, 'payments.payer_uid_sealed', no, paid) ??
        openPayerUid(vault, 'payments.openid_sealed', no, asked);
      return uid === undefined ? [] : [[no, uid]];
    }),
  );
}

interface PayerRow {
  readonly payment_no: string;
  readonly payer_uid: string | null;
  readonly payer_uid_sealed: Buffer | null;
  readonly openid: string | null;
  readonly openid_sealed: Buffer | null;
}

/** A table `k` of orders: parameters 1 to 3. */
export const ORDERS = 'unnest($1::text[], $2::bigint[], $3::boolean[]) as k (app_id, order_id, is_own)';

/** The parameters of `ORDERS`. */
export function orderColumns(orders: readonly OrderOf[]): readonly [string[], string[], boolean[]] {
  return [
    orders.map(({ appId }) => appId),
    orders.map(({ orderId }) => orderId),
    orders.map(({ isOwn }) => isOwn),
  ];
}
