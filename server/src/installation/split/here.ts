import type { Queryable, Transaction } from '../../db/database.ts';
import { quoteName, quoteText } from '../../db/quote.ts';
import { HERE } from '../../db/split-schema.ts';
import { OWNED_TABLES, type OwnedTable, type Owner, TABLE_RULES } from './table-rules.ts';

/** Names the table that rows are deleted from because they are elsewhere. */
export const CLEANING = 'zhixiao.cleaning';

/** Schools that another shard has, and what they own. */
export type Elsewhere = Readonly<Record<Owner, readonly string[]>>;

interface Relation {
  readonly name: string;
  /** Of `pg_class`: r, p or v. */
  readonly kind: string;
}

/** What no rule speaks of; a split without it would show both sides the same rows. */
export async function findUnruled(q: Queryable): Promise<string[]> {
  const relations = await findRelations(q);
  return relations.filter(({ name }) => !Object.hasOwn(TABLE_RULES, name)).map(({ name }) => name);
}

function findRelations(q: Queryable): Promise<Relation[]> {
  return q.query<Relation>({
    text: `select relname as name, relkind as kind from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and not relispartition
            order by relname`,
  });
}

/** What the schools own; the schools themselves are theirs as well. */
export async function findElsewhere(q: Queryable, schoolIds: readonly string[]): Promise<Elsewhere> {
  const owned = async (column: string, table: string) => {
    const rows = await q.query<{ id: string }>({
      text: `select ${column}::text as id from public.${table} where school_id = any ($1) order by 1`,
      values: [schoolIds],
    });
    return rows.map(({ id }) => id);
  };
  return {
    school: schoolIds,
    app: await owned('app_id', 'apps'),
    channel_account: await owned('channel_account_id', 'channel_accounts'),
    invoice_account: await owned('invoice_account_id', 'invoice_accounts'),
    recipient: await owned('recipient_id', 'message_recipients'),
  };
}

/**
 * Hides what is elsewhere from every session that begins after the commit, and keeps it from being changed. Takes as long with
 * ten orders as with a billion: each table gets a view of the same name, which comes first in the search path and takes
 * statements as the table does, and triggers that hold whatever session writes.
 */
export async function hideElsewhere(tx: Transaction, elsewhere: Elsewhere): Promise<void> {
  const kinds = new Map((await findRelations(tx)).map(({ name, kind }) => [name, kind]));
  const statements = OWNED_TABLES.flatMap((table) =>
    kinds.get(table.name) === 'v' ? [viewOfView(table, elsewhere)] : hidingTable(table, elsewhere),
  );
  await tx.query({ text: [`create schema ${HERE}`, ...REFUSALS, ...statements].join(';\n') });
  await copyRights(tx);
}

const REFUSALS = [
  `create function ${HERE}.refuse_elsewhere() returns trigger language plpgsql as $$
   begin
     raise exception 'a row of % is of a school that another shard has', tg_table_name
       using errcode = 'integrity_constraint_violation';
   end $$`,
  `create function ${HERE}.refuse_here() returns trigger language plpgsql as $$
   begin
     raise exception 'a row of % is of a school that is here', tg_table_name
       using errcode = 'integrity_constraint_violation';
   end $$`,
];

/** Of a constant, so that PostgreSQL hashes it once for a statement. */
const isElsewhere = ({ owner, column }: OwnedTable, elsewhere: Elsewhere, row: string) =>
  `${row}.${column} = any (${arrayOf(owner, elsewhere[owner])})`;
/** Also what has no school, and is of the installation. */
const isHere = ({ owner, column }: OwnedTable, elsewhere: Elsewhere, row: string) =>
  `(${row}.${column} <> all (${arrayOf(owner, elsewhere[owner])})) is not false`;

const arrayOf = (owner: Owner, ids: readonly string[]) =>
  `array[${ids.map(quoteText).join(', ')}]::${owner === 'recipient' ? 'bigint' : 'text'}[]`;

function viewOfView(table: OwnedTable, elsewhere: Elsewhere): string {
  return `create view ${HERE}.${table.name} as select t.* from public.${table.name} t where ${isHere(table, elsewhere, 't')}`;
}

function hidingTable(table: OwnedTable, elsewhere: Elsewhere): string[] {
  const { name } = table;
  return [
    // the last two are columns that a table has unasked, and a view has not
    `create view ${HERE}.${name} as select t.*, t.ctid, t.xmin from public.${name} t where ${isHere(table, elsewhere, 't')}`,
    `create trigger elsewhere_kept before insert or update on public.${name} for each row
       when (${isElsewhere(table, elsewhere, 'new')}) execute function ${HERE}.refuse_elsewhere()`,
    `create trigger here_kept before delete on public.${name} for each row
       when (coalesce(current_setting('${CLEANING}', true), '') <> '' and ${isHere(table, elsewhere, 'old')})
       execute function ${HERE}.refuse_here()`,
  ];
}

/** Whoever may do something with a table may do it with its view. */
async function copyRights(tx: Transaction): Promise<void> {
  const rights = await tx.query<{ name: string; role: string; rights: string }>({
    text: `select c.relname as name, r.rolname as role, string_agg(a.privilege_type, ', ') as rights
             from pg_class c cross join aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) and a.grantee <> c.relowner
              and a.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
            group by 1, 2 order by 1, 2`,
    values: [OWNED_TABLES.map(({ name }) => name)],
  });
  const roles = [...new Set(rights.map(({ role }) => role))];
  const statements = [
    ...roles.map((role) => `grant usage on schema ${HERE} to ${quoteName(role)}`),
    ...rights.map(({ name, role, rights }) => `grant ${rights} on ${HERE}.${name} to ${quoteName(role)}`),
  ];
  if (statements.length > 0) await tx.query({ text: statements.join(';\n') });
}

/** Has sessions that begin after the commit see what is here only. */
export async function lookHereFirst(tx: Transaction): Promise<void> {
  await tx.query({ text: `alter database ${await databaseName(tx)} set search_path = ${HERE}, public` });
}

/** Takes a table's view and triggers away; another transaction for each, so that nobody waits for more than one. */
export async function unhideTable(tx: Transaction, { name }: OwnedTable): Promise<void> {
  const isTable = (await findRelations(tx)).some((each) => each.name === name && each.kind !== 'v');
  await tx.query({ text: `drop view if exists ${HERE}.${name}` });
  if (!isTable) return;
  await tx.query({
    text: `drop trigger if exists elsewhere_kept on public.${name}; drop trigger if exists here_kept on public.${name}`,
  });
}

/** The last of it, once no table has a view. */
export async function lookHereNoMore(tx: Transaction): Promise<void> {
  await tx.query({ text: `alter database ${await databaseName(tx)} reset search_path` });
  await tx.query({ text: `drop schema if exists ${HERE} cascade` });
}

/** Whether this session sees through the views, as every session of a server must. */
export async function looksHere(q: Queryable): Promise<boolean> {
  const [row] = await q.query<{ looks: boolean }>({
    text: `select to_regclass('orders') = to_regclass('${HERE}.orders') as looks`,
  });
  return row?.looks === true;
}

/** Refuses every write of sessions that begin after the commit, unless they say otherwise themselves; or takes that back. */
export async function closeDatabase(tx: Transaction, isClosed: boolean): Promise<void> {
  const change = isClosed ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only';
  await tx.query({ text: `alter database ${await databaseName(tx)} ${change}` });
}

async function databaseName(q: Queryable): Promise<string> {
  const [row] = await q.query<{ name: string }>({ text: 'select current_database() as name' });
  return quoteName(row?.name ?? '');
}
