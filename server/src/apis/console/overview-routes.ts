import { PROBLEM_COLUMNS } from '../../exports/columns.ts';
import { DAY_FIGURES_COLUMNS } from '../../exports/day-figures-columns.ts';
import { exportOf } from '../../lib/export/export.ts';
import { eachRow } from '../../lib/page.ts';
import { eachDayFigures, overviewOf } from '../../overview/figures.ts';
import type { FiguresFilter } from '../../overview/key-figures.ts';
import { countOpenProblems, listOpenProblems } from '../../overview/open-problems.ts';
import { pageQuery, refuseNoDay } from './list-query.ts';
import { type Route, route } from './route.ts';

const READING = {
  permission: 'overview.read',
  scope: 'schools',
  proof: 'session',
  audit: 'none',
} as const;

/** What came in, what went back, and what is not as it should be. */
export const OVERVIEW_ROUTES: readonly Route[] = [
  route('GET /overview', {
    ...READING,
    answer: async ({ core, scope }, params) => overviewOf(core, scope, filterOf(params)),
  }),
  route('GET /overview/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'overview.export', details: ['appId', 'from', 'to'] },
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(form, '收款日报', eachDayFigures(core, scope, filterOf(filter)), DAY_FIGURES_COLUMNS),
  }),
  route('GET /problems', {
    ...READING,
    answer: async ({ core, scope }) => ({ kinds: await countOpenProblems(core, scope) }),
  }),
  route('GET /problems/:kind', {
    ...READING,
    answer: ({ core, scope }, params) => listOpenProblems(core, scope, params.kind, pageQuery(params)),
  }),
  route('GET /problems/:kind/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'problems.export', details: ['kind'] },
    answer: async ({ core, scope }, { form, kind }) =>
      exportOf(
        form,
        '待处理',
        eachRow((query) => listOpenProblems(core, scope, kind, query)),
        PROBLEM_COLUMNS,
      ),
  }),
];

function filterOf({ from, to, appId }: FiguresFilter): FiguresFilter {
  refuseNoDay({ from, to }, 'from', 'to');
  return { from, to, appId };
}
