import type { Core } from '../../core.ts';
import { appsOf, hasSecondFactor } from '../../operators/operator.ts';
import { isPermitted } from '../../operators/roles.ts';
import { isFreshlyProved, type Session } from '../../operators/session.ts';
import { Refusal } from '../../refusal.ts';
import { requireSchool } from '../../schools/manage-schools.ts';
import type { OperatorAccess, OperatorContext, RequestContext } from './route.ts';

/**
 * Authorizes an operator for a route, whatever is asked of it, with all the operator's schools, or a partner's apps.
 * @throws Refusal not_signed_in, second_factor_needed, not_permitted, proof_needed
 */
export function authorize(access: OperatorAccess, context: RequestContext): OperatorContext {
  const { session, core, environment } = context;
  if (session?.signedInAt === undefined) throw new Refusal('not_signed_in', {});
  const { operator } = session;
  if (access.permission !== 'signed_in') {
    if (environment === 'production' && !hasSecondFactor(operator)) {
      throw new Refusal('second_factor_needed', {});
    }
    const needed = access.alsoNeeds ? [access.permission, access.alsoNeeds] : [access.permission];
    const isDenied = needed.some((permission) => !isPermitted(operator.role, permission));
    const isElsewhere =
      (access.scope === 'platform' && operator.schools !== 'all') ||
      // who has apps and no school comes to what is about apps
      (access.scope === 'schools' && operator.role === 'partner');
    if (isDenied || isElsewhere) throw new Refusal('not_permitted', {});
  }
  checkProof(core, access.proof, session);
  return { ...context, session, operator, scope: operator.schools, apps: appsOf(operator) };
}

/**
 * Narrows what an answer may be about to the school that is asked for, if one is.
 * @throws Refusal school_not_found unless it is one of the operator's
 */
export async function narrowToSchool(
  { permission }: OperatorAccess,
  context: OperatorContext,
  { schoolId }: { readonly schoolId?: unknown },
): Promise<OperatorContext> {
  if (permission === 'signed_in' || typeof schoolId !== 'string') return context;
  await requireSchool(context.core, context.scope, schoolId);
  return { ...context, scope: [schoolId], apps: [schoolId] };
}

function checkProof({ clock }: Core, proof: 'fresh' | 'session', session: Session): void {
  if (proof === 'fresh' && !isFreshlyProved(session, clock.now())) throw new Refusal('proof_needed', {});
}
