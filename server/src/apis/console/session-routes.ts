import { hasSecondFactor } from '../../operators/operator.ts';
import { permissionsOf } from '../../operators/roles.ts';
import { listSchools } from '../../schools/manage-schools.ts';
import { type OperatorContext, type Route, route } from './route.ts';

/** Who is signed in. */
export const SESSION_ROUTES: readonly Route[] = [
  route('GET /session', {
    permission: 'signed_in',
    scope: 'own',
    proof: 'session',
    audit: 'none',
    answer: (context) => sessionView(context),
  }),
];

/** What the console shows because of who is signed in. */
async function sessionView({
  core,
  operator,
  environment,
}: Pick<OperatorContext, 'core' | 'operator' | 'environment'>) {
  const { account, name, role, schools } = operator;
  const named = await listSchools(core, schools);
  return {
    account,
    name,
    role,
    permissions: permissionsOf(role),
    allSchools: schools === 'all',
    schools: named.map(({ schoolId, name }) => ({ schoolId, name })),
    environment,
    mustSetUpSecondFactor: environment === 'production' && !hasSecondFactor(operator),
  };
}
