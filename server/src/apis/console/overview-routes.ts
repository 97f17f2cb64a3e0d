import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { PROBLEM_COLUMNS } from '../../exports/columns.ts';
import { DAY_FIGURES_COLUMNS } from '../../exports/day-figures-columns.ts';
import { eachRow } from '../../lib/page.ts';
import { eachDayFigures, figuresUntilNow, overviewOf } from '../../overview/figures.ts';
import type { FiguresFilter } from '../../overview/key-figures.ts';
import { countOpenProblems, listOpenProblems } from '../../overview/open-problems.ts';
import { setUpOf } from '../../overview/set-up.ts';
import { exportList } from './export-list.ts';
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
    mayLag: true,
    answer: async ({ core, scope }, params) => overviewOf(core, scope, filterOf(params)),
  }),
  route('GET /overview/now', {
    ...READING,
    mayLag: true,
    answer: ({ core, scope }, { appId }) => figuresUntilNow(core, scope, appId),
  }),
  route('GET /overview/set-up', {
    ...READING,
    async answer({ core, scope, operator }) {
      const facts = await setUpOf(core, scope, operator);
      const { hasSchool, hasMerchantAccount, hasPayment, hasApp, hasColleague, hasSecondFactor } = facts;
      return { hasSchool, hasMerchantAccount, hasPayment, hasApp, hasColleague, hasSecondFactor };
    },
  }),
  route('GET /overview/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'overview.export', details: ['appId', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '收款日报',
        rows: eachDayFigures(core, scope, filterOf(filter)),
        columns: DAY_FIGURES_COLUMNS,
        schoolOf: ({ schoolId }) => schoolId,
      });
    },
  }),
  route('GET /problems', {
    ...READING,
    mayLag: true,
    answer: async ({ core, scope }) => ({ kinds: await countOpenProblems(core, scope) }),
  }),
  route('GET /problems/:kind', {
    ...READING,
    mayLag: true,
    answer: ({ core, scope }, params) => listOpenProblems(core, scope, params.kind, pageQuery(params)),
  }),
  route('GET /problems/:kind/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'problems.export', details: ['kind'] },
    answer(context, { form, kind }) {
      const { core, scope } = context;
      return exportList(
        context,
        form,
        { kind },
        {
          title: '待处理',
          rows: eachRow((query) => listOpenProblems(core, scope, kind, query)),
          columns: PROBLEM_COLUMNS,
          words: { kind: PROBLEM_NAMES.zh },
          schoolOf: ({ schoolId }) => schoolId,
        },
      );
    },
  }),
];

function filterOf({ from, to, appId }: FiguresFilter): FiguresFilter {
  refuseNoDay({ from, to }, 'from', 'to');
  return { from, to, appId };
}
