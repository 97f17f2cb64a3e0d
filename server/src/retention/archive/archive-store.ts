import type { Queryable, Transaction } from '../../db/database.ts';
import { quoteName } from '../../db/quote.ts';
import type { Manifest, RowText } from './archive-file.ts';
import type { Partition } from './partition-store.ts';

/** The one of `open_months`, which changes partitions too. */
const MONTHS_LOCK = 7_215_002;
/** Rows of one fetch. */
const PAGE = 5_000;

/** What is still needed of a range of numbers, `$1` (null: from the beginning) to before `$2`; nothing may be archived then. */
const STILL_NEEDED: Readonly<Record<string, string>> = {
  channel_callbacks: `
    exists (select from payments p where p.payment_no >= coalesce($1::bigint, 0) and p.payment_no < $2::bigint
               and (p.status in ('created', 'pending', 'unknown') or p.refunding_amount > 0
                    or p.disposition <> 'order' and p.refunded_amount < p.paid_amount))
    or exists (select from refunds r where r.refund_id >= coalesce($1::bigint, 0) and r.refund_id < $2::bigint and r.status = 'processing')`,
  notification_attempts: `
    exists (select from notifications n where n.notification_id >= coalesce($1::bigint, 0) and n.notification_id < $2::bigint
               and n.status = 'pending')`,
  ledger_entries: `
    (select ledger_reach from day_sums_state) < (
      select coalesce(max(transaction_id), 0) from ledger_transactions
       where transaction_id >= coalesce($1::bigint, 0) and transaction_id < $2::bigint)
    or exists (select from ledger_transactions t join payments p on p.app_id = t.app_id and p.payment_no = t.subject_no
                where t.transaction_id >= coalesce($1::bigint, 0) and t.transaction_id < $2::bigint
                  and (p.refunding_amount > 0 or p.disposition <> 'order' and p.refunded_amount < p.paid_amount))
    or exists (select from ledger_transactions t join refunds r on r.app_id = t.app_id and r.refund_id = t.subject_no
                where t.transaction_id >= coalesce($1::bigint, 0) and t.transaction_id < $2::bigint and r.status = 'processing')`,
};

/** A counter that still gives out numbers of the range: nobody has moved it on. */
const STILL_COUNTED = `
  (select coalesce(pg_sequence_last_value(counter::regclass), 0) < $2::bigint from monthly_tables
    where table_name = $3 and counter is not null)`;

/** Whether something that is under way may still need rows of a partition, or adds some. */
export async function isStillNeeded(
  tx: Transaction,
  { table, firstNumber, numberBehind }: Partition,
): Promise<boolean> {
  const [row] = await tx.query<{ needed: boolean }>({
    text: `select coalesce(${STILL_COUNTED}, false) or ${STILL_NEEDED[table] ?? 'true'} as needed`,
    values: [firstNumber ?? null, numberBehind, table],
  });
  return row?.needed ?? true;
}

/** The columns of a table, with their types. */
export function columnsOf(q: Queryable, table: string): Promise<{ name: string; type: string }[]> {
  return q.query({
    text: `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
            where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    values: [table],
  });
}

/** The rows of a partition, to which nothing is added from now on until the commit. */
export async function* eachRow(
  tx: Transaction,
  name: string,
  columns: readonly string[],
): AsyncGenerator<RowText> {
  const own = quoteName(name);
  await tx.query({ text: `lock table ${own} in share mode` });
  const selected = columns.map((column) => `${quoteName(column)}::text`).join(', ');
  await tx.query({ text: `declare archived_rows no scroll cursor for select ${selected} from only ${own}` });
  for (;;) {
    const rows = await tx.query<RowText>({ text: `fetch ${PAGE} from archived_rows` });
    yield* rows;
    if (rows.length < PAGE) break;
  }
  await tx.query({ text: 'close archived_rows' });
}

/** What entries of the ledger add up to, before they leave it. */
export async function carrySumsForward(tx: Transaction, { name }: Partition): Promise<void> {
  await tx.query({
    text: `insert into ledger_carried_sums (partition_name, app_id, day, channel, account, event, movements, amount)
           select $1, e.app_id, shanghai_day(t.posted_at), e.channel, e.account, t.event, count(*), sum(e.amount)
             from only ${quoteName(name)} e join ledger_transactions t using (app_id, transaction_id)
            group by 2, 3, 4, 5, 6`,
    values: [name],
  });
}

export async function dropCarriedSums(tx: Transaction, partition: string): Promise<void> {
  await tx.query({ text: 'delete from ledger_carried_sums where partition_name = $1', values: [partition] });
}

/** Locks a table for the moment in which its partitions change, in the order in which rows are written. */
export async function lockForChange(tx: Transaction, table: string): Promise<void> {
  await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [MONTHS_LOCK] });
  const [kind] = await tx.query<{ parent: string }>({
    text: 'select parent_table as parent from monthly_tables where table_name = $1',
    values: [table],
  });
  const tables = [kind?.parent ?? table, table].map(quoteName);
  await tx.query({ text: `lock table ${tables.join(', ')} in access exclusive mode` });
}

/** The partition that stands for what was archived, and takes a row that comes that late all the same. */
export const roomBefore = (table: string) => `${table}_before`;

/** Takes the oldest partition out of its table; what it held numbers for stays covered. */
export async function detach(tx: Transaction, { table, name, numberBehind }: Partition): Promise<void> {
  const before = roomBefore(table);
  const [whole, own, room] = [table, name, before].map(quoteName);
  const bounds = `for values from (minvalue) to (${numberBehind})`;
  await tx.query({ text: `alter table ${whole} detach partition ${own}` });
  if (await isThere(tx, before)) {
    await tx.query({ text: `alter table ${whole} detach partition ${room}` });
    await tx.query({ text: `alter table ${whole} attach partition ${room} ${bounds}` });
    return;
  }
  await tx.query({ text: `create table ${room} partition of ${whole} ${bounds}` });
  await tx.query({ text: 'select protect_partition($1, $2)', values: [table, before] });
}

/** Puts a table of its rows back into its place; late rows of the room before it go where they belong. */
export async function attach(
  tx: Transaction,
  { table, partition, firstNumber, numberBehind }: Manifest,
): Promise<void> {
  const before = roomBefore(table);
  const [whole, own, room] = [table, partition, before].map(quoteName);
  await tx.query({ text: `alter table ${whole} detach partition ${room}` });
  await tx.query({ text: `alter table ${room} rename to archived_room` });
  await tx.query({
    text: `alter table ${whole} attach partition ${own} for values from (${firstNumber ?? 'minvalue'}) to (${numberBehind})`,
  });
  if (firstNumber !== null) {
    await tx.query({
      text: `create table ${room} partition of ${whole} for values from (minvalue) to (${firstNumber})`,
    });
    await tx.query({ text: 'select protect_partition($1, $2)', values: [table, before] });
  }
  await tx.query({ text: `insert into ${whole} select * from archived_room` });
  await tx.query({ text: 'drop table archived_room' });
}

async function isThere(tx: Transaction, table: string): Promise<boolean> {
  const [row] = await tx.query<{ there: boolean }>({
    text: 'select to_regclass($1) is not null as there',
    values: [table],
  });
  return row?.there ?? false;
}

export async function dropTable(q: Queryable, name: string): Promise<void> {
  await q.query({ text: `drop table if exists ${quoteName(name)}` });
}

export async function noteArchived(
  tx: Transaction,
  manifest: Manifest,
  isDropped: boolean,
  now: Date,
): Promise<void> {
  await tx.query({
    text: `insert into archived_partitions values
             ($1, $2, to_date($3, 'YYYY-MM'), to_date($4, 'YYYY-MM'), $5, $6, $7, decode($8, 'hex'), $9, $10)`,
    values: [
      manifest.table,
      manifest.partition,
      manifest.firstMonth,
      manifest.monthBehind,
      manifest.firstNumber,
      manifest.numberBehind,
      manifest.rows,
      manifest.sha256,
      now,
      isDropped,
    ],
  });
}

/** A partition that was archived. */
export interface ArchivedPartition {
  readonly table: string;
  readonly name: string;
  readonly firstMonth: string | null;
  readonly monthBehind: string;
  readonly rows: string;
  readonly sha256: string;
  /** Whether the rows are in the file alone. */
  readonly isDropped: boolean;
  /** Whether there is a table of its name: of its rows; or, where these were dropped, of those that an interrupted `bringBack` read. */
  readonly isTable: boolean;
}

/** Table by table, the last one first. */
export function listArchived(q: Queryable): Promise<ArchivedPartition[]> {
  return q.query<ArchivedPartition>({
    text: `select table_name as "table", partition_name as name, to_char(first_month, 'YYYY-MM') as "firstMonth",
                  to_char(month_behind, 'YYYY-MM') as "monthBehind", row_count as rows,
                  encode(file_sha256, 'hex') as sha256, is_dropped as "isDropped",
                  to_regclass(quote_ident(partition_name)) is not null as "isTable"
             from archived_partitions order by table_name, number_behind desc`,
  });
}

export async function noteDropped(tx: Transaction, name: string): Promise<void> {
  await tx.query({
    text: 'update archived_partitions set is_dropped = true where partition_name = $1',
    values: [name],
  });
}

export async function forgetArchived(tx: Transaction, name: string): Promise<void> {
  await tx.query({ text: 'delete from archived_partitions where partition_name = $1', values: [name] });
}
