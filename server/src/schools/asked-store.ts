import type { Queryable } from '../db/database.ts';
import { firstIdAt } from '../lib/ids.ts';
import { inScope, type SchoolScope, schoolsIn } from './scope.ts';

/** Which of the things that operators asked for are listed: asked for at `from` or later, and before `to`. */
export interface AskedFilter<Kind extends string, Status extends string> {
  readonly kind?: Kind | undefined;
  readonly status?: Status | undefined;
  readonly askedBy?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A table of them, numbered by `key`, with a school, a kind, a status and who asked. */
interface AskedTable {
  readonly table: string;
  readonly key: string;
  readonly columns: string;
  /** Another column that must be so. */
  readonly only?: { readonly column: string; readonly value: unknown } | undefined;
}

/** At most `limit` rows behind the number `before`, the latest first. */
export function findAsked(
  q: Queryable,
  { table, key, columns, only }: AskedTable,
  scope: SchoolScope,
  { kind, status, askedBy, from, to }: AskedFilter<string, string>,
  before: string | undefined,
  limit: number,
): Promise<object[]> {
  return q.query({
    text: `select ${columns} from ${table}
            where ${inScope('school_id', '$1')} and ($2::bigint is null or ${key} < $2)
              and ($4::text is null or kind = $4) and ($5::text is null or status = $5)
              and ($6::text is null or asked_by = $6)
              and ($7::bigint is null or ${key} >= $7) and ($8::bigint is null or ${key} < $8)
              ${only ? `and ${only.column} = $9` : ''}
            order by ${key} desc limit $3`,
    values: [
      schoolsIn(scope),
      before ?? null,
      limit,
      kind ?? null,
      status ?? null,
      askedBy ?? null,
      from ? firstIdAt(from) : null,
      to ? firstIdAt(to) : null,
      ...(only ? [only.value] : []),
    ],
  });
}
