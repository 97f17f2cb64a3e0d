import type { Queryable } from '@zhixiao/server/db/database';
import { readSnapshot } from '@zhixiao/server/db/snapshot';
import { channelDifferences } from '../../../server/test/helpers/channels/channel-differences.ts';
import { returnedAmount } from '../../../server/test/helpers/channels/emulator-admin.ts';
import type { Installation } from '../installation.ts';
import type { ClientLog } from '../load/client-log.ts';
import type { PartnerEndpoint } from '../load/partner-endpoint.ts';
import type { KillableEmulators } from '../processes/emulators.ts';
import { checkPromises, checkTheBooks, checkWitness } from './running-check.ts';
import type { Violations } from './violations.ts';

/** After a run of days, a statement goes through millions of rows. */
const settingsOf = (application: string) => ({ application, statementTimeoutMs: 600_000 });

/** What is still open, in words; empty when everything is final. */
export async function stillOpen(url: string): Promise<string> {
  return readSnapshot(url, settingsOf('torture-open'), async (q) => {
    const rows = await q.query<{ what: string; count: string }>({
      text: `select * from (
               select 'orders' as what, count(*) from orders where status = 'pending'
               union all select 'payments', count(*) from payments where status in ('created', 'pending', 'unknown')
               union all select 'refunds', count(*) from refunds where status = 'processing'
               union all select 'notifications', count(*) from notifications where status = 'pending') as open
              where count > 0`,
    });
    return rows.map(({ what, count }) => `${count} ${what}`).join(', ');
  });
}

/**
 * When nothing is under way any more: our books, the channels', the partner's and the clients' are one.
 * @param callbacksOf newest payments whose callbacks are asked for one by one
 */
export async function finalCheck(
  { postgres, endpoint, emulators }: Pick<Installation, 'postgres' | 'endpoint' | 'emulators'>,
  log: ClientLog,
  violations: Violations,
  callbacksOf = 3_000,
): Promise<Record<string, number>> {
  const truth = await emulators.books();
  return readSnapshot(postgres.ownerUrl, settingsOf('torture-final'), async (q) => {
    await checkTheBooks(q, violations, true);
    await checkPromises(q, [...log.facts.values()], violations);
    for (const difference of await channelDifferences(q, truth)) violations.add(difference);
    await checkAmounts(q, violations);
    await checkUnwanted(q, truth, violations);
    await checkNotifications(q, endpoint, violations);
    await checkCallbacks(q, emulators, violations, callbacksOf);
    await checkWitness(emulators, violations);
    if (endpoint.unsigned > 0) violations.add(`${endpoint.unsigned} notifications were not signed`);
    return sizes(q);
  });
}

type Truth = Awaited<ReturnType<KillableEmulators['books']>>;

/** Nobody paid another amount than was asked for. */
async function checkAmounts(q: Queryable, violations: Violations): Promise<void> {
  const wrong = await q.query<{ payment_no: string }>({
    text: `select payment_no from payments where disposition = 'wrong_amount'`,
  });
  for (const { payment_no: number } of wrong)
    violations.add(`payment ${number} is booked as of a wrong amount`);
}

/** Of what the channels took, an order keeps what it was paid by; all else went back whole. */
async function checkUnwanted(q: Queryable, truth: Truth, violations: Violations): Promise<void> {
  const rows = await q.query<{ payment_no: string }>({
    text: 'select payment_no from orders where payment_no is not null',
  });
  const wanted = new Set(rows.map(({ payment_no: number }) => number));
  for (const payment of truth) {
    const { paymentNo, total } = payment;
    const returned = returnedAmount(payment);
    if (!wanted.has(paymentNo) && returned !== total)
      violations.add(`payment ${paymentNo} paid no order, and ${returned} of ${total} fen went back`);
  }
}

/** The partner of every paid order was told, always the same, and of no other; what counts as delivered was taken. */
async function checkNotifications(
  q: Queryable,
  endpoint: PartnerEndpoint,
  violations: Violations,
): Promise<void> {
  const rows = await q.query<{ out_trade_no: string; order_id: string; status: string; told: string | null }>(
    {
      text: `select out_trade_no, order_id, o.status, n.status as told
             from orders o left join notifications n using (app_id, order_id)`,
    },
  );
  for (const { out_trade_no: number, order_id: orderId, status, told } of rows) {
    const received = endpoint.told.get(number);
    if (status !== 'paid' && received)
      violations.add(`the partner was told of ${number}, which is ${status}`);
    if (status === 'paid' && !received) violations.add(`the partner was never told of ${number}`);
    if (status === 'paid' && told !== 'delivered')
      violations.add(`the notification of ${number} was given up: ${told}`);
    if (told === 'delivered' && !received?.isAcknowledged)
      violations.add(`the notification of ${number} counts as delivered and was never acknowledged`);
    if (!received) continue;
    if (received.contents.size > 1) violations.add(`the partner was told different things of ${number}`);
    for (const content of received.contents)
      if (!content.includes(`"${orderId}"`))
        violations.add(`the partner was told another order for ${number}`);
  }
}

/** What the channel was told was taken is kept as evidence. */
async function checkCallbacks(
  q: Queryable,
  emulators: KillableEmulators,
  violations: Violations,
  newest: number,
): Promise<void> {
  const payments = await q.query<{ payment_no: string; channel: 'wechat' | 'alipay' }>({
    text: `select payment_no, channel from payments where status = 'succeeded' order by payment_no desc limit $1`,
    values: [newest],
  });
  for (const { payment_no: paymentNo, channel } of payments) {
    const taken = await emulators.takenCallbacks(channel, paymentNo);
    const kept = await q.query<{ callback_id: string }>({
      text: 'select callback_id from channel_callbacks where callback_id = any ($1)',
      values: [taken],
    });
    const ids = new Set(kept.map(({ callback_id: id }) => id));
    for (const id of taken)
      if (!ids.has(id))
        violations.add(`callback ${id} of payment ${paymentNo} was answered as taken and is lost`);
  }
}

async function sizes(q: Queryable): Promise<Record<string, number>> {
  const [row] = await q.query<Record<string, string>>({
    text: `select (select count(*) from orders) as orders,
                  (select count(*) from orders where status = 'paid') as paid,
                  (select count(*) from payments where status = 'succeeded') as payments,
                  (select count(*) from payments where disposition in ('late', 'duplicate')) as unwanted,
                  (select count(*) from refunds where status = 'succeeded') as refunds,
                  (select count(*) from notifications) as notifications,
                  (select count(*) from notification_attempts) as attempts,
                  (select count(*) from channel_callbacks) as callbacks`,
  });
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)]));
}
