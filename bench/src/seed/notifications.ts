import { insertApp } from '@zhixiao/server/apps/app-store';
import { openVault } from '@zhixiao/server/lib/vault';
import { WAKE_CHANNEL } from '@zhixiao/server/worker/wake';
import { runSql } from '../product/postgres.ts';
import { MASTER_KEY } from '../product/server.ts';
import { KEYS, ORDER_TERMS } from '../scenarios/legs.ts';
import { withDatabase } from './database.ts';
import { PAID_FEE } from './wechat.ts';

/** Partner `n` of those that are told; they share the test app's keys. */
const partnerId = (n: number) => `partner-${n}`;

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

/** Queues the news of `count` paid orders, dealt out to the partners, all due at the commit. */
export async function seedNotifications(
  databaseUrl: string,
  { count, partners, notifyUrl }: { count: number; partners: number; notifyUrl: string },
): Promise<void> {
  const first = BigInt(Date.now()) * 1_000_000n;
  await runSql(
    databaseUrl,
    `with paid as (
       insert into orders (app_id, order_id, out_trade_no, body, total_fee, notify_url, status, created_at, expires_at,
                           paid_at, payment_no)
       select 'partner-' || n % $2::int, $3::bigint + n, ($3::bigint + n)::text, $4, $5::bigint, $6, 'paid', now(),
              now() + interval '1 hour', now(), $3::bigint + n
         from generate_series(0, $1::int - 1) n
       returning app_id, order_id, total_fee),
     payment as (
       insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_fee, status,
                             request, created_at, expires_at, transaction_id, paid_fee, paid_at, payer_uid, disposition)
       select app_id, order_id, order_id, 'wechat', 'native', 'sandbox-wechat', total_fee, 'succeeded', '', now(), now(),
              '42000' || order_id, total_fee, now(), 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', 'order' from paid),
     queued as (
       insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
       select app_id, order_id, $7, now(), now() + interval '7 days', now() from paid
       returning 1)
     select pg_notify('${WAKE_CHANNEL}', ''), (select count(*) from queued)`,
    [count, partners, String(first), ORDER_TERMS.body, PAID_FEE, notifyUrl, new URL(notifyUrl).origin],
  );
}
