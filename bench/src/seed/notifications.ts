import { insertApp } from '@zhixiao/server/apps/app-store';
import { WAKE_CHANNEL } from '@zhixiao/server/jobs/wake';
import { openVault } from '@zhixiao/server/lib/vault';
import { sealPayerUid } from '@zhixiao/server/payers/payer-uid';
import { runSql } from '../product/postgres.ts';
import { MASTER_KEY } from '../product/server.ts';
import { KEYS, ORDER_TERMS } from '../scenarios/legs.ts';
import { withDatabase } from './database.ts';
import { PAID_AMOUNT } from './wechat.ts';

/** Partner `n` of those that get notifications; they share the test app's keys. */
export const partnerId = (n: number) => `partner-${n}`;

/** Creates partners of the sandbox's school. */
export async function seedPartners(databaseUrl: string, count: number): Promise<void> {
  const vault = openVault(MASTER_KEY);
  await withDatabase(databaseUrl, async (db) => {
    for (let n = 0; n < count; n += 1) {
      const app = { ...KEYS, appId: partnerId(n), schoolId: '10086', name: partnerId(n) };
      await insertApp(db, vault, app, new Date());
    }
  });
}

/**
 * Queues the news of `count` paid orders, all due at the commit, dealt out to as many partners as there are
 * addresses. An order's number begins with the millisecond it was queued in.
 */
export async function seedNotifications(
  databaseUrl: string,
  { count, notifyUrls }: { count: number; notifyUrls: readonly string[] },
): Promise<void> {
  const first = BigInt(Date.now()) * 1_000_000n;
  const vault = openVault(MASTER_KEY);
  const payers = Array.from({ length: count }, (_, n) => {
    const key = { appId: partnerId(n % notifyUrls.length), no: String(first + BigInt(n)) };
    return sealPayerUid(vault, 'payments.payer_uid_sealed', key, 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o');
  });
  await runSql(
    databaseUrl,
    `with addresses as (
       select n - 1 as partner, notify_url from unnest($6::text[]) with ordinality as a(notify_url, n)),
     paid as (
       insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, status, created_at, expires_at,
                           paid_at, payment_no)
       select 'partner-' || partner, $3::bigint + n, ($3::bigint + n)::text, $4, $5::bigint, notify_url, 'paid', now(),
              now() + interval '1 hour', now(), $3::bigint + n
         from generate_series(0, $1::int - 1) n join addresses on partner = n % $2::int
       returning app_id, order_id, total_amount, notify_url),
     payment as (
       insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status,
                             created_at, expires_at, transaction_id, paid_amount, paid_at, payer_uid_sealed,
                             payer_uid_index, disposition)
       select app_id, order_id, order_id, 'wechat', 'native', 'sandbox-wechat', total_amount, 'succeeded', now(), now(),
              '42000' || order_id, total_amount, now(), uid_sealed, uid_index, 'order'
         from paid join unnest($7::bytea[], $8::bytea[]) with ordinality as payer(uid_sealed, uid_index, n)
           on order_id = $3::bigint + n - 1),
     queued as (
       insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
       select app_id, order_id, substring(notify_url from '^https?://[^/]+'), now(), now() + interval '7 days', now()
         from paid
       returning 1)
     select pg_notify('${WAKE_CHANNEL}', ''), (select count(*) from queued)`,
    [
      count,
      notifyUrls.length,
      String(first),
      ORDER_TERMS.body,
      PAID_AMOUNT,
      notifyUrls,
      payers.map(({ sealed }) => sealed),
      payers.map(({ index }) => index),
    ],
  );
}
