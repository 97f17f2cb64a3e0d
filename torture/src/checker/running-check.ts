import { isDatabaseAway, type Queryable } from '@zhixiao/server/db/database';
import { readSnapshot } from '@zhixiao/server/db/snapshot';
import { checkBooks } from '@zhixiao/server/ledger/check-books';
import type { Installation } from '../installation.ts';
import type { ClientLog, Facts } from '../load/client-log.ts';
import type { KillableEmulators } from '../processes/emulators.ts';
import type { Violations } from './violations.ts';

const SNAPSHOT = { application: 'torture-check', statementTimeoutMs: 60_000 };
/** Orders that each check looks up again; the check at the end looks at all. */
const LOOKED_UP = 2_000;
const APPEND_ONLY = [
  'ledger_transactions',
  'ledger_entries',
  'channel_callbacks',
  'notification_attempts',
  'audit_entries',
];

/** What holds at any instant, looked at again and again while everything is killed. */
interface RunningCheck {
  /** False when the database was away. */
  check(): Promise<boolean>;
}

export function runningCheck(
  { postgres, emulators }: Pick<Installation, 'postgres' | 'emulators'>,
  log: ClientLog,
  violations: Violations,
): RunningCheck {
  const counts = new Map<string, number>();
  const ends = new Map<string, string>();
  return {
    async check() {
      await checkWitness(emulators, violations).catch(() => undefined);
      // what was promised before the snapshot was taken must be in it
      const promised = [...log.facts.values()].slice(-LOOKED_UP).map(copyOf);
      try {
        await readSnapshot(postgres.ownerUrl, SNAPSHOT, (q) => look(q, promised));
        return true;
      } catch (error) {
        if (isDatabaseAway(error)) return false;
        throw error;
      }
    },
  };

  async function look(q: Queryable, promised: readonly Facts[]): Promise<void> {
    await checkTheBooks(q, violations);
    await checkPromises(q, promised, violations);
    for (const table of APPEND_ONLY) {
      const [row] = await q.query<{ count: string }>({ text: `select count(*) from ${table}` });
      const [now, before] = [Number(row?.count), counts.get(table) ?? 0];
      if (now < before) violations.add(`${table} had ${before} rows and has ${now}`);
      counts.set(table, now);
    }
    const rows = await q.query<{ id: string; state: string }>({ text: ENDED, values: [LOOKED_UP] });
    for (const { id, state } of rows) {
      const before = ends.get(id);
      if (before !== undefined && before !== state) violations.add(`${id} was ${before} and is ${state}`);
      ends.set(id, state);
    }
  }
}

/** What the channels have against us, as a number used twice for different things, or a forged callback that was accepted. */
export async function checkWitness(emulators: KillableEmulators, violations: Violations): Promise<void> {
  // a killed or cut-off server answers late
  for (const { kind, detail } of await emulators.violations())
    if (kind !== 'slow_callback_answer') violations.add(`the channel says: ${kind} ${detail}`);
}

/** Final states with what belongs to them, of the newest. */
const ENDED = `
  (select 'order ' || order_id as id, concat_ws(' ', status, payment_no) as state from orders
    where status <> 'pending' order by order_id desc limit $1)
  union all
  (select 'payment ' || payment_no, concat_ws(' ', status, transaction_id, paid_amount, disposition) from payments
    where status = 'succeeded' order by payment_no desc limit $1)
  union all
  (select 'refund ' || refund_id, concat_ws(' ', status, refund_amount) from refunds
    where status <> 'processing' order by refund_id desc limit $1)`;

/** The invariants of `check-books`; while the database is under pressure, one may go unchecked. */
export async function checkTheBooks(q: Queryable, violations: Violations, isCalm = false): Promise<void> {
  for (const { invariant, state, subjects, reason } of await checkBooks(q)) {
    if (state === 'violated') violations.add(`the books: ${invariant}: ${subjects.slice(0, 5).join(', ')}`);
    if (state === 'unchecked' && isCalm)
      violations.add(`the books: ${invariant} could not be checked: ${reason}`);
  }
}

/** Every order and refund that an answer named is there, once, as it was asked for. */
export async function checkPromises(
  q: Queryable,
  promised: readonly Facts[],
  violations: Violations,
): Promise<void> {
  const orders = await q.query<{
    order_id: string;
    out_trade_no: string;
    total_amount: string;
    status: string;
  }>({
    text: 'select order_id, out_trade_no, total_amount, status from orders where out_trade_no = any ($1)',
    values: [promised.map(({ outTradeNo }) => outTradeNo)],
  });
  const byNumber = new Map(orders.map((order) => [order.out_trade_no, order]));
  for (const { outTradeNo, orderIds, amount, endings } of promised) {
    const order = byNumber.get(outTradeNo);
    if (orderIds.size > 1) violations.add(`${outTradeNo} was answered as ${[...orderIds].join(' and ')}`);
    for (const orderId of orderIds) {
      if (order?.order_id !== orderId)
        violations.add(`order ${orderId} (${outTradeNo}) was answered and is lost`);
      else if (Number(order.total_amount) !== amount) violations.add(`order ${orderId} has another amount`);
    }
    const status = order === undefined ? undefined : ENDING[order.status];
    for (const ending of endings) {
      if (ending !== status)
        violations.add(`${outTradeNo} was answered as ended with ${ending} and is ${order?.status}`);
    }
  }
  await checkRefunds(q, promised, violations);
}

const ENDING: Readonly<Record<string, string>> = { pending: '1', paid: '2', closed: '3' };

async function checkRefunds(q: Queryable, promised: readonly Facts[], violations: Violations): Promise<void> {
  const accepted = promised.flatMap(({ refunds }) => [...refunds]);
  const rows = await q.query<{ refund_id: string; refund_amount: string; accepted: boolean }>({
    text: `select refund_id, refund_amount, accepted_at is not null as accepted from refunds
            where refund_id = any ($1)`,
    values: [accepted.map(([refundId]) => refundId)],
  });
  const byId = new Map(rows.map((row) => [row.refund_id, row]));
  for (const [refundId, amount] of accepted) {
    const row = byId.get(refundId);
    if (!row) violations.add(`refund ${refundId} was answered and is lost`);
    else if (Number(row.refund_amount) !== amount) violations.add(`refund ${refundId} has another amount`);
    else if (!row.accepted) violations.add(`refund ${refundId} was answered as accepted and is not`);
  }
  for (const { refundNumbers } of promised) {
    for (const [number, ids] of refundNumbers)
      if (ids.size > 1) violations.add(`refund number ${number} was answered as ${[...ids].join(' and ')}`);
  }
}

function copyOf(facts: Facts): Facts {
  return {
    ...facts,
    orderIds: new Set(facts.orderIds),
    endings: new Set(facts.endings),
    refunds: new Map(facts.refunds),
    refundNumbers: new Map([...facts.refundNumbers].map(([number, ids]) => [number, new Set(ids)])),
  };
}
