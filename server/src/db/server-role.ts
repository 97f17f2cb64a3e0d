import pg from 'pg';
import { connect } from './connection.ts';
import { hostsOf } from './hosts.ts';

const SETTINGS = { application: 'zhixiao-pay-start', statementTimeoutMs: 15_000 };

/**
 * Append-only tables, protected by a trigger: the server needs no right to update or delete their rows. (A key rotation
 * reseals values in some of them as their owner.)
 */
const APPEND_ONLY = `
  select distinct format('%I', t.relname) as name
  from pg_trigger g join pg_class t on t.oid = g.tgrelid join pg_proc p on p.oid = g.tgfoid
  where t.relnamespace = 'public'::regnamespace and p.proname in ('refuse_change', 'refuse_change_but_expiry')
    and g.tgqual is null
    -- for each statement, before delete
    and g.tgtype & 1 = 0 and g.tgtype & 8 = 8
  order by 1`;

/** Tables whose rows come with migrations, or commands of the owner: the server only reads them. */
export const MADE_BY_OWNER = [
  'schema_migrations',
  'channels',
  'splits',
  'split_schools',
  'monthly_tables',
  'archived_partitions',
  'ledger_carried_sums',
] as const;

/** Lets a role read and write what the tables hold, and neither change tables nor what is only added to. */
export async function grantToServer(owner: pg.ClientBase, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  await owner.query('begin');
  const { rows } = await owner.query<{ name: string }>(APPEND_ONLY);
  const kept = rows.map((row) => row.name).join(', ');
  await owner.query(`
    grant usage on schema public to ${name};
    grant select, insert, update, delete on all tables in schema public to ${name};
    grant usage on all sequences in schema public to ${name};
    grant execute on function erase_expired, empty_request_days, open_months to ${name};
    revoke insert, update, delete, truncate on ${MADE_BY_OWNER.join(', ')} from ${name};
    revoke update, delete, truncate on shard from ${name};
    ${kept === '' ? '' : `revoke update, delete, truncate on ${kept} from ${name};`}`);
  await owner.query('commit');
}

/** The role that a connection string works as. */
export async function roleOf(url: string): Promise<string> {
  return ask(url, async (client) => {
    const { rows } = await client.query<{ role: string }>('select current_user as role');
    return rows[0]?.role ?? '';
  });
}

const POWERS = `
  select r.rolsuper as superuser, r.rolcreaterole as "makes roles", r.rolreplication as "replicates",
    has_schema_privilege('public', 'create') as "makes tables",
    exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
              and pg_has_role(c.relowner, 'usage')) as "owns tables",
    has_table_privilege('audit_entries', 'update, delete, truncate') as "changes the audit log"
  from pg_roles r where r.rolname = current_user`;

/** What a role may that the server does not need, in words; nothing: it is as it should be. */
export async function needlessPowers(url: string): Promise<readonly string[]> {
  return ask(url, async (client) => {
    const { rows } = await client.query<Record<string, boolean>>(POWERS);
    return Object.entries(rows[0] ?? {}).flatMap(([power, has]) => (has ? [power] : []));
  });
}

async function ask<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(hostsOf(url), SETTINGS);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
