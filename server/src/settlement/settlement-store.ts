import type { Channel } from '../channels/channel.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import type { LedgerEvent } from '../ledger/ledger.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { SettlementSheet } from './settlement-sheet.ts';

/** What the school may keep, and what the channel keeps of it. */
const SETTLED_ACCOUNTS = `'school_payable', 'channel_fees'`;

interface SheetRow {
  readonly school_id: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly locked_by: string | null;
  readonly locked_at: Date | null;
  readonly lines: { channel: Channel; event: LedgerEvent; movements: number; amount: number }[];
}

/**
 * The sheets of a month, one for each app. A locked one is as it was locked. An open one has the movements of
 * its month; the first after a locked one has everything up to its end that no locked one has.
 * @param month its first day
 */
export async function findSheets(
  q: Queryable,
  scope: SchoolScope,
  month: string,
  appId: string | undefined,
): Promise<SettlementSheet[]> {
  const rows = await q.query<SheetRow>({
    name: 'find-settlement-sheets',
    text: `with own as (
             select app_id, a.school_id, a.name, (
                      select max(month) from settlement_sheets s where s.app_id = a.app_id) as last
               from apps a
              where ${inScope('a.school_id', '$1')} and ($2::text is null or a.app_id = $2)),
           parts as (
             select app_id, channel, event, movements, amount
               from own join settlement_lines using (app_id) where month = $3
             union all
             select app_id, channel, event, movements, -amount
               from own join ledger_days using (app_id)
              where account in (${SETTLED_ACCOUNTS}) and day < $3::date + interval '1 month'
                and (last is null or last < $3) and (day >= $3 or last + interval '1 month' = $3)
             union all
             select app_id, channel, event, -movements, -amount
               from own join settlement_lines using (app_id) where last + interval '1 month' = $3),
           lines as (
             select app_id, channel, event, sum(movements) as movements, sum(amount) as amount
               from parts group by app_id, channel, event having sum(movements) <> 0 or sum(amount) <> 0)
           select own.school_id, own.app_id, own.name as app_name, s.locked_by, s.locked_at,
                  coalesce((select json_agg(json_build_object(
                              'channel', channel, 'event', event, 'movements', movements, 'amount', amount)
                              order by channel, event)
                     from lines where lines.app_id = own.app_id), '[]') as lines
             from own left join settlement_sheets s on s.app_id = own.app_id and s.month = $3
            order by own.school_id, own.name, own.app_id`,
    values: [schoolsIn(scope), appId ?? null, month],
  });
  return rows.map((row) => ({
    schoolId: row.school_id,
    appId: row.app_id,
    appName: row.app_name,
    month: month.slice(0, 7),
    lock: row.locked_at && row.locked_by !== null ? { by: row.locked_by, at: row.locked_at } : undefined,
    lines: row.lines,
  }));
}

/** Prevents others from locking a sheet of this app until the commit; false when the app is not of these schools. */
export async function lockApp(tx: Transaction, scope: SchoolScope, appId: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'lock-app-for-settlement',
    text: `select 1 from apps
            where app_id = $2 and ${inScope('school_id', '$1')} for no key update`,
    values: [schoolsIn(scope), appId],
  });
  return rows.length === 1;
}

/**
 * The month after the last locked one, which takes over what came late, and the earliest after it with movements of
 * its own, as `YYYY-MM`.
 */
export async function findOpenMonths(
  tx: Transaction,
  appId: string,
): Promise<{ takingOver: string | undefined; moved: string | undefined }> {
  const [row] = await tx.query<{ taking_over: string | null; moved: string | null }>({
    name: 'find-open-months',
    text: `with taking_over as (
             select max(month) + interval '1 month' as month from settlement_sheets where app_id = $1)
           select to_char(month, 'YYYY-MM') as taking_over, (
                    select to_char(min(day), 'YYYY-MM') from ledger_days
                     where app_id = $1 and account in (${SETTLED_ACCOUNTS})
                       and day >= coalesce(month, '-infinity')) as moved
             from taking_over`,
    values: [appId],
  });
  return { takingOver: row?.taking_over ?? undefined, moved: row?.moved ?? undefined };
}

/** Stores a sheet for good. */
export async function insertSheet(
  tx: Transaction,
  { appId, lines }: SettlementSheet,
  month: string,
  lock: { readonly by: string; readonly at: Date },
): Promise<void> {
  await tx.query({
    name: 'insert-settlement-sheet',
    text: 'insert into settlement_sheets (app_id, month, locked_by, locked_at) values ($1, $2, $3, $4)',
    values: [appId, month, lock.by, lock.at],
  });
  await tx.query({
    name: 'insert-settlement-lines',
    text: `insert into settlement_lines (app_id, month, channel, event, movements, amount)
           select $1, $2, * from unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[])`,
    values: [
      appId,
      month,
      lines.map(({ channel }) => channel),
      lines.map(({ event }) => event),
      lines.map(({ movements }) => movements),
      lines.map(({ amount }) => amount),
    ],
  });
}
