import { unaudited } from '../audit/unaudited.ts';
import type { AuditedCore } from '../core.ts';
import { isUniqueViolation } from '../db/database.ts';
import { databaseWithin } from '../db/within.ts';
import { plusMs } from '../lib/clock.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { type Applied, type ChangeRule, type Described, WAITING_LIMIT_MS } from './change.ts';
import { insertChange } from './change-store.ts';
import { expireOld } from './decide-change.ts';
import { fingerprint } from './fingerprint.ts';
import { type Asker, needsSecondPerson } from './four-eyes.ts';

/** Either done, or waiting for a second person. */
export type ChangeOutcome =
  | { readonly kind: 'applied'; readonly applied: Applied }
  | { readonly kind: 'submitted'; readonly changeRequestId: string };

/**
 * Carries out a change, or stores it as a request where a second person must approve it. A change that is not
 * possible is refused now, with the refusal of its use case.
 * @param onSubmit called with the stored request, before the commit
 * @throws Refusal of the use case; change_waiting when one of this kind waits for the same subject
 */
export async function submitChange<Payload>(
  core: AuditedCore,
  scope: SchoolScope,
  asker: Asker,
  rule: ChangeRule<Payload>,
  payload: Payload,
  onSubmit: (described: Described & { readonly changeRequestId: string }) => void,
): Promise<ChangeOutcome> {
  const described = await rule.describe(core, scope, payload);
  if (!(await needsSecondPerson(core, asker, described))) {
    return { kind: 'applied', applied: await rule.apply(core, asker.operator, scope, payload) };
  }
  await rehearse(core, (rehearsing) => rule.apply(rehearsing, asker.operator, scope, payload));
  const changeRequestId = core.newId();
  const askedAt = core.clock.now();
  const { schoolId, subject, lines, base } = described;
  onSubmit({ ...described, changeRequestId });
  try {
    await core.db.transaction(async (tx) => {
      await expireOld(core, tx);
      await insertChange(tx, core.vault, {
        changeRequestId,
        kind: rule.kind,
        schoolId,
        subject,
        lines,
        base: fingerprint(core, base),
        payload,
        askedBy: asker.operator.account,
        askedAt,
        expiresAt: plusMs(askedAt, WAITING_LIMIT_MS),
      });
      await core.audit.record(tx);
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'change_requests_waiting')) throw error;
    throw new Refusal('change_waiting', {});
  }
  return { kind: 'submitted', changeRequestId };
}

class Rehearsed extends Error {}

/** Does it, to find out whether it can be done, and rolls it back. */
async function rehearse(core: AuditedCore, work: (core: AuditedCore) => Promise<unknown>): Promise<void> {
  try {
    await core.db.transaction(async (tx) => {
      await work(unaudited({ ...core, db: databaseWithin(core.db, tx) }));
      throw new Rehearsed();
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
}
