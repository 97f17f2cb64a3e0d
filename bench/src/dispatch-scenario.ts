import { join } from 'node:path';
import { insertApp } from '@zhixiao/server/apps/app-store';
import { openVault } from '@zhixiao/server/lib/vault';
import { type Finding, ratio } from './finding.ts';
import type { Options } from './options.ts';
import { KEYS } from './requests.ts';
import { interleaved } from './rounds.ts';
import { type Stand, startProcess } from './stand.ts';

const SINK_PORT = 18_091;
const PARTNERS = 20;
const GOAL = 1.2;
const POLL_MS = 50;
const PATIENCE_MS = 300_000;

/** Tens of thousands of queued notifications beside graphile-worker with its local queue, to the same partner. */
export async function dispatchScenario(stand: Stand, options: Options): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const sink = await startProcess([join(import.meta.dirname, 'sink.ts'), String(SINK_PORT)], 'ready');
  stack.defer(() => sink.stop());
  await seedPartners(stand);
  const count = options.notifications;
  let run = 0;
  const results = await interleaved(
    [
      {
        name: 'our dispatch',
        async run() {
          run += 1;
          await queueNotifications(stand, count, run);
          return measured(count, () => stand.startServer('worker', { SANDBOX_PORT: '18083' }));
        },
      },
      {
        name: 'graphile-worker, local queue',
        run: () =>
          measured(count, () =>
            startProcess([join(import.meta.dirname, 'graphile-reference.ts')], 'ready', {
              DATABASE_URL: stand.databaseUrl,
              JOBS: String(count),
              SINK: `http://127.0.0.1:${SINK_PORT}/notify`,
            }),
          ),
      },
    ],
    options.rounds,
  );
  const value = ratio(results, 'our dispatch', 'graphile-worker, local queue');
  const goal = { what: 'dispatch ÷ graphile-worker', value, goal: GOAL, direction: 'at_least' as const };
  return [{ scenario: `dispatch of ${count} notifications`, results, goals: [goal] }];
}

/** From the first to the last that arrived: starting up is not counted. */
async function measured(
  count: number,
  start: () => Promise<{ stop(): Promise<void> }>,
): Promise<{ rate: number }> {
  await fetch(`http://127.0.0.1:${SINK_PORT}/reset`);
  const running = await start();
  try {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${SINK_PORT}/stats`);
      const stats = (await answer.json()) as { count: number; firstAt: number; lastAt: number };
      if (stats.count >= count) return { rate: (count * 1_000) / (stats.lastAt - stats.firstAt) };
      if (Date.now() > deadline) throw new Error(`only ${stats.count} of ${count} arrived`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    await running.stop();
  }
}

async function seedPartners(stand: Stand): Promise<void> {
  // a first start makes the school, the test app and the emulated merchants
  await (await stand.startServer('api')).stop();
  const vault = openVault(stand.masterKey);
  for (let partner = 0; partner < PARTNERS; partner += 1) {
    const app = { ...KEYS, appId: `bench${partner}`, schoolId: '10086', name: `bench ${partner}` };
    await insertApp(stand.db, vault, app, new Date());
  }
}

/** Paid orders with their notifications due, as if their payments had just been booked. */
async function queueNotifications(stand: Stand, count: number, run: number): Promise<void> {
  await stand.db.query({ text: 'truncate notifications cascade' }).catch(() => undefined);
  await stand.db.query({
    text: `with number as (
             select 'bench' || n % $2 as app_id, 2000000000000000000 + $3::bigint * 1000000 + n as id
               from generate_series(0, $1::int - 1) n),
           paid as (
             insert into orders (app_id, order_id, out_trade_no, body, total_fee, notify_url, status,
                                 created_at, expires_at, paid_at, payment_no)
             select app_id, id, id::text, '电费', 100, $4, 'paid', now(), now() + interval '1 h', now(), id
               from number returning app_id, order_id),
           payment as (
             insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_fee, status,
                                   request, created_at, expires_at, transaction_id, paid_fee, paid_at, payer_uid,
                                   disposition)
             select app_id, order_id, order_id, 'wechat', 'native', 'sandbox-wechat', 100, 'succeeded', '', now(),
                    now(), 't' || order_id, 100, now(), 'oPayer', 'order' from paid)
           insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
           select app_id, order_id, $5, now(), now() + interval '7 days', now() from paid`,
    values: [count, PARTNERS, run, `http://127.0.0.1:${SINK_PORT}/notify`, `http://127.0.0.1:${SINK_PORT}`],
  });
  await stand.db.query({ text: 'vacuum analyze' });
}
