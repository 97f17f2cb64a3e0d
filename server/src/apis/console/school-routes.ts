import { schoolsWithFourEyes } from '../../changes/four-eyes.ts';
import { CHANGE_CARD_LINK, CHANGE_SCHOOL } from '../../changes/kinds/school-changes.ts';
import { cardLinkOf } from '../../directory/set-card-link.ts';
import { SCHOOL_COLUMNS } from '../../exports/setup-columns.ts';
import { rowsOf } from '../../lib/page.ts';
import { createSchool, listSchools, type School } from '../../schools/manage-schools.ts';
import { changeOrSubmit, submittedOnly } from './change.ts';
import { isProduction } from './change-routes.ts';
import { exportList } from './export-list.ts';
import { type Route, route } from './route.ts';
import { named, shortPage } from './short-list.ts';

const MANAGING = { permission: 'schools.manage', scope: 'schools', proof: 'fresh' } as const;
const READING = { ...MANAGING, proof: 'session', audit: 'none' } as const;

/** Schools, and what each has decided. */
export const SCHOOL_ROUTES: readonly Route[] = [
  route('GET /schools', {
    ...READING,
    async answer(context, params) {
      const { core, scope } = context;
      const needTwo = await schoolsWithFourEyes(core, scope, isProduction(context));
      const schools = await listSchools(core, scope);
      const shown = schools.map((school) => schoolView(school, needTwo.includes(school.schoolId)));
      return shortPage(named(shown, params.text, schoolNames), params, ({ schoolId }) => schoolId);
    },
  }),
  route('GET /schools/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'schools.export' },
    answer(context, { form, text }) {
      const { core, scope } = context;
      return exportList(
        context,
        form,
        { text },
        {
          title: '学校',
          rows: rowsOf(async () => named(await listSchools(core, scope), text, schoolNames)),
          columns: SCHOOL_COLUMNS,
        },
      );
    },
  }),
  route('POST /schools', {
    ...MANAGING,
    scope: 'platform',
    audit: { action: 'school.create', subject: 'newSchoolId', details: ['name'] },
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
    async answer(context, input) {
      const [before] = await listSchools(context.core, context.scope);
      context.note({ details: { before } });
      return submittedOnly(await changeOrSubmit(context, CHANGE_SCHOOL, input));
    },
  }),
  route('GET /schools/:schoolId/card-link', {
    ...READING,
    answer: ({ core }, { schoolId }) => cardLinkOf(core, schoolId),
  }),
  route('PUT /schools/:schoolId/card-link', {
    ...MANAGING,
    audit: { action: 'school.card_link', subject: 'schoolId', details: ['template', 'appIds'] },
    async answer(context, input) {
      context.note({ details: { before: await cardLinkOf(context.core, input.schoolId) } });
      return submittedOnly(await changeOrSubmit(context, CHANGE_CARD_LINK, input));
    },
  }),
];

function schoolView({ schoolId, name, refundApprovalAbove, fourEyes }: School, isOn: boolean) {
  return { schoolId, name, refundApprovalAbove, fourEyes, isOn };
}

const schoolNames = ({ schoolId, name }: Pick<School, 'schoolId' | 'name'>) => [schoolId, name];
