import { type BrandView, LOGO_MAX_BYTES } from '@zhixiao/contract/console/schools';
import { brandColours } from '@zhixiao/contract/design/brand-colour';
import { schoolsWithFourEyes } from '../../changes/four-eyes.ts';
import { CHANGE_CARD_LINK, CHANGE_SCHOOL } from '../../changes/kinds/school-changes.ts';
import { cardLinkOf } from '../../directory/set-card-link.ts';
import { SCHOOL_COLUMNS } from '../../exports/setup-columns.ts';
import { BODY_LIMIT_BYTES } from '../../http/limits.ts';
import { rowsOf } from '../../lib/page.ts';
import { logoPath, type SchoolBrand } from '../../schools/brand.ts';
import { createSchool, listSchools, type School } from '../../schools/manage-schools.ts';
import { brandOf, onlySchool, paintedLogo, setBrand } from '../../schools/set-brand.ts';
import { changeOrSubmit, submittedOnly } from './change.ts';
import { isProduction } from './change-routes.ts';
import { exportList } from './export-list.ts';
import { openRoute, type Route, route } from './route.ts';
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
  route('GET /schools/:schoolId/brand', {
    ...READING,
    answer: async ({ core }, { schoolId }) => brandView(await brandOf(core, schoolId)),
  }),
  route('PUT /schools/:schoolId/brand', {
    ...MANAGING,
    bodyLimitBytes: 2 * LOGO_MAX_BYTES + BODY_LIMIT_BYTES,
    audit: { action: 'school.brand', subject: 'schoolId', details: ['colour', 'contact'] },
    async answer({ core, scope, note }, { schoolId, logo: file, ...input }) {
      note({ details: { before: await brandOf(core, schoolId) } });
      const logo = await newLogo(file);
      if (logo !== undefined) note({ details: { logoHash: logo?.logoHash ?? '' } });
      return brandView(await setBrand(core, scope, schoolId, { ...input, logo }));
    },
  }),
  openRoute('GET /sign-in/brand', {
    audit: 'none',
    async answer({ core }) {
      const school = await onlySchool(core);
      return school
        ? {
            name: school.name,
            ...logoOf(school),
            ground: school.colour && brandColours(school.colour).light.accent,
          }
        : {};
    },
  }),
];

/** Undefined: the logo stays; null: it goes. */
async function newLogo(file: string | undefined) {
  if (file === undefined) return undefined;
  return file === '' ? null : paintedLogo(file);
}

function brandView({ logoHash, colour, contact }: SchoolBrand): BrandView {
  return {
    ...logoOf({ logoHash }),
    ...(colour === undefined ? {} : { colour }),
    ...(contact === undefined ? {} : { contact }),
  };
}

function logoOf({ logoHash }: Pick<SchoolBrand, 'logoHash'>): Pick<BrandView, 'logo'> {
  return logoHash === undefined ? {} : { logo: `/console${logoPath(logoHash)}` };
}

function schoolView({ schoolId, name, refundApprovalAbove, fourEyes }: School, isOn: boolean) {
  return { schoolId, name, refundApprovalAbove, fourEyes, isOn };
}

const schoolNames = ({ schoolId, name }: Pick<School, 'schoolId' | 'name'>) => [schoolId, name];
