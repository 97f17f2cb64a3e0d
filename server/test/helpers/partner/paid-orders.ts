import { insertApp } from '../../../src/apps/app-store.ts';
import type { Core } from '../../../src/core.ts';
import { wakeWorkers } from '../../../src/jobs/wake.ts';
import { endpointOf } from '../../../src/notifications/endpoint.ts';
import { sealPayerUid } from '../../../src/payers/payer-uid.ts';
import { TEST_APP } from '../../../src/sandbox/seed.ts';

/** Creates an app of the sandbox's school with the test app's keys, so that any endpoint reads its news. */
export async function addApp(core: Core, appId: string): Promise<void> {
  const app = { ...TEST_APP, appId, schoolId: '10086', name: appId };
  await insertApp(core.db, core.vault, app, core.clock.now());
}

/** Puts paid orders straight into the tables, each with its notification due now. */
export async function queuePaidOrders(
  core: Core,
  { appId, notifyUrl, count }: { appId: string; notifyUrl: string; count: number },
): Promise<void> {
  const numbers = Array.from({ length: count }, () => core.newId());
  const payers = numbers.map((no) =>
    sealPayerUid(core.vault, 'payments.payer_uid_sealed', { appId, no }, 'oPayer'),
  );
  await core.db.transaction(async (tx) => {
    await tx.query({
      text: `with number as (select unnest($2::bigint[]) as id),
                  paid as (
                    insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, status,
                                        created_at, expires_at, paid_at, payment_no)
                    select $1, id, id::text, '电费', 100, $3, 'paid', $5, $5::timestamptz + interval '1 h', $5, id
                      from number returning app_id, order_id),
                  payment as (
                    insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount,
                                          status, created_at, expires_at, transaction_id, paid_amount, paid_at,
                                          payer_uid_sealed, payer_uid_index, disposition)
                    select app_id, order_id, order_id, 'wechat', 'native', 'sandbox-wechat', 100, 'succeeded',
                           $5, $5, 't' || order_id, 100, $5, uid_sealed, uid_index, 'order'
                      from paid join unnest($2::bigint[], $6::bytea[], $7::bytea[])
                        as payer(order_id, uid_sealed, uid_index) using (order_id))
             insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
             select app_id, order_id, $4, $5, $5::timestamptz + interval '7 days', $5 from paid`,
      values: [
        appId,
        numbers,
        notifyUrl,
        endpointOf(notifyUrl),
        core.clock.now(),
        payers.map(({ sealed }) => sealed),
        payers.map(({ index }) => index),
      ],
    });
    wakeWorkers(tx, 'notification');
  });
}
