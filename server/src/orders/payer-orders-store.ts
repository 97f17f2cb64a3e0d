import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import { payerIndex } from '../payers/payer-uid.ts';
import { type AppScope, appScopeIn, inAppScope } from '../schools/scope.ts';

/** More orders than any person has. */
const MOST = 10_000;

/**
 * The orders that a payer has paid, begun to pay, or was named for, the newest first: found by the exact uid or openid,
 * whether it is sealed yet or not.
 */
export async function findOrderIdsOfPayer(
  q: Queryable,
  vault: Vault,
  scope: AppScope,
  uid: string,
): Promise<string[]> {
  const apps = await q.query<{ app_id: string }>({
    name: 'find-apps-in-scope',
    text: `select app_id from apps where ${inAppScope('apps', '$1', '$2')}`,
    values: appScopeIn(scope),
  });
  const appIds = apps.map((row) => row.app_id);
  const rows = await q.query<{ order_id: string }>({
    name: 'find-orders-of-payer',
    text: `with payer as (select * from unnest($1::text[], $2::bytea[]) as payer(app_id, uid_index))
           select p.order_id from payer join payments p on p.app_id = payer.app_id and p.payer_uid_index = payer.uid_index
           union
           select p.order_id from payer join payments p on p.app_id = payer.app_id and p.openid_index = payer.uid_index
           union
           select o.order_id from payer join orders o on o.app_id = payer.app_id and o.openid_index = payer.uid_index
           union
           select order_id from payments
            where request_body is not null and (payer_uid = $3 or openid = $3) and app_id = any ($1)
           union
           select order_id from orders where openid = $3 and app_id = any ($1)
            order by order_id desc limit $4`,
    values: [appIds, appIds.map((appId) => payerIndex(vault, appId, uid)), uid, MOST],
  });
  return rows.map((row) => row.order_id);
}
