import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { type SchoolScope, schoolsIn } from '../schools/scope.ts';
import { type EntryFilter, findAuditedOperators, findEntries } from './audit-store.ts';
import type { EntryListed } from './entry.ts';
import { findLastWithoutIndexes } from './look-up-store.ts';

export type AuditFilter = Omit<EntryFilter, 'schools'>;

/** Entries, the latest first; those of no school are for operators of all schools. */
export async function searchAudit(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: AuditFilter,
  page: PageQuery,
): Promise<Page<EntryListed>> {
  return pageById(page, 'entryNo', (before, limit) =>
    findEntries(db, { ...filter, schools: schoolsIn(scope) }, before, limit),
  );
}

/** Whom the log can be filtered by, and until when look-ups through orders are not found by their person. */
export async function aboutAudit(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
): Promise<{
  readonly operators: readonly { readonly account: string; readonly name: string }[];
  readonly unnamedUntil: Date | undefined;
}> {
  const [operators, unnamedUntil] = await Promise.all([
    findAuditedOperators(db, schoolsIn(scope)),
    findLastWithoutIndexes(db),
  ]);
  return { operators, unnamedUntil };
}
