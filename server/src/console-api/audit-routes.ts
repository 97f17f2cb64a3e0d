import type { AuditFilter as AskedFilter } from '@zhixiao/console/contract/audit';
import { Type } from 'typebox';
import type { AuditEntry } from '../audit/entry.ts';
import { type AuditFilter, searchAudit } from '../audit/search-audit.ts';
import { verifyWritten } from '../audit/verify-written.ts';
import { AUDIT_COLUMNS } from '../exports/columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { eachRow } from '../lib/page.ts';
import { DAY, EXPORT_WISH, LIST_WISH, pageWish, periodOf } from './list-wish.ts';
import { type Route, route } from './route.ts';
import { NO_PARAMS } from './session-routes.ts';

const TEXT = Type.String({ maxLength: 100 });
const FILTER = {
  schoolId: Type.Optional(TEXT),
  operator: Type.Optional(TEXT),
  action: Type.Optional(TEXT),
  subject: Type.Optional(TEXT),
  outcome: Type.Optional(Type.Enum(['done', 'refused'])),
  from: Type.Optional(DAY),
  to: Type.Optional(DAY),
};
const READING = { permission: 'audit.read', scope: 'schools', proof: 'session' } as const;

/** The audit log. */
export const AUDIT_ROUTES: readonly Route[] = [
  route('GET /audit', {
    ...READING,
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...FILTER }),
    async answer({ core, scope }, params) {
      const { rows, next } = await searchAudit(core, scope, filterOf(params), pageWish(params));
      return { rows: rows.map(entryView), next };
    },
  }),
  route('GET /audit/export', {
    ...READING,
    audit: { action: 'audit.export', details: ['operator', 'action', 'from', 'to'] },
    params: Type.Object({ ...EXPORT_WISH, ...FILTER }),
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(
        form,
        '审计日志',
        eachRow((wish) => searchAudit(core, scope, filterOf(filter), wish)),
        AUDIT_COLUMNS,
      ),
  }),
  route('POST /audit/verify', {
    ...READING,
    scope: 'platform',
    audit: { action: 'audit.verify' },
    params: NO_PARAMS,
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

function entryView({ seal: _seal, previous: _previous, hash: _hash, ...entry }: AuditEntry) {
  return entry;
}
