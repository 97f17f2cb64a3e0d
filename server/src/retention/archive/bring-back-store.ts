import { arrayLiteral } from '../../db/array-literal.ts';
import type { Queryable } from '../../db/database.ts';
import { quoteName } from '../../db/quote.ts';
import type { Manifest, RowText } from './archive-file.ts';
import type { ArchiveSession } from './archive-session.ts';
import { patiently } from './with-patience.ts';

/** An empty table with the columns, checks, keys and indexes of another. */
export async function makeTableLike(q: Queryable, table: string, name: string): Promise<void> {
  await q.query({ text: `create table ${quoteName(name)} (like ${quoteName(table)} including all)` });
}

export async function addRows(
  q: Queryable,
  name: string,
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly RowText[],
): Promise<void> {
  const names = columns.map((column) => quoteName(column.name));
  await q.query({
    text: `insert into ${quoteName(name)} (${names.join(', ')})
           select ${columns.map(({ type }, at) => `c${at}::${type}`).join(', ')}
             from unnest(${columns.map((_column, at) => `$${at + 1}::text[]`).join(', ')})
               as given (${columns.map((_column, at) => `c${at}`).join(', ')})`,
    values: columns.map(({ name: column }) => arrayLiteral(rows.map((row) => row[column] ?? null))),
  });
}

/**
 * Gives a table what its partition is held to, checked while others go on, so that putting it into place looks at no row.
 */
export async function makeReadyToAttach(
  db: ArchiveSession,
  { table, partition, firstNumber, numberBehind }: Manifest,
): Promise<void> {
  const [own] = [quoteName(partition)];
  const [kind] = await db.query<{ key: string }>({
    text: 'select key_column as key from monthly_tables where table_name = $1',
    values: [table],
  });
  const key = quoteName(kind?.key ?? '');
  const bounds = [...(firstNumber === null ? [] : [`${key} >= ${firstNumber}`]), `${key} < ${numberBehind}`];
  await db.query({
    text: `alter table ${own} add constraint archived_numbers check (${bounds.join(' and ')})`,
  });
  const keys = await db.query<{ name: string; definition: string }>({
    text: `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
            where conrelid = $1::regclass and contype = 'f'`,
    values: [table],
  });
  for (const { name, definition } of keys) {
    await patiently(db, async (tx) => {
      await tx.query({
        text: `alter table ${own} add constraint ${quoteName(name)} ${definition} not valid`,
      });
    });
    await db.query({ text: `alter table ${own} validate constraint ${quoteName(name)}` });
  }
  await db.query({ text: `select protect_partition($1, $2)`, values: [table, partition] });
}

/** Whether callbacks have contents that none of the present data keys opens. */
export async function isSealedWithRetired(q: Queryable, name: string): Promise<boolean> {
  const [row] = await q.query<{ retired: boolean }>({
    text: `select exists (
             select from (select distinct key_version(content_sealed) as version from ${quoteName(name)}) sealed
              where exists (select from data_keys where purpose = 'seal')
                and not exists (select from data_keys k
                                 where k.purpose = 'seal' and k.version = sealed.version and k.state <> 'retired')) as retired`,
  });
  return row?.retired ?? false;
}
