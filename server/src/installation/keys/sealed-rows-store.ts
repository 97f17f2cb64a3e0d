import type { Queryable, Transaction } from '../../db/database.ts';
import { quoteName, quoteText } from '../../db/quote.ts';
import { sealedHead } from '../../lib/sealing.ts';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts';

/** A table with sealed columns, and what its rows are known by. */
export interface SealedTable {
  readonly name: string;
  readonly key: readonly { readonly name: string; readonly type: string }[];
  readonly columns: readonly SealedColumn[];
}

/** The columns of a row's primary key as text. */
export type RowKey = readonly string[];

/** A row that has something sealed with another key than the one that seals, and how many bytes that is. */
export interface OldRow {
  readonly key: RowKey;
  readonly bytes: number;
}

/** A sealed value and the place it is sealed for. */
export interface SealedValue {
  readonly aadContext: string;
  readonly sealed: Buffer | null;
}

/** Every table with sealed columns, by its name. */
export async function findSealedTables(q: Queryable): Promise<SealedTable[]> {
  const rows = await q.query<{ table: string; name: string; type: string }>({
    text: `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
             from pg_index i join pg_class c on c.oid = i.indrelid
             join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
            where i.indisprimary and c.relnamespace = 'public'::regnamespace
            order by c.relname, array_position(i.indkey::int2[], a.attnum)`,
  });
  const keys = Map.groupBy(rows, ({ table }) => table);
  const tables = Map.groupBy(SEALED_COLUMNS, ({ table }) => table);
  return [...tables].map(([name, columns]) => ({ name, columns, key: keys.get(name) ?? [] }));
}

/** Those that the role of this connection may not change. */
export async function findUnwritable(q: Queryable): Promise<string[]> {
  const rows = await q.query<{ name: string }>({
    text: `select name from unnest($1::text[]) as name where not (has_table_privilege(name, 'select') and has_table_privilege(name, 'update'))`,
    values: [[...new Set(SEALED_COLUMNS.map(({ table }) => table))]],
  });
  return rows.map(({ name }) => name);
}

/**
 * One page of a table in the order of its key: the rows to be sealed anew, and where the next page begins; undefined
 * behind the last.
 */
export async function findOldRows(
  q: Queryable,
  table: SealedTable,
  version: number,
  { after, limit }: { readonly after: RowKey | undefined; readonly limit: number },
): Promise<{ readonly old: OldRow[]; readonly end: RowKey | undefined }> {
  const head = sealedHead(version);
  const key = table.key.map(({ name }) => quoteName(name));
  const isOld = table.columns.map(({ column }) => `substring(${column} for ${head.length}) <> $1`);
  const bytes = table.columns.map(({ column }) => `coalesce(pg_column_size(${column}), 0)`);
  const behind =
    after === undefined
      ? ''
      : `where (${key.join(', ')}) > (${table.key.map(({ type }, at) => `$${at + 3}::text::${type}`).join(', ')})`;
  const rows = await q.query<{ key: string[]; bytes: number; is_old: boolean }>({
    text: `select array[${key.map((name) => `${name}::text`).join(', ')}] as key, ${bytes.join(' + ')} as bytes,
                  coalesce(${isOld.map((each) => `coalesce(${each}, false)`).join(' or ')}, false) as is_old
             from ${table.name} ${behind} order by ${key.join(', ')} limit $2`,
    values: [head, limit, ...(after ?? [])],
  });
  const old = rows.filter((row) => row.is_old).map(({ key, bytes }) => ({ key, bytes }));
  return { old, end: rows.length < limit ? undefined : rows.at(-1)?.key };
}

/** The sealed values of these rows, column by column; rows that somebody else is changing are left out. */
export async function lockRows(
  tx: Transaction,
  table: SealedTable,
  keys: readonly RowKey[],
): Promise<{ readonly key: RowKey; readonly values: SealedValue[] }[]> {
  const names = table.key.map(({ name }) => `t.${quoteName(name)}`);
  const values = table.columns.map(({ column }) => `t.${column}`);
  const rows = await tx.query<{ key: string[]; contexts: string[] } & Record<string, unknown>>({
    text: `select array[${names.map((name) => `${name}::text`).join(', ')}] as key,
                  array[${table.columns.map(aadContextOf).join(', ')}] as contexts, ${values.join(', ')}
             from ${table.name} t
            where (${names.join(', ')}) in (select ${castKey(table)} from unnest(${textArrays(table, 1)}) as w(${keyNames(table)}))
            for no key update of t skip locked`,
    values: keyColumns(table, keys),
  });
  return rows.map(({ key, contexts, ...row }) => ({
    key,
    values: table.columns.map(({ column }, at) => ({
      aadContext: contexts[at] ?? '',
      sealed: row[column] as Buffer | null,
    })),
  }));
}

/** Puts sealed values in the place of what these rows had, in the order of the table's columns. */
export async function replaceSealed(
  tx: Transaction,
  table: SealedTable,
  rows: readonly { readonly key: RowKey; readonly sealed: readonly (Buffer | null)[] }[],
): Promise<void> {
  const { columns, key } = table;
  const arrays = columns.map((_column, at) => `$${key.length + at + 1}::bytea[]`);
  await tx.query({
    text: `update ${table.name} t set ${columns.map(({ column }) => `${column} = w.${column}`).join(', ')}
             from unnest(${textArrays(table, 1)}, ${arrays.join(', ')})
               as w(${keyNames(table)}, ${columns.map(({ column }) => column).join(', ')})
            where (${key.map(({ name }) => `t.${quoteName(name)}`).join(', ')}) = (${castKey(table)})`,
    values: [
      ...keyColumns(
        table,
        rows.map((row) => row.key),
      ),
      ...columns.map((_column, at) => rows.map(({ sealed }) => sealed[at] ?? null)),
    ],
  });
}

/** As the stores write it: the name, then the values that say which row, with bars between. */
function aadContextOf({ table, column, contextColumns, contextName }: SealedColumn): string {
  const name = quoteText(contextName ?? `${table}.${column}`);
  const parts = contextColumns.map((each) =>
    typeof each === 'string' ? `t.${quoteName(each)}::text` : `encode(t.${quoteName(each.hex)}, 'hex')`,
  );
  return [name, ...parts].join(" || '|' || ");
}

function keyNames({ key }: SealedTable): string {
  return key.map((_each, at) => `k${at}`).join(', ');
}

function castKey({ key }: SealedTable): string {
  return key.map(({ type }, at) => `w.k${at}::${type}`).join(', ');
}

function textArrays({ key }: SealedTable, first: number): string {
  return key.map((_each, at) => `$${first + at}::text[]`).join(', ');
}

function keyColumns({ key }: SealedTable, rows: readonly RowKey[]): string[][] {
  return key.map((_each, at) => rows.map((row) => row[at] ?? ''));
}
