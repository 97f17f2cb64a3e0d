import type { Queryable, Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import { sealPayerUid } from '../payers/payer-uid.ts';
import { requestBodyContext } from './payment-row.ts';

/** Whether anything is left that an earlier release wrote in plain text. */
export async function hasUnsealed(q: Queryable): Promise<boolean> {
  const [row] = await q.query<{ is_left: boolean }>({
    name: 'has-unsealed',
    text: `select exists (select from orders where openid is not null)
               or exists (select from payments where request_body is not null) as is_left`,
  });
  return row?.is_left === true;
}

/** About how many rows that is, as the planner knows it. */
export async function estimateUnsealed(q: Queryable): Promise<number> {
  const [row] = await q.query<{ rows: number }>({
    text: `select coalesce(sum(greatest(reltuples, 0)), 0)::float8 as rows from pg_class
            where relname in ('orders_unsealed', 'payments_unsealed') and relnamespace = 'public'::regnamespace`,
  });
  return row?.rows ?? 0;
}

/** A batch of a table: up to `limit` rows with numbers after `after`, without those that others hold. */
export interface Batch {
  readonly after: string;
  readonly limit: number;
}

/** Seals the openids of a batch of orders; answers their numbers, ascending. */
export async function sealOrders(tx: Transaction, vault: Vault, { after, limit }: Batch): Promise<string[]> {
  const rows = await tx.query<{ app_id: string; order_id: string; openid: string }>({
    name: 'find-unsealed-orders',
    text: `select app_id, order_id, openid from orders where openid is not null and order_id > $1
            order by order_id limit $2 for no key update skip locked`,
    values: [after, limit],
  });
  const openids = rows.map(({ app_id: appId, order_id: no, openid }) =>
    sealPayerUid(vault, 'orders.openid_sealed', { appId, no }, openid),
  );
  await tx.query({
    name: 'seal-orders',
    text: `update orders o set openid = null, openid_sealed = s.sealed, openid_index = s.index
             from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[]) as s(app_id, order_id, sealed, index)
            where o.app_id = s.app_id and o.order_id = s.order_id`,
    values: [
      rows.map((row) => row.app_id),
      rows.map((row) => row.order_id),
      openids.map(({ sealed }) => sealed),
      openids.map(({ index }) => index),
    ],
  });
  return rows.map((row) => row.order_id);
}

interface UnsealedPayment {
  readonly app_id: string;
  readonly payment_no: string;
  readonly openid: string | null;
  readonly payer_uid: string | null;
  readonly request_body: string;
}

/** Seals the payers and requests of a batch of payments; answers their numbers, ascending. */
export async function sealPayments(
  tx: Transaction,
  vault: Vault,
  { after, limit }: Batch,
): Promise<string[]> {
  const rows = await tx.query<UnsealedPayment>({
    name: 'find-unsealed-payments',
    text: `select app_id, payment_no, openid, payer_uid, request_body from payments
            where request_body is not null and payment_no > $1
            order by payment_no limit $2 for no key update skip locked`,
    values: [after, limit],
  });
  const sealed = rows.map(
    ({ app_id: appId, payment_no: no, openid, payer_uid: uid, request_body: requestBody }) => ({
      openid: sealPayerUid(vault, 'payments.openid_sealed', { appId, no }, openid),
      payer: sealPayerUid(vault, 'payments.payer_uid_sealed', { appId, no }, uid),
      requestBody: vault.seal(requestBodyContext(no), requestBody),
    }),
  );
  await tx.query({
    name: 'seal-payments',
    // who has paid since may be sealed already
    text: `update payments p
              set openid = null, openid_sealed = s.openid_sealed, openid_index = s.openid_index,
                  payer_uid = null, payer_uid_sealed = coalesce(s.payer_sealed, p.payer_uid_sealed),
                  payer_uid_index = coalesce(s.payer_index, p.payer_uid_index),
                  request_body = null, request_body_sealed = s.request_body_sealed
             from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])
               as s(app_id, payment_no, openid_sealed, openid_index, payer_sealed, payer_index, request_body_sealed)
            where p.app_id = s.app_id and p.payment_no = s.payment_no`,
    values: [
      rows.map((row) => row.app_id),
      rows.map((row) => row.payment_no),
      sealed.map(({ openid }) => openid.sealed),
      sealed.map(({ openid }) => openid.index),
      sealed.map(({ payer }) => payer.sealed),
      sealed.map(({ payer }) => payer.index),
      sealed.map(({ requestBody }) => requestBody),
    ],
  });
  return rows.map((row) => row.payment_no);
}
