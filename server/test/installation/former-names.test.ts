import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createDatabaseBefore } from '../helpers/postgres/database-before.ts';
import type { TestDatabase } from '../helpers/postgres/test-database.ts';

const AT = '2026-11-01T02:00:00Z';

let created: TestDatabase;
let before: pg.QueryResultRow[];

beforeAll(async () => {
  created = await createDatabaseBefore('amounts_and_commissions');
  const owner = new pg.Client({ connectionString: created.url });
  await owner.connect();
  try {
    await fillFormerDatabase(owner);
    before = (await owner.query('select * from orders join payments using (app_id, order_id)')).rows;
  } finally {
    await owner.end();
  }
  await migrate(created.url);
});
afterAll(() => created?.drop());

/** One of everything whose names changed, as the release before wrote it: with a day that is locked. */
async function fillFormerDatabase(owner: pg.Client): Promise<void> {
  // schools, apps and accounts are of no matter here
  await owner.query('set session_replication_role = replica');
  const run = (text: string) => owner.query(text.replaceAll(':at', `'${AT}'`));
  await run(`insert into orders (app_id, order_id, out_trade_no, body, total_fee, notify_url, status, created_at, expires_at,
                                 paid_at, payment_no, user_no_mark, user_name_mark)
             values ('a', 1, 'n', 'b', 100, '', 'paid', :at, :at, :at, 1, 7, 8)`);
  await run(`insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_fee, status,
                                   request_sealed, handle, handle_expires_at, created_at, expires_at, transaction_id,
                                   paid_fee, paid_at, disposition, refunding_fee, refunded_fee)
             values ('a', 1, 1, 'wechat', 'native', 'c', 100, 'succeeded', 'x', '{"kind":"qr"}', :at, :at, :at, 't', 100, :at,
                     'order', 10, 20)`);
  await run(`insert into refunds (app_id, refund_id, order_id, payment_no, refund_fee, cause, status, request, failure,
                                  created_at, settled_at, channel, seen_to_at, seen_to_by, seen_to_reason)
             values ('a', 2, 1, 1, 20, 'operator', 'failed', '{}', 'f', :at, :at, 'wechat', :at, 'someone', 'in cash')`);
  await run(`insert into refund_requests (app_id, refund_request_id, order_id, payment_no, refund_fee, reason,
                                          needs_approval, requested_by, requested_at, wish_id)
             values ('a', 3, 1, 1, 10, 'r', true, 'someone', :at, 'w-1')`);
  await run(
    `insert into invoice_deliveries (app_id, invoice_no, medium, created_at, due_at) values ('a', 4, 'sms', :at, :at)`,
  );
  await run(`insert into bill_days (school_id, channel_account_id, bill_date, status, created_at, locked_at, locked_by)
             values ('s', 'c', '2026-10-31', 'locked', :at, :at, 'someone')`);
  await run(`insert into bill_rows (school_id, channel_account_id, bill_date, row_no, kind, payment_no, transaction_id,
                                    refund_no, channel_refund_id, amount, currency, fee, fee_due, status, happened_at, is_foreign)
             values ('s', 'c', '2026-10-31', 1, 'payment', '1', 't', '', '', 100, 'CNY', 600, 500, 'succeeded', :at, false)`);
  await run(`insert into bill_differences (school_id, channel_account_id, bill_date, run_id, kind, subject, row_no,
                                           books_fee, bill_fee, repair, status, found_at, detail)
             values ('s', 'c', '2026-10-31', 1, 'fee_differs', 'p', 1, 100, 100, 'mark_known', 'open', :at, null),
                    ('s', 'c', '2026-10-31', 1, 'totals_differ', 'q', 2, null, null, 'mark_known', 'open', :at,
                     '{"column":"总额","told":5,"counted":4,"unit":"money"}')`);
  await run(`insert into bill_total_gaps (school_id, channel_account_id, bill_date, column_name, unit, told, counted)
             values ('s', 'c', '2026-10-31', '总额', 'money', 5, 4)`);
}

const rows = async (text: string) =>
  (await created.database.query<Record<string, unknown>>({ text })).map((row) => ({ ...row }));

test('what was there has its new names, and the values it had', async () => {
  expect(before).toHaveLength(1);
  expect(
    await rows(`select o.total_amount, user_no_index, user_name_index, p.paid_amount, refunding_amount, refunded_amount,
                       credential, request_body_sealed is not null as is_sent
                  from orders o join payments p using (app_id, order_id)`),
  ).toEqual([
    {
      total_amount: '100',
      user_no_index: '7',
      user_name_index: '8',
      paid_amount: '100',
      refunding_amount: '10',
      refunded_amount: '20',
      credential: { kind: 'qr' },
      is_sent: true,
    },
  ]);
  expect(
    await rows('select refund_amount, request_body, dismissed_by, dismissal_reason from refunds'),
  ).toEqual([
    { refund_amount: '20', request_body: '{}', dismissed_by: 'someone', dismissal_reason: 'in cash' },
  ]);
  expect(
    await rows('select refund_application_id, refund_amount, idempotency_key from refund_applications'),
  ).toEqual([{ refund_application_id: '3', refund_amount: '10', idempotency_key: 'w-1' }]);
  expect(await rows('select commission, commission_due from bill_rows')).toEqual([
    { commission: '600', commission_due: '500' },
  ]);
  expect(await rows('select delivery_method from invoice_deliveries')).toEqual([{ delivery_method: 'sms' }]);
});

test('differences of a locked day are called what they are called now, and are locked as before', async () => {
  expect(await rows('select kind, detail from bill_differences order by row_no')).toEqual([
    { kind: 'commission_differs', detail: null },
    { kind: 'totals_differ', detail: { column: '总额', stated: 5, counted: 4, unit: 'money' } },
  ]);
  await expect(rows(`update bill_differences set note = 'x' where row_no = 1 returning 1`)).rejects.toThrow(
    'is locked',
  );
});

test('the functions of the database know the new names', async () => {
  for (const table of ['channel_callbacks', 'invoice_delivery_rounds']) {
    expect(await rows(`select erase_expired('${table}', now(), 10) as erased`)).toEqual([{ erased: 0 }]);
  }
  const names = await rows(`
    select conname as name from pg_constraint union all select relname from pg_class union all select tgname from pg_trigger
    union all select attname from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`);
  const former = names
    .map(({ name }) => String(name))
    .filter((name) => /_fee(_|$)|wish|seen_to|refund_request|_mark$|^told$|medium|^handle/.test(name));
  expect(former).toEqual([]);
});
