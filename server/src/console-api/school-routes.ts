import { Type } from 'typebox';
import { schoolsWithFourEyes } from '../changes/four-eyes.ts';
import { CHANGE_CARD_LINK, CHANGE_SCHOOL } from '../changes/kinds/school-changes.ts';
import { cardLinkOf } from '../directory/set-card-link.ts';
import { SCHOOL_COLUMNS } from '../exports/setup-columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { rowsOf } from '../lib/page.ts';
import { createSchool, listSchools, type School } from '../schools/manage-schools.ts';
import { changeOrSubmit, submittedOnly } from './change.ts';
import { FOUR_EYES, isProduction } from './change-routes.ts';
import { EXPORT_WISH } from './list-wish.ts';
import { type Route, route } from './route.ts';
import { NAME_FILTER, named, SHORT_LIST_WISH, shortPage } from './short-list.ts';
import { NAME } from './sign-in-routes.ts';

const ID = Type.String({ maxLength: 64 });
const FEN_MAX = 100_000_000_00;
const MANAGING = { permission: 'schools.manage', scope: 'schools', proof: 'fresh' } as const;
const READING = { ...MANAGING, proof: 'session', audit: 'none' } as const;

/** Schools, and what each has decided. */
export const SCHOOL_ROUTES: readonly Route[] = [
  route('GET /schools', {
    ...READING,
    params: Type.Object(SHORT_LIST_WISH),
    async answer(asking, params) {
      const { core, scope } = asking;
      const needTwo = await schoolsWithFourEyes(core, scope, isProduction(asking));
      const schools = await listSchools(core, scope);
      const shown = schools.map((school) => ({ ...school, isOn: needTwo.includes(school.schoolId) }));
      return shortPage(named(shown, params.text, schoolNames), params, ({ schoolId }) => schoolId);
    },
  }),
  route('GET /schools/export', {
    ...READING,
    audit: { action: 'schools.export' },
    params: Type.Object({ ...EXPORT_WISH, ...NAME_FILTER }),
    answer: async ({ core, scope }, { form, text }) =>
      exportOf(
        form,
        '学校',
        rowsOf(async () => named(await listSchools(core, scope), text, schoolNames)),
        SCHOOL_COLUMNS,
      ),
  }),
  route('POST /schools', {
    ...MANAGING,
    scope: 'platform',
    audit: { action: 'school.create', subject: 'newSchoolId', details: ['name'] },
    params: Type.Object({
      newSchoolId: Type.String({ pattern: '^[0-9A-Za-z_-]{1,32}$', maxLength: 32 }),
      name: NAME,
    }),
    async answer({ core, note }, { newSchoolId: schoolId, name }) {
      note({ schoolId });
      await createSchool(core, { schoolId, name });
      return {};
    },
  }),
  route('PUT /schools/:schoolId', {
    ...MANAGING,
    audit: {
      action: 'school.change',
      subject: 'schoolId',
      details: ['name', 'refundApprovalAbove', 'fourEyes'],
    },
    params: Type.Object({
      schoolId: ID,
      name: NAME,
      refundApprovalAbove: Type.Integer({ minimum: 0, maximum: FEN_MAX }),
      fourEyes: Type.Optional(FOUR_EYES),
    }),
    async answer(asking, wish) {
      const [before] = await listSchools(asking.core, asking.scope);
      asking.note({ details: { before } });
      return submittedOnly(await changeOrSubmit(asking, CHANGE_SCHOOL, wish));
    },
  }),
  route('GET /schools/:schoolId/card-link', {
    ...READING,
    params: Type.Object({ schoolId: ID }),
    answer: ({ core }, { schoolId }) => cardLinkOf(core, schoolId),
  }),
  route('PUT /schools/:schoolId/card-link', {
    ...MANAGING,
    audit: { action: 'school.card_link', subject: 'schoolId', details: ['template', 'appIds'] },
    params: Type.Object({
      schoolId: ID,
      template: Type.String({ maxLength: 2000 }),
      appIds: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 20 }),
    }),
    async answer(asking, wish) {
      asking.note({ details: { before: await cardLinkOf(asking.core, wish.schoolId) } });
      return submittedOnly(await changeOrSubmit(asking, CHANGE_CARD_LINK, wish));
    },
  }),
];

const schoolNames = ({ schoolId, name }: School) => [schoolId, name];
