import { checkBooks } from '@zhixiao/server/ledger/check-books';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partnerId, seedPartners } from '../bench/src/seed/notifications.ts';
import { seedYears } from '../bench/src/seed/years.ts';
import { createTestDatabase, type TestDatabase } from '../server/test/helpers/postgres/test-database.ts';

const INDEXES = {
  text: `select tablename, count(*)::int, bool_and(indisvalid) as valid
           from pg_indexes join pg_index on indexrelid = format('public.%I', indexname)::regclass
          where schemaname = 'public' group by tablename order by tablename`,
};

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('the two years that benchmarks fill a database with keep every rule of the books, and every index', async () => {
  const indexes = await db.database.query(INDEXES);
  await db.database.query({
    text: `insert into schools (school_id, name, created_at) values ('10086', 'bench', now())`,
  });
  await seedPartners(db.url, 2);
  const apps = [partnerId(0), partnerId(1)];
  const { orderId, outTradeNo } = await seedYears(db.url, {
    count: 2_000,
    apps,
    onProgress: () => undefined,
  });
  const results = await checkBooks(db.database);
  expect(results.filter(({ state }) => state !== 'holds')).toEqual([]);
  expect(await db.database.query(INDEXES)).toEqual(indexes);
  const orders = await db.database.query({
    text: 'select out_trade_no from orders where order_id = $1',
    values: [orderId(1_234)],
  });
  expect(orders).toEqual([{ out_trade_no: outTradeNo(1_234) }]);
});
