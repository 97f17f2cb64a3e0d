import { Type } from 'typebox';
import { PROBLEM_COLUMNS } from '../exports/columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { eachRow } from '../lib/page.ts';
import { overviewOf } from '../overview/figures.ts';
import { countOpenProblems, listOpenProblems, PROBLEM_KINDS } from '../overview/open-problems.ts';
import { DAY, EXPORT_WISH, LIST_WISH, pageWish, refuseNoDay } from './list-wish.ts';
import { type Route, route } from './route.ts';

const SCHOOL = { schoolId: Type.Optional(Type.String({ maxLength: 64 })) };
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
    params: Type.Object({ ...SCHOOL, from: DAY, to: DAY }),
    async answer({ core, scope }, { from, to }) {
      refuseNoDay({ from, to }, 'from', 'to');
      const { byApp, ...rest } = await overviewOf(core, scope, { from, to });
      const apps = await Promise.all(byApp.map(({ appId }) => core.apps(appId)));
      return {
        ...rest,
        byApp: byApp.map((app, index) => ({ ...app, appName: apps[index]?.name ?? app.appId })),
      };
    },
  }),
  route('GET /problems', {
    ...READING,
    params: Type.Object(SCHOOL),
    answer: async ({ core, scope }) => ({ kinds: await countOpenProblems(core, scope) }),
  }),
  route('GET /problems/:kind', {
    ...READING,
    params: Type.Object({ ...SCHOOL, ...LIST_WISH, kind: PROBLEM_KIND }),
    answer: ({ core, scope }, params) => listOpenProblems(core, scope, params.kind, pageWish(params)),
  }),
  route('GET /problems/:kind/export', {
    ...READING,
    permission: 'lists.export',
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
