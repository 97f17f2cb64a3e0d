import type { Core } from '../core.ts';
import { type Page, type PageWish, pageOf } from '../lib/page.ts';
import { type SchoolScope, schoolsIn } from '../schools/scope.ts';
import { type EntryFilter, findEntries } from './audit-store.ts';
import type { AuditEntry } from './entry.ts';

export type AuditFilter = Omit<EntryFilter, 'schools'>;

/** Entries, the latest first; those of no school are for operators of all schools. */
export async function searchAudit(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: AuditFilter,
  { after, limit }: PageWish,
): Promise<Page<AuditEntry>> {
  const before = after !== undefined && /^\d{1,18}$/.test(after) ? after : undefined;
  const found = await findEntries(db, { ...filter, schools: schoolsIn(scope) }, before, limit + 1);
  return pageOf(found, limit, ({ entryNo }) => entryNo);
}
