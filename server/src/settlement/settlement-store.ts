import type { Channel } from '../channels/channel.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import type { LedgerEvent } from '../ledger/ledger.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { SettlementSheet, SheetProposal } from './settlement-sheet.ts';

/** What the school may keep, and what the channel keeps of it. */
export const SETTLED_ACCOUNTS = `'school_payable', 'channel_fees'`;

interface SheetRow {
  readonly school_id: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly school_name: string;
  readonly locked_by: string | null;
  readonly locker: string | null;
  readonly preparer: string | null;
  readonly locked_at: Date | null;
  readonly proposed_by: string | null;
  readonly proposer: string | null;
  readonly proposed_at: Date | null;
  readonly net_amount: string | null;
  readonly version: string | null;
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
           select own.school_id, schools.name as school_name, own.app_id, own.name as app_name, s.locked_by, s.locked_at,
                  coalesce(locker.name, s.locked_by) as locker, coalesce(preparer.name, s.prepared_by) as preparer,
                  p.proposed_by, p.proposed_at, p.net_amount, p.version, coalesce(proposer.name, p.proposed_by) as proposer,
                  coalesce((select json_agg(json_build_object(
                              'channel', channel, 'event', event, 'movements', movements, 'amount', amount)
                              order by channel, event)
                     from lines where lines.app_id = own.app_id), '[]') as lines
             from own join schools using (school_id)
             left join settlement_sheets s on s.app_id = own.app_id and s.month = $3
             left join settlement_proposals p on p.app_id = own.app_id and p.month = $3 and s.app_id is null
             left join operators locker on locker.account = s.locked_by
             left join operators preparer on preparer.account = s.prepared_by
             left join operators proposer on proposer.account = p.proposed_by
            order by own.school_id, own.name, own.app_id`,
    values: [schoolsIn(scope), appId ?? null, month],
  });
  return rows.map((row) => ({
    schoolId: row.school_id,
    schoolName: row.school_name,
    appId: row.app_id,
    appName: row.app_name,
    month: month.slice(0, 7),
    lock: lockOf(row),
    proposal: proposalOf(row),
    lines: row.lines,
  }));
}

function lockOf(row: SheetRow): SettlementSheet['lock'] {
  const { locked_by: by, locked_at: at, locker, preparer } = row;
  return by !== null && at
    ? { by, byName: locker ?? by, at, preparedByName: preparer ?? undefined }
    : undefined;
}

function proposalOf(row: SheetRow): SettlementSheet['proposal'] {
  const { proposed_by: by, proposed_at: at, proposer, net_amount: net, version } = row;
  return by !== null && at
    ? { by, byName: proposer ?? by, at, netAmount: Number(net), version: version ?? undefined }
    : undefined;
}

/** Keeps what somebody proposes, in place of what was proposed before. */
export async function saveProposal(
  tx: Transaction,
  appId: string,
  month: string,
  { by, at, netAmount, version }: Omit<SheetProposal, 'byName'>,
): Promise<void> {
  await tx.query({
    name: 'save-settlement-proposal',
    text: `insert into settlement_proposals (app_id, month, proposed_by, proposed_at, net_amount, version)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (app_id, month) do update
              set proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at, net_amount = excluded.net_amount,
                  version = excluded.version`,
    values: [appId, month, by, at, netAmount, version ?? null],
  });
}

/** Takes a proposal back; false when there is none of this operator, whoever that may be if undefined. */
export async function deleteProposal(
  tx: Transaction,
  appId: string,
  month: string,
  by: string | undefined,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'delete-settlement-proposal',
    text: `delete from settlement_proposals
            where app_id = $1 and month = $2 and ($3::text is null or proposed_by = $3) returning 1`,
    values: [appId, month, by ?? null],
  });
  return rows.length === 1;
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
  lock: { readonly by: string; readonly at: Date; readonly preparedBy: string; readonly needsTwo: boolean },
): Promise<void> {
  await tx.query({
    name: 'insert-settlement-sheet',
    text: `insert into settlement_sheets (app_id, month, locked_by, locked_at, prepared_by, needs_two)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [appId, month, lock.by, lock.at, lock.preparedBy, lock.needsTwo],
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
