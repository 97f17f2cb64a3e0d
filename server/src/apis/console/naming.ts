import type { Core } from '../../core.ts';
import { operatorNames } from '../../operators/operator-names.ts';

/** A row with what the accounts in these fields are called beside them: `askedBy` has `askedByName`. */
type Named<Row, Field extends keyof Row & string> = Row & { readonly [F in Field as `${F}Name`]: Row[F] };

/** What gives these rows the names of operators, read at once; one who is no operator any more keeps the account. */
export async function naming<Row extends object, Field extends keyof Row & string>(
  core: Pick<Core, 'db'>,
  rows: readonly Row[],
  ...fields: readonly Field[]
): Promise<(row: Row) => Named<Row, Field>> {
  const accounts = rows
    .flatMap((row) => fields.map((field) => row[field] as unknown))
    .filter((account) => typeof account === 'string');
  const names = await operatorNames(core, [...new Set(accounts)]);
  return (row) => {
    const named = fields.map((field) => [`${field}Name`, names.get(String(row[field])) ?? row[field]]);
    return { ...row, ...Object.fromEntries(named) } as Named<Row, Field>;
  };
}
