import type { Queryable } from '../db/database.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';

/** What there is of what a school needs before it takes money. */
export interface SetUpFacts {
  readonly hasSchool: boolean;
  readonly hasMerchantAccount: boolean;
  /** Money has come in once. */
  readonly hasPayment: boolean;
  readonly hasApp: boolean;
  /** Somebody else can sign in. */
  readonly hasColleague: boolean;
}

const OWN = inScope('school_id', '$1');

export async function findSetUpFacts(q: Queryable, scope: SchoolScope): Promise<SetUpFacts> {
  const [row] = await q.query<Record<keyof SetUpFacts, boolean>>({
    name: 'find-set-up-facts',
    text: `select exists (select from schools where ${OWN}) as "hasSchool",
                  exists (select from channel_accounts where enabled and ${OWN}) as "hasMerchantAccount",
                  exists (select from apps join ledger_days using (app_id)
                           where event = 'payment_received' and ${OWN}) as "hasPayment",
                  exists (select from apps where ${OWN}) as "hasApp",
                  (select count(*) > 1 from (select from operators where status = 'active' limit 2) active)
                    as "hasColleague"`,
    values: [schoolsIn(scope)],
  });
  if (!row) throw new Error('a statement without a table answered no row');
  return row;
}
