import type { Queryable, Transaction } from '../../db/database.ts';
import { CLEANING, type Elsewhere } from './here.ts';
import { OWNED_TABLES, type OwnedTable, type Owner } from './table-rules.ts';

/** A table, or a part of one, that rows are deleted from. */
export interface CleanedPart extends OwnedTable {
  /** The table itself, or one of its partitions. */
  readonly part: string;
}

/** Tables, and the partitions that have the rows of those that are partitioned: a FROM and a condition, and what is found. */
export const LEAVES = `
  pg_class t left join lateral pg_partition_tree(t.oid) p on p.isleaf
   where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition`;
export const LEAF = 'coalesce(p.relid, t.oid)';

const OWNERS: Readonly<Record<Owner, string>> = {
  school: 'schools',
  app: 'apps',
  channel_account: 'channel_accounts',
  invoice_account: 'invoice_accounts',
  recipient: 'message_recipients',
};

/**
 * Every part of the tables of schools, those first that refer to others: so that no row is deleted that another still
 * refers to. The order is that of the foreign keys in the database.
 */
export async function findParts(q: Queryable): Promise<CleanedPart[]> {
  const rows = await q.query<{ name: string; part: string }>({
    text: `select t.relname as name, ${LEAF}::regclass::text as part from ${LEAVES} and t.relname = any ($1) order by 1, 2`,
    values: [OWNED_TABLES.map(({ name }) => name)],
  });
  const parts = Map.groupBy(rows, ({ name }) => name);
  const foreignKeys = await q.query<{ name: string; refers: string }>({
    text: `select distinct c.conrelid::regclass::text as name, c.confrelid::regclass::text as refers
             from pg_constraint c where c.contype = 'f' and c.conrelid <> c.confrelid`,
  });
  // what says whose a row is goes last: a run that was ended in the middle finds the rest by it
  const owners = OWNED_TABLES.map(({ name, owner }) => ({ name, refers: OWNERS[owner] }));
  const references = [...foreignKeys, ...owners].filter(({ name, refers }) => name !== refers);
  const tables = inOrder(
    OWNED_TABLES.filter(({ name }) => parts.has(name)),
    references,
  );
  return tables.flatMap((table) => (parts.get(table.name) ?? []).map(({ part }) => ({ ...table, part })));
}

function inOrder(
  tables: readonly OwnedTable[],
  references: readonly { readonly name: string; readonly refers: string }[],
): OwnedTable[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const ordered: OwnedTable[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter(
      ({ name }) => !references.some((each) => each.refers === name && left.has(each.name)),
    );
    if (free.length === 0) throw new Error(`tables that refer to each other: ${[...left.keys()].join(', ')}`);
    for (const table of free) left.delete(table.name);
    ordered.push(...free);
  }
  return ordered;
}

/** How many pages of the disk a part has, and its bytes with its indexes. */
export async function measurePart(
  q: Queryable,
  { part }: CleanedPart,
): Promise<{ readonly pages: number; readonly bytes: number }> {
  const [row] = await q.query<{ pages: number; bytes: number }>({
    text: `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int as pages,
                  pg_total_relation_size($1::regclass)::float8 as bytes`,
    values: [part],
  });
  return row ?? { pages: 0, bytes: 0 };
}

/**
 * Deletes what is elsewhere from some pages of a part; answers how many rows. No row of a school that is elsewhere is added or
 * moved to other pages, so that one pass over all pages finds each of them.
 */
export async function deleteElsewhere(
  tx: Transaction,
  { part, owner, column }: CleanedPart,
  elsewhere: Elsewhere,
  pages: { readonly from: number; readonly to: number },
): Promise<number> {
  await tx.query({ text: `select set_config('${CLEANING}', $1, true)`, values: [part] });
  const [row] = await tx.query<{ deleted: number }>({
    text: `with deleted as (
             delete from only ${part} where ctid >= $1::tid and ctid < $2::tid
                and ${column}::text = any ($3::text[]) returning 1)
           select count(*)::int as deleted from deleted`,
    values: [`(${pages.from},0)`, `(${pages.to},0)`, elsewhere[owner]],
  });
  return row?.deleted ?? 0;
}

/** How many rows of a part are elsewhere; reads all of it. */
export async function countElsewhere(
  q: Queryable,
  { part, owner, column }: CleanedPart,
  elsewhere: Elsewhere,
): Promise<number> {
  const [row] = await q.query<{ rows: number }>({
    text: `select count(*)::float8 as rows from only ${part} where ${column}::text = any ($1::text[])`,
    values: [elsewhere[owner]],
  });
  return row?.rows ?? 0;
}

/** Gives the space of deleted rows to new ones, and spares what refers to this table from reading past them. */
export async function vacuumPart(q: Queryable, { part }: CleanedPart): Promise<void> {
  await q.query({ text: `vacuum (analyze) ${part}` });
}
