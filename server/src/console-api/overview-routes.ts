import { Type } from 'typebox';
import { overviewOf } from '../overview/figures.ts';
import { countOpenProblems, listOpenProblems, PROBLEM_KINDS } from '../overview/open-problems.ts';
import { DAY, LIST_WISH, pageWish } from './list-wish.ts';
import { type Route, route } from './route.ts';

const SCHOOL = { schoolId: Type.Optional(Type.String({ maxLength: 64 })) };
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
    params: Type.Object({ ...SCHOOL, ...LIST_WISH, kind: Type.Enum([...PROBLEM_KINDS]) }),
    answer: ({ core, scope }, params) => listOpenProblems(core, scope, params.kind, pageWish(params)),
  }),
];
