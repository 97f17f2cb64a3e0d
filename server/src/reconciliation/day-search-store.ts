import { BILL_DAY_STATUSES, type RunStatus } from '@zhixiao/contract/codes/reconciliation';
import type { ListTotals } from '@zhixiao/contract/console/list';
import { columns, from, pick } from '../db/columns.ts';
import { COUNT_LIMIT, countStates, type Reads } from '../db/count-states.ts';
import type { Queryable } from '../db/database.ts';
import { count, leftJoined, text } from '../db/fields.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import { BILL } from './bill-store.ts';
import type { DayStatus } from './day.ts';
import type { DayFilter, DayListed } from './day-list.ts';
import { DAY } from './day-store.ts';
import { RUN } from './run-store.ts';

const BILL_OF_DAY = from('b', BILL.fields);
const RUN_OF_DAY = from('r', {
  ...pick(RUN.fields, 'startedBy', 'startedAt', 'finishedAt', 'rowsTotal', 'rowsDone', 'matchedRows'),
  ...pick(RUN.fields, 'matchedPaidAmount', 'matchedRefundedAmount'),
});

const LISTED = columns<Omit<DayListed, 'merchant' | 'application'>>()({
  ...from('d', pick(DAY.fields, 'schoolId', 'channelAccountId', 'status', 'failure', 'lockedAt', 'lockedBy')),
  date: text('d.bill_date::text as date'),
  schoolName: text('s.name as school_name'),
  channel: text('d.channel'),
  bill: leftJoined('fetchedAt', BILL_OF_DAY),
  run: leftJoined('status', { status: text<RunStatus>('r.status as run_status'), ...RUN_OF_DAY }),
  openCount: count('x.open_count'),
  proposedCount: count('x.proposed_count'),
});

/** Where a page begins behind. */
export type DayPosition = readonly [date: string, schoolId: string, channelAccountId: string];

/** The days of these schools that meet the conditions, the newest first, each with its bill and latest run. */
export async function selectDays(
  q: Queryable,
  scope: SchoolScope,
  filter: DayFilter,
  after: DayPosition | undefined,
  limit: number,
): Promise<Omit<DayListed, 'merchant' | 'application'>[]> {
  return LISTED.all(q, {
    text: `with page as (
             select d.*, a.channel
               from bill_days d join channel_accounts a on a.channel_account_id = d.channel_account_id
              where ${inScope('d.school_id', '$1')} and ($2::text is null or a.channel = $2)
                and ($3::text is null or d.status = $3) and ($4::date is null or d.bill_date >= $4)
                and ($5::date is null or d.bill_date <= $5)
                and ($6::text is null or d.channel_account_id = $6)
                and ($11::boolean is null or $11 = exists (
                      select 1 from bill_differences x
                       where x.school_id = d.school_id and x.channel_account_id = d.channel_account_id
                         and x.bill_date = d.bill_date and x.status in ('open', 'proposed')))
                and ($7::date is null or d.bill_date < $7
                     or d.bill_date = $7 and (d.school_id, d.channel_account_id) > ($8, $9))
              order by d.bill_date desc, d.school_id, d.channel_account_id limit $10)
           select ${LISTED.selected}
             from page d join schools s on s.school_id = d.school_id
             left join bills b on b.school_id = d.school_id and b.channel_account_id = d.channel_account_id
              and b.bill_date = d.bill_date
             left join lateral (
               select * from reconciliation_runs r
                where r.school_id = d.school_id and r.channel_account_id = d.channel_account_id
                  and r.bill_date = d.bill_date order by r.run_id desc limit 1) r on true
             cross join lateral (
               select count(*) filter (where x.status = 'open') as open_count,
                      count(*) filter (where x.status = 'proposed') as proposed_count
                 from bill_differences x
                where x.school_id = d.school_id and x.channel_account_id = d.channel_account_id
                  and x.bill_date = d.bill_date) x
            order by d.bill_date desc, d.school_id, d.channel_account_id`,
    values: [
      schoolsIn(scope),
      filter.channel ?? null,
      filter.status ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.channelAccountId ?? null,
      ...(after ?? [null, null, null]),
      limit,
      filter.hasWork ?? null,
    ],
  });
}

/** How many days of these schools meet the conditions. */
export function countDays(
  db: Reads,
  scope: SchoolScope,
  { channelAccountId, channel, status, hasWork, from: first, to }: DayFilter,
): Promise<ListTotals | undefined> {
  return countStates<DayStatus>(db, {
    states: BILL_DAY_STATUSES,
    state: status,
    hasAmount: false,
    found(state, bind) {
      const parts = [inScope('d.school_id', bind(schoolsIn(scope))), `d.status = '${state}'`];
      if (channelAccountId !== undefined) parts.push(`d.channel_account_id = ${bind(channelAccountId)}`);
      if (channel !== undefined) parts.push(`a.channel = ${bind(channel)}`);
      if (first !== undefined) parts.push(`d.bill_date >= ${bind(first)}`);
      if (to !== undefined) parts.push(`d.bill_date <= ${bind(to)}`);
      if (hasWork !== undefined)
        parts.push(`${bind(hasWork)} = exists (
                      select 1 from bill_differences x
                       where x.school_id = d.school_id and x.channel_account_id = d.channel_account_id
                         and x.bill_date = d.bill_date and x.status in ('open', 'proposed'))`);
      return `select 1 from bill_days d join channel_accounts a using (channel_account_id)
               where ${parts.join(' and ')} limit ${bind(COUNT_LIMIT)}`;
    },
  });
}
