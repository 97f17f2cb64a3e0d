/** The schools whose things an operator may see and change; every use case of the console takes one. */
export type SchoolScope = 'all' | readonly string[];

/** The scope as a parameter of SQL: `($1::text[] is null or school_id = any ($1))`. */
export function schoolsIn(scope: SchoolScope): readonly string[] | null {
  return scope === 'all' ? null : scope;
}
