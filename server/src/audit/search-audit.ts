import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { type SchoolScope, schoolsIn } from '../schools/scope.ts';
import { type EntryFilter, findEntries } from './audit-store.ts';
import type { AuditEntry } from './entry.ts';

export type AuditFilter = Omit<EntryFilter, 'schools'>;

/** Entries, the latest first; those of no school are for operators of all schools. */
export async function searchAudit(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: AuditFilter,
  page: PageQuery,
): Promise<Page<AuditEntry>> {
  return pageById(page, 'entryNo', (before, limit) =>
    findEntries(db, { ...filter, schools: schoolsIn(scope) }, before, limit),
  );
}
