/** The schools whose things an operator may see and change; every use case of the console takes one. */
export type SchoolScope = 'all' | readonly string[];

/** The scope as a parameter of SQL, for `inScope` and `appInScope`; null is every school. */
export function schoolsIn(scope: SchoolScope): readonly string[] | null {
  return scope === 'all' ? null : scope;
}

/** A condition of SQL: `column` names a school of the scope, which is the parameter at `place`. */
export function inScope(column: string, place: `$${number}`): string {
  return `(${place}::text[] is null or ${column} = any (${place}))`;
}

/** The same where a row names its app only. */
export function appInScope(place: `$${number}`): string {
  return `(${place}::text[] is null or app_id in (select app_id from apps where school_id = any (${place})))`;
}
