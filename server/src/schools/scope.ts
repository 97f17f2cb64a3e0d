/** The schools whose things an operator may see and change; every use case of the console takes one. */
export type SchoolScope = 'all' | readonly string[];

/**
 * The apps whose things an operator may see: all that the schools have, or those of a partner's operator, who has no school.
 * What takes a `SchoolScope` cannot be called with the latter.
 */
export type AppScope = SchoolScope | { readonly apps: readonly string[] };

/** The scope as parameters of SQL, for `inAppScope`; null is every school, or every app of them. */
export function appScopeIn(
  scope: AppScope,
): [schools: readonly string[] | null, apps: readonly string[] | null] {
  return typeof scope === 'object' && 'apps' in scope ? [null, scope.apps] : [schoolsIn(scope), null];
}

/** A condition of SQL: `alias`, of the table `apps`, is of the scope, which is the parameters at these places. */
export function inAppScope(alias: string, schools: string, apps: string): string {
  return `((${schools}::text[] is null or ${alias}.school_id = any (${schools}))
           and (${apps}::text[] is null or ${alias}.app_id = any (${apps})))`;
}

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
