import type { Queryable } from '../db/database.ts';
import { type SchoolScope, schoolsIn } from './scope.ts';

export interface School {
  readonly schoolId: string;
  readonly name: string;
}

/** The schools in the scope, by id. */
export async function findSchools(q: Queryable, scope: SchoolScope): Promise<School[]> {
  const rows = await q.query<{ school_id: string; name: string }>({
    name: 'find-schools',
    text: `select school_id, name from schools where $1::text[] is null or school_id = any ($1) order by school_id`,
    values: [schoolsIn(scope)],
  });
  return rows.map((row) => ({ schoolId: row.school_id, name: row.name }));
}
