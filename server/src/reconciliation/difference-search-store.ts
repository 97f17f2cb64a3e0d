import { DIFFERENCE_STATUSES } from '@zhixiao/contract/codes/reconciliation';
import type { ListTotals } from '@zhixiao/contract/console/list';
import { COUNT_LIMIT, countStates, type Reads } from '../db/count-states.ts';
import type { Queryable } from '../db/database.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { DifferenceFilter } from './difference-list.ts';
import { DIFFERENCE, type Difference } from './difference-store.ts';

/** The newest differences of these schools that meet the conditions, those found before `before`. */
export async function selectDifferences(
  q: Queryable,
  scope: SchoolScope,
  { channelAccountId, date, kind, status }: DifferenceFilter,
  before: string | undefined,
  limit: number,
): Promise<Difference[]> {
  return DIFFERENCE.all(q, {
    text: `select ${DIFFERENCE.selected} from bill_differences
            where ${inScope('school_id', '$1')} and ($2::text is null or channel_account_id = $2)
              and ($3::date is null or bill_date = $3) and ($4::text is null or kind = $4)
              and ($5::text is null or status = $5) and ($6::bigint is null or difference_id < $6)
            order by difference_id desc limit $7`,
    values: [
      schoolsIn(scope),
      channelAccountId ?? null,
      date ?? null,
      kind ?? null,
      status ?? null,
      before ?? null,
      limit,
    ],
  });
}

/** How many differences of these schools meet the conditions. */
export function countDifferences(
  db: Reads,
  scope: SchoolScope,
  { channelAccountId, date, kind, status }: DifferenceFilter,
): Promise<ListTotals | undefined> {
  return countStates<Difference['status']>(db, {
    states: DIFFERENCE_STATUSES,
    state: status,
    hasAmount: false,
    found(state, bind) {
      const parts = [inScope('school_id', bind(schoolsIn(scope))), `status = '${state}'`];
      if (channelAccountId !== undefined) parts.push(`channel_account_id = ${bind(channelAccountId)}`);
      if (date !== undefined) parts.push(`bill_date = ${bind(date)}`);
      if (kind !== undefined) parts.push(`kind = ${bind(kind)}`);
      return `select 1 from bill_differences where ${parts.join(' and ')} limit ${bind(COUNT_LIMIT)}`;
    },
  });
}

/** One difference of these schools by its number. */
export async function findDifferenceInScope(
  q: Queryable,
  scope: SchoolScope,
  differenceId: string,
): Promise<Difference | undefined> {
  return DIFFERENCE.one(q, {
    name: 'find-difference-in-scope',
    text: `select ${DIFFERENCE.selected} from bill_differences
            where difference_id = $2 and ${inScope('school_id', '$1')}`,
    values: [schoolsIn(scope), differenceId],
  });
}
