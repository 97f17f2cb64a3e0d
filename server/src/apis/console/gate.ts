import type { Core } from '../../core.ts';
import { hasSecondFactor } from '../../operators/operator.ts';
import { isPermitted } from '../../operators/roles.ts';
import { isFreshlyProved, type Session } from '../../operators/session.ts';
import { Refusal } from '../../refusal.ts';
import { requireSchool } from '../../schools/manage-schools.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import type { OperatorContext, RequestContext, Route } from './route.ts';

/**
 * Authorizes an operator for a route and gives the schools that the answer may be about. An export of a list needs the
 * permission to export as well.
 * @throws Refusal not_signed_in, second_factor_needed, not_permitted, school_not_found, proof_needed
 */
export async function authorize(
  { access, path }: Route,
  context: RequestContext,
  params: { schoolId?: unknown },
): Promise<OperatorContext> {
  const { session, core } = context;
  if (session?.signedInAt === undefined) throw new Refusal('not_signed_in', {});
  const { operator } = session;
  if (access.permission === 'anyone' || access.permission === 'signed_in') {
    if (access.permission === 'signed_in') checkProof(core, access.proof, session);
    return { ...context, session, operator, scope: operator.schools };
  }
  if (context.environment === 'production' && !hasSecondFactor(operator)) {
    throw new Refusal('second_factor_needed', {});
  }
  if (!isPermitted(operator.role, access.permission)) throw new Refusal('not_permitted', {});
  if (path.endsWith('/export') && !isPermitted(operator.role, 'lists.export')) {
    throw new Refusal('not_permitted', {});
  }
  if (access.scope === 'platform' && operator.schools !== 'all') throw new Refusal('not_permitted', {});
  const scope = await narrowed(core, operator.schools, params.schoolId);
  checkProof(core, access.proof, session);
  return { ...context, session, operator, scope };
}

async function narrowed(core: Core, schools: SchoolScope, schoolId: unknown): Promise<SchoolScope> {
  if (typeof schoolId !== 'string') return schools;
  await requireSchool(core, schools, schoolId);
  return [schoolId];
}

function checkProof({ clock }: Core, proof: 'fresh' | 'session', session: Session): void {
  if (proof === 'fresh' && !isFreshlyProved(session, clock.now())) throw new Refusal('proof_needed', {});
}
