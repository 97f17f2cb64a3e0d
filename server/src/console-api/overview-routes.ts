import { Type } from 'typebox';
import { PROBLEM_COLUMNS } from '../exports/columns.ts';
import { DAY_FIGURES_COLUMNS } from '../exports/day-figures-columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { eachRow } from '../lib/page.ts';
import { eachDayFigures, type FiguresFilter, overviewOf } from '../overview/figures.ts';
import { countOpenProblems, listOpenProblems, PROBLEM_KINDS } from '../overview/open-problems.ts';
import { DAY, EXPORT_WISH, LIST_WISH, pageWish, refuseNoDay } from './list-wish.ts';
import { type Route, route } from './route.ts';

const SCHOOL = { schoolId: Type.Optional(Type.String({ maxLength: 64 })) };
const FIGURES_FILTER = {
  ...SCHOOL,
  appId: Type.Optional(Type.String({ maxLength: 64 })),
  from: DAY,
  to: DAY,
};
const PROBLEM_KIND = Type.Enum([...PROBLEM_KINDS]);
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
    params: Type.Object(FIGURES_FILTER),
    answer: async ({ core, scope }, params) => overviewOf(core, scope, filterOf(params)),
  }),
  route('GET /overview/export', {
    ...READING,
    audit: { action: 'overview.export', details: ['appId', 'from', 'to'] },
    params: Type.Object({ ...EXPORT_WISH, ...FIGURES_FILTER }),
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(form, '收款日报', eachDayFigures(core, scope, filterOf(filter)), DAY_FIGURES_COLUMNS),
  }),
  route('GET /problems', {
    ...READING,
    params: Type.Object(SCHOOL),
    answer: async ({ core, scope }) => ({ kinds: await countOpenProblems(core, scope) }),
  }),
  route('GET /problems/:kind', {
    ...READING,
    params: Type.Object({
      ...SCHOOL,
      ...LIST_WISH,
      // a page may end with an address
      after: Type.Optional(Type.String({ maxLength: 2_100 })),
      kind: PROBLEM_KIND,
    }),
    answer: ({ core, scope }, params) => listOpenProblems(core, scope, params.kind, pageWish(params)),
  }),
  route('GET /problems/:kind/export', {
    ...READING,
    audit: { action: 'problems.export', details: ['kind'] },
    params: Type.Object({ ...SCHOOL, ...EXPORT_WISH, kind: PROBLEM_KIND }),
    answer: async ({ core, scope }, { form, kind }) =>
      exportOf(
        form,
        '待处理',
        eachRow((wish) => listOpenProblems(core, scope, kind, wish)),
        PROBLEM_COLUMNS,
      ),
  }),
];

function filterOf({ from, to, appId }: FiguresFilter): FiguresFilter {
  refuseNoDay({ from, to }, 'from', 'to');
  return { from, to, appId };
}
