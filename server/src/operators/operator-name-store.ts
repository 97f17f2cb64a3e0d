import type { Queryable } from '../db/database.ts';

/** What operators are called, by account; of those who are no more there is none. */
export async function findOperatorNames(
  q: Queryable,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await q.query<{ account: string; name: string }>({
    name: 'find-operator-names',
    text: 'select account, name from operators where account = any ($1)',
    values: [accounts],
  });
  return new Map(rows.map(({ account, name }) => [account, name]));
}
