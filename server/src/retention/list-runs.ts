import { RETENTION_KINDS } from '@zhixiao/contract/codes/retention';
import type { RetentionPeriodView } from '@zhixiao/contract/console/retention';
import { RETENTION_PERIODS } from '../consents/retention-periods.ts';
import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { findRuns, type RetentionRun, type RunFilter } from './run-store.ts';

export type { RetentionRun, RunFilter };

/** What was erased when, the latest first. */
export async function listRuns(
  { db }: Pick<Core, 'db'>,
  filter: RunFilter,
  page: PageQuery,
): Promise<Page<RetentionRun>> {
  return pageById(page, 'runId', (before, limit) => findRuns(db, filter, before, limit));
}

/** How long each kind is kept here. */
export function listPeriods({ retention }: Pick<Core, 'retention'>): readonly RetentionPeriodView[] {
  return RETENTION_KINDS.map((kind) => {
    const { law, ...period } = RETENTION_PERIODS[kind];
    return { kind, periodHours: retention[kind], ...period, ...(law === undefined ? {} : { law }) };
  });
}
