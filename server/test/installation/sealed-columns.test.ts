import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resealAll } from '../../src/installation/keys/reseal.ts';
import { SEALED_COLUMNS, type SealedColumn } from '../../src/installation/keys/sealed-columns.ts';
import { findSealedTables, type SealedTable } from '../../src/installation/keys/sealed-rows-store.ts';
import { openBytes } from '../../src/lib/sealing.ts';
import { type DataKeys, firstKeys, vaultOf } from '../../src/lib/vault.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

/** Every sealed column is sealed anew, wherever it stands; what of a row is made up here means nothing. */
const ROWS = 7;
/** They hold no values of rows: the keys themselves. */
const OTHERWISE = ['data_keys.key_sealed'];

const first = firstKeys(randomBytes(32));
const second: DataKeys = {
  ...first,
  seal: new Map([...first.seal, [2, randomBytes(32)]]),
  sealVersion: 2,
};
const [oldVault, newVault] = [vaultOf(() => first), vaultOf(() => second)];
const onlyNew = new Map([...second.seal].filter(([version]) => version === 2));

let created: TestDatabase;
beforeAll(async () => {
  created = await createTestDatabase();
});
afterAll(() => created.drop());

interface Column {
  readonly name: string;
  readonly type: string;
  readonly needed: boolean;
}

async function columnsOf(table: string): Promise<Column[]> {
  return created.database.query<Column>({
    text: `select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as needed
             from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    values: [table],
  });
}

test('every column that is named as sealed is on the list, and nothing else is', async () => {
  const rows = await created.database.query<{ name: string }>({
    text: `select c.relname || '.' || a.attname as name
             from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0
              and a.atttypid = 'bytea'::regtype and a.attname ~ 'sealed'`,
  });
  const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  expect([...listed, ...OTHERWISE].sort()).toEqual(rows.map(({ name }) => name).sort());
  for (const { table, contextColumns: aadContext } of SEALED_COLUMNS) {
    const columns = await columnsOf(table);
    for (const each of aadContext) {
      const name = typeof each === 'string' ? each : each.hex;
      const isBytes = columns.find((column) => column.name === name)?.type === 'bytea';
      expect(isBytes, `${table}.${name}`).toBe(typeof each !== 'string');
    }
  }
  for (const { key, name } of await findSealedTables(created.database))
    expect(key.length, name).toBeGreaterThan(0);
});

/** Something that fits the column, another one for each row. */
function madeUp({ type }: Column, row: number): unknown {
  if (type.endsWith('[]')) return '{}';
  if (type === 'bytea') return randomBytes(32);
  if (type === 'boolean') return row === 0;
  if (type === 'date') return `2026-08-0${row + 1}`;
  if (type.startsWith('timestamp')) return new Date(1_790_000_000_000 + row);
  if (/^(bigint|integer|smallint|numeric)/.test(type)) return String(row + 1);
  if (type === 'jsonb') return '{}';
  return `字|\\x${row}`;
}

function contextIn(
  { table, column, contextColumns, contextName }: SealedColumn,
  row: Readonly<Record<string, unknown>>,
): string {
  const parts = contextColumns.map((each) =>
    typeof each === 'string' ? row[each] : (row[each.hex] as Buffer).toString('hex'),
  );
  return [contextName ?? `${table}.${column}`, ...parts].join('|');
}

const contentOf = ({ column }: SealedColumn, row: number) => ({ column, row, text: 'x'.repeat(row * 1_000) });

/** Rows that nothing but their types and their sealed values says anything about. */
async function fill(table: SealedTable): Promise<Record<string, unknown>[]> {
  const columns = await columnsOf(table.name);
  const keys = table.columns.flatMap(({ contextColumns }) =>
    contextColumns.map((each) => (typeof each === 'string' ? each : each.hex)),
  );
  const filled = columns.filter(({ name, needed }) => needed || keys.includes(name));
  const rows = Array.from({ length: table.name === 'master_key_check' ? 1 : ROWS }, (_, row) => {
    const made: Record<string, unknown> = Object.fromEntries(
      filled.map((column) => [column.name, madeUp(column, row)]),
    );
    for (const column of table.columns) {
      // where nothing need be sealed, one row has nothing
      const isNeeded = columns.find(({ name }) => name === column.column)?.needed;
      const hasNone = !isNeeded && row === 3;
      // a change that somebody decided about has no payload
      if (table.name === 'change_requests') made.status = row === 3 ? 'applied' : 'waiting';
      made[column.column] = hasNone ? null : oldVault.seal(contextIn(column, made), contentOf(column, row));
    }
    return made;
  });
  await created.database.transaction(async (tx) => {
    await tx.query({ text: 'set local session_replication_role = replica' });
    for (const row of rows) {
      const names = Object.keys(row);
      await tx.query({
        text: `insert into ${table.name} (${names.map((name) => `"${name}"`).join(', ')})
               values (${names.map((_name, at) => `$${at + 1}`).join(', ')})`,
        values: Object.values(row),
      });
    }
  });
  return rows;
}

async function dropChecks(tables: readonly SealedTable[]): Promise<void> {
  const constraints = await created.database.query<{ text: string }>({
    text: `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as text
             from pg_constraint where contype in ('c', 'f') and conrelid::regclass::text = any ($1)`,
    values: [tables.map(({ name }) => name)],
  });
  for (const { text } of constraints) await created.database.query({ text });
}

/** What a row has in a column now, found by what has not changed of it. */
async function sealedIn(table: SealedTable, row: Readonly<Record<string, unknown>>, column: string) {
  const where = table.key.map(({ name }, at) => `"${name}" = $${at + 1}`).join(' and ');
  const [found] = await created.database.query<{ sealed: Buffer | null }>({
    text: `select ${column} as sealed from ${table.name} where ${where}`,
    values: table.key.map(({ name }) => row[name]),
  });
  return found?.sealed;
}

test('rows of every kind are sealed anew for their places, once, and open with the old key no more', async () => {
  const tables = await findSealedTables(created.database);
  await dropChecks(tables);
  const made = new Map<SealedTable, Record<string, unknown>[]>();
  for (const table of tables) made.set(table, await fill(table));
  const sealedRows = [...made].flatMap(([{ columns }, rows]) =>
    rows.filter((row) => columns.some(({ column }) => row[column] !== null)),
  );

  const told = new Map<string, number>();
  const done = await resealAll(created.database, second, ({ table, rows }) => {
    told.set(table, (told.get(table) ?? 0) + rows);
  });
  expect(done).toBe(sealedRows.length);
  expect([...told.keys()].sort()).toEqual(tables.map(({ name }) => name).sort());
  expect(await resealAll(created.database, second)).toBe(0);

  for (const table of tables) {
    for (const [row, was] of (made.get(table) ?? []).entries()) {
      for (const column of table.columns) {
        const sealed = await sealedIn(table, was, column.column);
        if (was[column.column] === null) {
          expect(sealed).toBeNull();
          continue;
        }
        const aadContext = contextIn(column, was);
        expect(newVault.open(aadContext, sealed ?? Buffer.alloc(0))).toEqual(contentOf(column, row));
        expect(() => openBytes(onlyNew, aadContext, was[column.column] as Buffer)).toThrow('key version 1');
        expect(() => newVault.open(`${aadContext}0`, sealed ?? Buffer.alloc(0))).toThrow();
      }
    }
  }
});

const third: DataKeys = { ...second, seal: new Map([...second.seal, [3, randomBytes(32)]]), sealVersion: 3 };

test.each([
  ['channel_callbacks', 'content_sealed', 'append only'],
  ['bills', 'file_sealed', 'append only'],
  ['bill_unread_lines', 'text_sealed', 'append only'],
  ['change_requests', 'lines_sealed', 'cannot be changed'],
  ['change_requests', 'payload_sealed', 'cannot be changed'],
])(
  'what stands in %s is sealed with a later key, and changed in nothing else',
  async (table, column, refusal) => {
    const [one] = await created.database.query<{ sealed: Buffer; other: Buffer }>({
      text: `select ${column} as sealed, lead(${column}) over (order by ${column}) as other from ${table}
            where ${column} is not null limit 1`,
    });
    const { sealed, other } = one ?? { sealed: Buffer.alloc(0), other: Buffer.alloc(0) };
    const update = (values: Readonly<Record<string, unknown>>) =>
      created.database.query({
        text: `update ${table} set ${Object.keys(values)
          .map((name, at) => `${name} = $${at + 2}`)
          .join(', ')} where ${column} = $1`,
        values: [sealed, ...Object.values(values)],
      });
    const anotherTime = { [table === 'bills' ? 'fetched_at' : 'received_at']: new Date(0) };
    const otherColumn =
      table === 'change_requests'
        ? { subject: 'x' }
        : table === 'bill_unread_lines'
          ? { line_no: 99 }
          : anotherTime;
    const later = vaultOf(() => third).seal('anywhere', 1);
    for (const change of [
      otherColumn,
      { [column]: other },
      { [column]: oldVault.seal('anywhere', 1) },
      { [column]: newVault.seal('anywhere', 1) },
      { [column]: later, ...otherColumn },
      ...(column === 'file_sealed' ? [{ [column]: null }] : []),
    ]) {
      await expect(update(change), JSON.stringify(Object.keys(change))).rejects.toThrow(refusal);
    }
    await update({ [column]: later });
  },
);
