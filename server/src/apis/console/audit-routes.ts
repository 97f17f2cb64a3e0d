import type { AuditFilter as AskedFilter } from '@zhixiao/contract/console/audit';
import { AUDIT_OUTCOME_NAMES } from '@zhixiao/contract/words/audit';
import type { AuditEntry } from '../../audit/entry.ts';
import { type AuditFilter, searchAudit } from '../../audit/search-audit.ts';
import { verifyWritten } from '../../audit/verify-written.ts';
import { AUDIT_COLUMNS } from '../../exports/columns.ts';
import { eachRow } from '../../lib/page.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { type Route, route } from './route.ts';

const READING = { permission: 'audit.read', scope: 'schools', proof: 'session' } as const;

/** The audit log. */
export const AUDIT_ROUTES: readonly Route[] = [
  route('GET /audit', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next } = await searchAudit(core, scope, filterOf(params), pageQuery(params));
      return { rows: rows.map(entryView), next };
    },
  }),
  route('GET /audit/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'audit.export', details: ['operator', 'action', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '审计日志',
        rows: eachRow((query) => searchAudit(core, scope, filterOf(filter), query)),
        columns: AUDIT_COLUMNS,
        words: { outcome: AUDIT_OUTCOME_NAMES.zh },
      });
    },
  }),
  route('POST /audit/verify', {
    ...READING,
    scope: 'platform',
    audit: { action: 'audit.verify', alone: true },
    answer: ({ core }) => verifyWritten(core, core.auditHeadFile),
  }),
];

function filterOf({ operator, action, subject, outcome, from, to }: AskedFilter): AuditFilter {
  return {
    operator,
    action,
    subject,
    outcome,
    ...periodOf({ from, to }),
  };
}

function entryView(entry: AuditEntry) {
  return {
    entryNo: entry.entryNo,
    at: entry.at,
    operator: entry.operator,
    address: entry.address,
    action: entry.action,
    subject: entry.subject,
    schoolId: entry.schoolId,
    outcome: entry.outcome,
    details: entry.details,
  };
}
