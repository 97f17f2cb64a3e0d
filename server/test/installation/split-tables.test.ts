import { afterAll, beforeAll, expect, test } from 'vitest';
import { findParts } from '../../src/installation/split/clean-store.ts';
import { findUnruled } from '../../src/installation/split/here.ts';
import { OWNED_TABLES, TABLE_RULES } from '../../src/installation/split/table-rules.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let created: TestDatabase;
beforeAll(async () => {
  created = await createTestDatabase();
});
afterAll(() => created.drop());

/** They name apps and schools, and are no school's. */
const NAME_SCHOOLS = ['audit_entries', 'split_schools'];

test('a split knows of every table whose its rows are, or why they stay', async () => {
  expect(await findUnruled(created.database)).toEqual([]);
  const columns = await created.database.query<{ name: string; columns: string[] }>({
    text: `select c.relname as name, array_agg(a.attname::text) as columns
             from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
            group by 1 order by 1`,
  });
  expect(columns.map(({ name }) => name)).toEqual(Object.keys(TABLE_RULES).sort());
  const columnsOf = new Map(columns.map(({ name, columns }) => [name, columns]));
  for (const { name, column } of OWNED_TABLES) expect(columnsOf.get(name), name).toContain(column);
  const staying = columns.filter(({ name }) => !OWNED_TABLES.some((table) => table.name === name));
  const named = staying.filter((table) =>
    table.columns.some((each) => ['app_id', 'school_id'].includes(each)),
  );
  expect(named.map(({ name }) => name)).toEqual(NAME_SCHOOLS);
});

test('rows are deleted before what they refer to, and what says whose they are goes last', async () => {
  const parts = (await findParts(created.database)).map(({ name }) => name);
  const order = [...new Set(parts)];
  const before = (one: string, other: string) =>
    expect(order.indexOf(one), `${one} before ${other}`).toBeLessThan(order.indexOf(other));
  before('notification_attempts', 'notifications');
  before('refund_applications', 'refunds');
  before('payments', 'orders');
  before('unreachable_endpoints', 'apps');
  before('channel_callbacks', 'channel_accounts');
  expect(order.at(-1)).toBe('schools');
  expect(parts.filter((name) => name === 'partner_requests')).toHaveLength(9);
});
