import type { RetentionFilter } from '@zhixiao/contract/console/retention';
import { RETENTION_KIND_NAMES, RETENTION_OUTCOME_NAMES } from '@zhixiao/contract/words/retention';
import { RETENTION_COLUMNS } from '../../exports/retention-columns.ts';
import { eachRow } from '../../lib/page.ts';
import { listPeriods, listRuns, type RetentionRun, type RunFilter } from '../../retention/list-runs.ts';
import { exportList } from './export-list.ts';
import { pageQuery, refuseNoDay } from './list-query.ts';
import { type Route, route } from './route.ts';

/** Its figures are of all schools together. */
const READING = { permission: 'audit.read', scope: 'platform', proof: 'session' } as const;

/** For how long personal data is kept, and what of it was erased. */
export const RETENTION_ROUTES: readonly Route[] = [
  route('GET /retention', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core }, params) {
      const { rows, next } = await listRuns(core, filterOf(params), pageQuery(params));
      return { rows: rows.map(runView), next };
    },
  }),
  route('GET /retention/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'retention.export', details: ['kind', 'outcome', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core } = context;
      return exportList(context, form, filter, {
        title: '个人信息删除记录',
        rows: eachRow((query) => listRuns(core, filterOf(filter), query)),
        columns: RETENTION_COLUMNS,
        words: { kind: RETENTION_KIND_NAMES.zh, outcome: RETENTION_OUTCOME_NAMES.zh },
      });
    },
  }),
  route('GET /retention-periods', {
    ...READING,
    audit: 'none',
    answer: async ({ core }) => ({ rows: listPeriods(core) }),
  }),
];

function filterOf({ kind, outcome, from, to }: RetentionFilter): RunFilter {
  refuseNoDay({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }, 'from', 'to');
  return { kind, outcome, from, to };
}

function runView(run: RetentionRun) {
  return {
    runId: run.runId,
    kind: run.kind,
    date: run.date,
    periodHours: run.periodHours,
    eraseBefore: run.eraseBefore,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    erased: run.erased,
    kept: run.kept,
  };
}
