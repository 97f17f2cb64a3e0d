import type { RetentionFilter } from '@zhixiao/console/contract/retention';
import { Type } from 'typebox';
import { RETENTION_COLUMNS } from '../exports/retention-columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { eachRow } from '../lib/page.ts';
import { listPeriods, listRuns, type RetentionRun, type RunFilter } from '../retention/list-runs.ts';
import { RETENTION_KINDS } from '../retention/periods.ts';
import { DAY, EXPORT_WISH, LIST_WISH, pageWish, refuseNoDay } from './list-wish.ts';
import { type Route, route } from './route.ts';
import { NO_PARAMS } from './session-routes.ts';

const FILTER = {
  kind: Type.Optional(Type.Enum([...RETENTION_KINDS])),
  outcome: Type.Optional(Type.Enum(['erased', 'kept', 'unfinished'])),
  from: Type.Optional(DAY),
  to: Type.Optional(DAY),
};
/** Its figures are of all schools together. */
const READING = { permission: 'audit.read', scope: 'platform', proof: 'session' } as const;

/** For how long personal data is kept, and what of it was erased. */
export const RETENTION_ROUTES: readonly Route[] = [
  route('GET /retention', {
    ...READING,
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...FILTER }),
    async answer({ core }, params) {
      const { rows, next } = await listRuns(core, filterOf(params), pageWish(params));
      return { rows: rows.map(runView), next };
    },
  }),
  route('GET /retention/export', {
    ...READING,
    audit: { action: 'retention.export', details: ['kind', 'outcome', 'from', 'to'] },
    params: Type.Object({ ...EXPORT_WISH, ...FILTER }),
    answer: async ({ core }, { form, ...filter }) =>
      exportOf(
        form,
        '个人信息删除记录',
        eachRow((wish) => listRuns(core, filterOf(filter), wish)),
        RETENTION_COLUMNS,
      ),
  }),
  route('GET /retention-periods', {
    ...READING,
    audit: 'none',
    params: NO_PARAMS,
    answer: async ({ core }) => ({ rows: listPeriods(core) }),
  }),
];

function filterOf({ kind, outcome, from, to }: RetentionFilter): RunFilter {
  refuseNoDay({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }, 'from', 'to');
  return { kind, outcome, from, to };
}

function runView({ leasedUntil: _lease, position: _position, reached: _reached, ...run }: RetentionRun) {
  return run;
}
