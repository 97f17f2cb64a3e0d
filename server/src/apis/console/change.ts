import type { Submitted } from '@zhixiao/contract/console/submitted';
import type { Applied, ChangeRule } from '../../changes/change.ts';
import { submitChange } from '../../changes/submit-change.ts';
import type { OperatorContext } from './route.ts';

/**
 * Carries out an operator's change, or stores a change request where a second person must approve it and answers the
 * request. The audit entry then records the request and not the change.
 */
export async function changeOrSubmit<Payload>(
  { core, scope, operator, environment, note }: OperatorContext,
  rule: ChangeRule<Payload>,
  payload: Payload,
): Promise<Applied | Submitted> {
  const asker = { operator, isProduction: environment === 'production' };
  const outcome = await submitChange(core, scope, asker, rule, payload, (change) => {
    const { changeRequestId, subject, schoolId, lines } = change;
    note({
      action: 'change.submit',
      subject,
      ...(schoolId === undefined ? {} : { schoolId }),
      details: { changeRequestId, kind: rule.kind, lines },
    });
  });
  return outcome.kind === 'applied' ? outcome.applied : { changeRequestId: outcome.changeRequestId };
}

export function isSubmitted(outcome: Applied | Submitted): outcome is Submitted {
  return 'changeRequestId' in outcome;
}

/** The answer of a change that has none but whether it waits. */
export function submittedOnly(outcome: Applied | Submitted): Submitted | Record<never, never> {
  return isSubmitted(outcome) ? outcome : {};
}
