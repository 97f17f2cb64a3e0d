import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** Every row of a database as INSERT statements, table by table, each table in the order of its first columns; without schema. */
export async function dumpRows(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string; columns: string[] }>(`
      select format('%I', t.relname) as name, array_agg(format('%I', a.attname) order by a.attnum) as columns
        from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition group by t.oid, t.relname order by t.relname`);
    const parts: string[] = [];
    for (const { name, columns } of tables) {
      const values = columns.map((column) => `coalesce(quote_literal(${column}::text), 'null')`);
      const { rows } = await client.query<{ line: string }>(
        `select concat_ws(', ', ${values.join(', ')}) as line from ${name} order by 1`,
      );
      if (rows.length === 0) continue;
      const lines = rows.map(({ line }) => `  (${line})`).join(',\n');
      parts.push(`insert into ${name} (${columns.join(', ')}) overriding system value values\n${lines};`);
    }
    return `${parts.join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}

/** What the emulated channels know, as SQL for an empty SQLite database. */
export function dumpEmulators(file: string): string {
  const store = new DatabaseSync(file, { readOnly: true });
  try {
    const made = store
      .prepare(`select name, type, sql from sqlite_master where sql is not null and name not like 'sqlite_%'`)
      .all();
    const parts = made.map(({ sql }) => `${sql};`);
    for (const { name } of made.filter(({ type, name }) => type === 'table' && name !== 'journal')) {
      for (const row of store.prepare(`select * from "${name}"`).all()) {
        parts.push(`insert into "${name}" values (${Object.values(row).map(literal).join(', ')});`);
      }
    }
    return `${parts.join('\n')}\n`;
  } finally {
    store.close();
  }
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
