import { RETENTION_KINDS } from '@zhixiao/contract/codes/retention';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { RETENTION_PERIODS, type RetentionKind } from '../../src/consents/retention-periods.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from '../../src/lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { carryOutRetention } from '../../src/retention/carry-out.ts';
import { firstAdministrator } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { differenceOf } from '../helpers/reconciliation/difference-of.ts';
import { AGED, AGED_APP, type AgedRows, agedRows, newMark } from '../helpers/retention/aged-rows.ts';

let gateway: Gateway;
let rows: AgedRows;
/** Noon of a day: each test has its own. */
let now: Date;
beforeAll(async () => {
  // nobody but the tests carries it out
  gateway = await startGateway({ role: 'api' });
  await firstAdministrator(gateway);
  rows = agedRows(gateway);
  now = plusMs(dayStart(plusDays(shanghaiDate(gateway.clock.now()), -40)), 12 * HOUR_MS);
});
afterAll(() => gateway[Symbol.asyncDispose]());
// a test may go a day further
beforeEach(() => {
  now = plusMs(now, 2 * DAY_MS);
});

const partsAt = (at: Date) => ({ ...gateway.app.core, clock: { now: () => at } });
const carryOut = (at = now, callMs = 600_000) => carryOutRetention(partsAt(at), callMs);
const count = async (from: string, ...values: unknown[]) =>
  Number((await rows.run(`select count(*)::int as count ${from}`, ...values))[0]?.count);
const runOf = async (kind: RetentionKind) =>
  (await rows.run('select * from retention_runs where kind = $1 order by run_id desc limit 1', kind))[0];
const ageOf = (kind: RetentionKind) => gateway.app.core.retention[kind] * HOUR_MS;

test('of every kind what is older than its period goes, what is as old to the second or younger stays', async () => {
  const marks = new Map<string, string>();
  for (const kind of RETENTION_KINDS) {
    for (const [age, ms] of [
      ['older', -1],
      ['younger', SECOND_MS],
    ] as const) {
      const mark = newMark();
      marks.set(`${kind} ${age}`, mark);
      const isDayOlder = age === 'older' && AGED[kind].isByTheDay;
      await AGED[kind].make(rows, plusMs(now, ms - ageOf(kind) - (isDayOlder ? DAY_MS : 0)), mark);
    }
  }
  for (const [what, mark] of marks) {
    const { isThere } = AGED[what.split(' ')[0] as RetentionKind];
    expect(await count(isThere, mark), `${what} before`).toBeGreaterThan(0);
  }
  await carryOut();
  for (const [what, mark] of marks) {
    const [kind = '', age] = what.split(' ');
    const left = await count(AGED[kind as RetentionKind].isThere, mark);
    expect([what, left > 0]).toEqual([what, age === 'younger']);
  }
  for (const kind of RETENTION_KINDS) {
    const run = await runOf(kind);
    expect(run, kind).toMatchObject({ finished_at: now, period_hours: ageOf(kind) / HOUR_MS });
    expect(Number(run?.erased), kind).toBeGreaterThan(0);
  }
  const told = await rows.run(`select subject, details from audit_entries where action = 'retention.erase'`);
  const settable = RETENTION_KINDS.filter((kind) => RETENTION_PERIODS[kind].isSetting);
  expect(told.map(({ subject }) => subject).sort()).toEqual([...settable].sort());
  expect(await verifyChain(gateway.app.core)).toMatchObject({ state: 'whole' });

  // once a day, and nothing to tell of nothing
  await carryOut(plusMs(now, 2 * HOUR_MS));
  expect(await count(`from audit_entries where action = 'retention.erase'`)).toBe(settable.length);
});

test('a period of an installation counts, whether longer or shorter', async () => {
  const mark = newMark();
  await AGED.order_people.make(rows, plusMs(now, -100 * DAY_MS), mark);
  const left = () => count(AGED.order_people.isThere, mark);
  await carryOut();
  expect(await left()).toBe(1);
  const parts = partsAt(plusMs(now, DAY_MS));
  await carryOutRetention({ ...parts, retention: { ...parts.retention, order_people: 99 * 24 } }, 600_000);
  expect(await left()).toBe(0);
});

/** Has an order or payment go back to what it was long ago. */
async function asItCannotGo(change: () => Promise<unknown>): Promise<void> {
  const tables = ['orders', 'payments'];
  for (const table of tables) await rows.run(`alter table ${table} disable trigger ${table}_transition`);
  await change();
  for (const table of tables) await rows.run(`alter table ${table} enable trigger ${table}_transition`);
}

/** What keeps an order whole: how it becomes so, and how it is over. */
const OPEN: Readonly<Record<string, readonly [open: string, over: string]>> = {
  'an order that can be paid': [
    `update orders set status = 'pending', closed_at = null, close_reason = null, due_at = created_at where order_id = $1`,
    `update orders set status = 'closed', closed_at = created_at, close_reason = 'expired', due_at = null where order_id = $1`,
  ],
  'a payment whose outcome is unknown': [
    `update payments set status = 'unknown', closed_at = null where order_id = $1`,
    `update payments set status = 'closed', closed_at = created_at where order_id = $1`,
  ],
  'money that came in another amount and is held': [
    `update payments set status = 'succeeded', transaction_id = payment_no::text, paid_amount = 70, paid_at = created_at,
       disposition = 'wrong_amount', evidence_account_id = channel_account_id where order_id = $1`,
    `update payments set refunded_amount = 70 where order_id = $1`,
  ],
  'a refund under way': [
    `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, request_body, created_at, due_at, channel)
     select app_id, payment_no, order_id, payment_no, 1, 'partner', '', created_at, created_at, channel from payments
      where order_id = $1`,
    `update refunds set status = 'failed', failure = 'x', settled_at = created_at, due_at = null,
       evidence_account_id = 'sandbox-wechat' where order_id = $1`,
  ],
  'a failed refund of an operator that nobody saw to': [
    `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, status, failure, request_body, created_at,
       settled_at, channel)
     select app_id, payment_no, order_id, payment_no, 1, 'operator', 'failed', 'x', '', created_at, created_at, channel
       from payments where order_id = $1`,
    `update refunds set dismissed_at = created_at, dismissed_by = 'x', dismissal_reason = 'x' where order_id = $1`,
  ],
  'a refund that waits for a second person': [
    `insert into refund_applications (app_id, refund_application_id, order_id, payment_no, refund_amount, reason, needs_approval,
       requested_by, requested_at)
     select app_id, payment_no, order_id, payment_no, 1, 'x', true, 'x', created_at from payments where order_id = $1`,
    `update refund_applications set status = 'rejected', decided_by = 'y', decided_at = requested_at where order_id = $1`,
  ],
  'a notification that was not delivered yet': [
    `insert into notifications (app_id, order_id, created_at, deadline_at, next_attempt_at, endpoint)
     select app_id, order_id, created_at, created_at, created_at, 'x' from orders where order_id = $1`,
    `update notifications set status = 'exhausted', next_attempt_at = null, settled_at = created_at where order_id = $1`,
  ],
  'money of a wrong amount whose refund failed': [
    `with held as (
       update payments set status = 'succeeded', transaction_id = payment_no::text, paid_amount = 70, paid_at = created_at,
         disposition = 'wrong_amount', evidence_account_id = channel_account_id where order_id = $1 returning *)
     insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, status, failure, request_body, created_at,
       settled_at, channel)
     select app_id, payment_no, order_id, payment_no, 70, 'wrong_amount', 'failed', 'x', '', created_at, created_at, channel
       from held`,
    `update refunds set dismissed_at = created_at, dismissed_by = 'x', dismissal_reason = 'x' where order_id = $1`,
  ],
  'a difference between bill and books': [
    differenceOf('$1'),
    `update bill_differences set status = 'cleared' where payment_no in (select payment_no from payments where order_id = $1)`,
  ],
  'an invoice under way': [
    `insert into invoices (app_id, invoice_no, order_id, source, terms_sealed, verify_code, file_code, created_at, due_at)
     select app_id, order_id, order_id, 'payer', invoice_sealed, order_id, order_id, created_at, created_at from orders
      where order_id = $1`,
    `update invoices set status = 'failed', failure = 'x', failed_at = created_at, due_at = null where order_id = $1`,
  ],
  'an invoice that is on its way to its buyer': [
    `with made as (
       insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code, created_at,
         failed_at)
       select app_id, order_id, order_id, 'payer', 'failed', invoice_sealed, order_id, order_id, created_at, created_at
         from orders where order_id = $1 returning *)
     insert into invoice_deliveries (app_id, invoice_no, delivery_method, created_at, due_at)
     select app_id, invoice_no, 'email', created_at, created_at from made`,
    `update invoice_deliveries set status = 'sent', settled_at = created_at, due_at = null where invoice_no = $1`,
  ],
};

test('what is open keeps its order whole until it is over, also when newer orders were erased meanwhile', async () => {
  const PARTS = ['order_people', 'payer_ids', 'invoice_wishes'] as const;
  const at = plusMs(now, -6 * 366 * DAY_MS);
  const orders = new Map<string, { orderId: string; mark: string }>();
  for (const [what, [open]] of Object.entries(OPEN)) {
    const mark = newMark();
    const orderId = await rows.order(at, mark);
    await rows.payment(orderId, at, mark);
    await asItCannotGo(() => rows.run(open, orderId));
    orders.set(what, { orderId, mark });
  }
  const newer = newMark();
  await AGED.payer_ids.make(rows, plusMs(at, MINUTE_MS), newer);
  const left = async (mark: string) => {
    const counts = await Promise.all(PARTS.map((kind) => count(AGED[kind].isThere, mark)));
    return counts.reduce((sum, each) => sum + each, 0);
  };
  await rows.run('update retention_runs set reached = 0, position = 0');

  await carryOut();
  for (const [what, { mark }] of orders) expect([what, await left(mark)]).toEqual([what, 3]);
  expect(await left(newer)).toBe(0);
  for (const kind of PARTS) expect(await runOf(kind)).toMatchObject({ kept: String(orders.size) });

  for (const [what, [, over]] of Object.entries(OPEN)) await rows.run(over, orders.get(what)?.orderId);
  await carryOut(plusMs(now, DAY_MS));
  for (const [what, { mark }] of orders) expect([what, await left(mark)]).toEqual([what, 0]);
  expect(await runOf('order_people')).toMatchObject({ kept: '0', erased: String(orders.size) });
});

test('many orders are erased in small commits; a run that was cut off is gone on with, and counts each once', async () => {
  const MANY = 1_200;
  // older than what other tests made
  const at = plusMs(now, -7 * 366 * DAY_MS);
  await rows.run(
    `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, payer_sealed, status, close_reason,
       created_at, expires_at, closed_at)
     select $1, first_id_at($2) + 500000 + n, 'many ' || n, 'x', 1, 'http://127.0.0.1/', '\\x00', 'closed', 'expired',
            $2, $2, $2 from generate_series(1, $3::int) n`,
    AGED_APP,
    at,
    MANY,
  );
  await rows.run('update retention_runs set reached = 0, position = 0');
  const left = () => count(`from orders where out_trade_no like 'many %' and payer_sealed is not null`);
  const hasBegun = async () => {
    const run = await runOf('order_people');
    return run?.started_at instanceof Date && run.started_at >= now;
  };
  // no time: one commit a call, each of another kind
  for (let calls = 0; calls < RETENTION_KINDS.length && !(await hasBegun()); calls += 1)
    await carryOut(now, 0);
  expect(await left()).toBe(MANY - 500);
  expect(await runOf('order_people')).toMatchObject({ erased: '500', finished_at: null });

  // a process that is at it, or has died, has its lease
  await rows.run(
    `update retention_runs set leased_until = $1 where kind = 'order_people' and finished_at is null`,
    plusMs(now, MINUTE_MS),
  );
  await carryOut();
  expect(await left()).toBe(MANY - 500);
  // two at once are one at a time
  await Promise.all([carryOut(plusMs(now, DAY_MS)), carryOut(plusMs(now, DAY_MS))]);
  expect(await left()).toBe(0);
  const [run] = await rows.run(
    `select erased, finished_at from retention_runs where kind = 'order_people' and started_at = $1`,
    now,
  );
  expect(run).toEqual({ erased: String(MANY), finished_at: plusMs(now, DAY_MS) });
});

test('one kind that cannot be erased delays no other, and raises an alert', async () => {
  const errors: unknown[] = [];
  const parts = { ...partsAt(now), log: gateway.app.core.log.child({}) };
  parts.log.error = ((told: unknown) => void errors.push(told)) as typeof parts.log.error;
  await rows.run(`alter table change_requests rename column decided_at to decided_at_`);
  const mark = newMark();
  await AGED.accesses.make(rows, plusMs(now, -ageOf('accesses') - DAY_MS), mark);
  await carryOutRetention(parts, 600_000);
  await rows.run(`alter table change_requests rename column decided_at_ to decided_at`);
  expect(errors).toMatchObject([{ alert: 'retention_failed', kind: 'change_requests' }]);
  expect(await count(AGED.accesses.isThere, mark)).toBe(0);
  // its lease runs out
  await carryOut(plusMs(now, 5 * MINUTE_MS));
  expect(await runOf('change_requests')).toMatchObject({ finished_at: plusMs(now, 5 * MINUTE_MS) });
});

test('at night only what guards doors is erased', async () => {
  const night = plusMs(now, 14 * HOUR_MS);
  const [mark, nonce] = [newMark(), newMark()];
  await AGED.accesses.make(rows, plusMs(night, -ageOf('accesses') - DAY_MS), mark);
  await AGED.nonces.make(rows, plusMs(night, -MINUTE_MS), nonce);
  await carryOut(night);
  expect(await count(AGED.nonces.isThere, nonce)).toBe(0);
  expect(await count(AGED.accesses.isThere, mark)).toBe(1);
  await carryOut(plusMs(night, HOUR_MS));
  expect(await count(AGED.accesses.isThere, mark)).toBe(0);
});

describe('the database itself', () => {
  const erase = (table: string) =>
    rows.run('select erase_expired($1, $2, 100) as erased', table, plusMs(gateway.clock.now(), DAY_MS));

  test.each([
    ['accesses', 'person_accesses', 1_090],
    ['consents', 'consents', 1_090],
    ['callbacks', 'channel_callbacks', 179],
    ['notification_attempts', 'notification_attempts', 179],
    ['invoice_attempts', 'invoice_attempts', 179],
  ] as const)('keeps %s for as long as laws want, whoever asks', async (kind, table, days) => {
    const mark = newMark();
    await AGED[kind].make(rows, plusMs(gateway.clock.now(), -days * DAY_MS), mark);
    await erase(table);
    expect(await count(AGED[kind].isThere, mark)).toBeGreaterThan(0);
    await expect(rows.run(`delete from ${table}`)).rejects.toThrow('append only');
    await expect(rows.run(`select erase_expired($1, now(), 100)`, table)).resolves.toHaveLength(1);
    await expect(rows.run(`delete from ${table}`)).rejects.toThrow('append only');
  });

  test.each(['ledger_entries', 'audit_entries', 'bills', 'orders', ''])(
    'erases nothing of "%s"',
    async (table) => {
      await expect(erase(table)).rejects.toThrow('nothing of');
    },
  );

  test('has no evidence of money erased that is still under way', async () => {
    const at = plusMs(now, -9 * 366 * DAY_MS);
    const mark = newMark();
    await AGED.callbacks.make(rows, at, mark);
    const unknown = `update payments set status = 'unknown', closed_at = null
      where payment_no = (select subject_no from channel_callbacks where callback_id = $1)`;
    await asItCannotGo(() => rows.run(unknown, mark));
    await erase('channel_callbacks');
    expect(await count(AGED.callbacks.isThere, mark)).toBe(1);
  });
});
