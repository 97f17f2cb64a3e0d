import type { AuditFilter as AskedFilter, LookedUp } from '@zhixiao/contract/console/audit';
import { AUDIT_OUTCOME_NAMES } from '@zhixiao/contract/words/audit';
import type { EntryListed } from '../../audit/entry.ts';
import { type AuditFilter, aboutAudit, searchAudit } from '../../audit/search-audit.ts';
import { verifyWritten } from '../../audit/verify-written.ts';
import { AUDIT_COLUMNS } from '../../exports/columns.ts';
import { eachRow, type Page, type PageQuery } from '../../lib/page.ts';
import { peopleMeant, searchLookUps } from '../../personal-data/find-look-ups.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const READING = { permission: 'audit.read', scope: 'schools', proof: 'session' } as const;

/** The audit log. */
export const AUDIT_ROUTES: readonly Route[] = [
  route('GET /audit', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next } = await searchAudit(core, scope, filterOf(params), pageQuery(params));
      return { rows: rows.map(entryView), next };
    },
  }),
  route('GET /audit/export', {
    ...READING,
    mayLag: true,
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
  route('GET /audit/about', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }) {
      const { operators, unnamedUntil } = await aboutAudit(core, scope);
      return { operators: operators.map(({ account, name }) => ({ account, name })), unnamedUntil };
    },
  }),
  route('POST /audit/look-ups', {
    ...READING,
    audit: { action: 'audit.find_person', people: ['text'], alone: true },
    async answer(context, sought) {
      const { rows, next } = await (await lookUpsOf(context, sought))(pageQuery(sought));
      return { rows: rows.map(entryView), next };
    },
  }),
  route('POST /audit/look-ups/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: {
      action: 'audit.export_look_ups',
      people: ['text'],
      details: ['operator', 'action', 'from', 'to'],
      alone: true,
    },
    async answer(context, { form, text, ...sought }) {
      const read = await lookUpsOf(context, { ...sought, text });
      return exportList(
        context,
        form,
        { ...sought, person: text },
        {
          title: '谁查过这个人',
          rows: eachRow(read),
          columns: AUDIT_COLUMNS,
        },
      );
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

/** Reads who looked a person up; the search is a look-up itself. @throws FieldError */
async function lookUpsOf(
  { core, operator, note }: OperatorContext,
  { schoolId, text, ...asked }: LookedUp,
): Promise<(query: PageQuery) => Promise<Page<EntryListed>>> {
  const filter = filterOf(asked);
  const people = await peopleMeant(core, { schoolId, text });
  note({ people });
  const isOfAll = operator.schools === 'all';
  const everywhere = isOfAll ? [{ schoolId: undefined, userNo: text, uid: text }] : [];
  return (query) => searchLookUps(core, schoolId, people, everywhere, filter, query);
}

/** What finds an entry by its people is nothing to look at. */
function entryView({ details: { people: _, ...details }, ...entry }: EntryListed) {
  return {
    entryNo: entry.entryNo,
    at: entry.at,
    operator: entry.operator,
    operatorName: entry.operatorName,
    address: entry.address,
    action: entry.action,
    subject: entry.subject,
    schoolId: entry.schoolId,
    outcome: entry.outcome,
    details,
  };
}
