import { afterAll, beforeAll, expect, test } from 'vitest';
import { RULES } from '../../src/apps/app-store.ts';
import type { Columns } from '../../src/db/columns.ts';
import { INVOICE } from '../../src/invoices/invoice-row.ts';
import { NEW_ORDER, ORDER } from '../../src/orders/order-row.ts';
import { NEW_PAYMENT, PAYMENT } from '../../src/payments/payment-row.ts';
import { BILL, BILLED_ROW } from '../../src/reconciliation/bill-store.ts';
import { DAY } from '../../src/reconciliation/day-store.ts';
import { DIFFERENCE } from '../../src/reconciliation/difference-store.ts';
import { RUN } from '../../src/reconciliation/run-store.ts';
import { REFUND_APPLICATION } from '../../src/refunds/refund-application-store.ts';
import { NEW_REFUND, REFUND } from '../../src/refunds/refund-row.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

/** As stores read and write them: a reader of another type than its column's would answer what its object does not say. */
const LISTS: readonly (readonly [table: string, Pick<Columns<never, never>, 'written' | 'arrays'>])[] = [
  ['apps', RULES],
  ['orders', ORDER],
  ['orders', NEW_ORDER],
  ['payments', PAYMENT],
  ['payments', NEW_PAYMENT],
  ['refunds', REFUND],
  ['refunds', NEW_REFUND],
  ['refund_applications', REFUND_APPLICATION],
  ['invoices', INVOICE],
  ['bills', BILL],
  ['bill_rows', BILLED_ROW],
  ['bill_days', DAY],
  ['bill_differences', DIFFERENCE],
  ['reconciliation_runs', RUN],
];

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

test.each(LISTS)(
  'each column of %s has the type that its field is read and written as',
  async (table, list) => {
    const names = list.written.split(', ');
    const types = list
      .arrays()
      .split(', ')
      .map((parameter) => parameter.replace(/^\$\d+::(.*)\[\]$/, '$1'));
    const columns = await testDatabase.database.query<{ name: string; said: string; has: string }>({
      text: `select l.name, l.type::regtype::text as said, format_type(a.atttypid, null) as has
             from unnest($2::text[], $3::text[]) as l (name, type)
             left join pg_attribute a on a.attrelid = $1::regclass and a.attname = l.name`,
      values: [table, names, types],
    });
    expect(columns).toHaveLength(names.length);
    for (const { name, said, has } of columns) expect({ name, type: has }).toEqual({ name, type: said });
  },
);
