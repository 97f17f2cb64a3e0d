import { withFormerNames } from '@zhixiao/contract/words/former-names';
import { recordEntry } from '../audit/record.ts';
import { unaudited } from '../audit/unaudited.ts';
import type { AuditedCore, Core } from '../core.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { databaseWithin } from '../db/within.ts';
import { plusMs } from '../lib/clock.ts';
import { isId } from '../lib/ids.ts';
import { operatorByAccount } from '../operators/manage-operators.ts';
import type { Operator } from '../operators/operator.ts';
import { isPermitted } from '../operators/roles.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { type Applied, type ChangeRequest, WAITING_ALERT_MS } from './change.ts';
import {
  countWaitingSince,
  expireChanges,
  findChange,
  lockChange,
  markChangeEnded,
  type StoredChange,
} from './change-store.ts';
import { fingerprint } from './fingerprint.ts';
import { ruleOf } from './kinds.ts';

/** The word of an operator who did not ask. */
export interface ChangeDecision {
  readonly changeRequestId: string;
  readonly reason: string;
}

/** Who decides, and from where. */
export interface Decider {
  readonly operator: Operator;
  readonly address: string;
}

/** The reason of a decision as it is kept: while the change waits it is known whom it must not name. */
export async function reasonToKeep(
  core: Core,
  scope: SchoolScope,
  { changeRequestId, reason }: ChangeDecision,
): Promise<string> {
  const found = isId(changeRequestId)
    ? await findChange(core.db, core.vault, scope, changeRequestId)
    : undefined;
  if (found?.payload === undefined) return reason;
  return (await ruleOf(found.kind).withoutPeople?.(core, found.payload, reason)) ?? reason;
}

/**
 * Approves a change and carries it out, in one commit with two audit entries: of the change and of the approval. The
 * change is applied as it was requested, in the name of the requester, who must still have the permission.
 * @throws Refusal change_*, operator_is_you, and whatever the use case refuses
 */
export async function approveChange(
  core: AuditedCore,
  scope: SchoolScope,
  { operator, address }: Decider,
  { changeRequestId, reason }: ChangeDecision,
): Promise<Applied> {
  return core.db.transaction(async (tx) => {
    const change = await lockUndecided(core, tx, scope, operator, changeRequestId);
    const rule = ruleOf(change.kind);
    const within = unaudited({ ...core, db: databaseWithin(core.db, tx) });
    const asker = await askerOf(tx, change, rule.permission);
    const owner = ownerOf(change);
    if (!(await isAsItWas(within, change))) throw new Refusal('change_outdated', {});
    const applied = await rule.apply(within, asker, owner, change.payload);
    const now = core.clock.now();
    await markChangeEnded(tx, changeRequestId, { status: 'applied', by: operator.account, reason }, now);
    await recordEntry(tx, core.vault, {
      at: now,
      operator: operator.account,
      address,
      action: change.kind,
      subject: change.subject,
      schoolId: change.schoolId,
      outcome: 'done',
      details: { changeRequestId, askedBy: change.askedBy, lines: change.lines },
    });
    await core.audit.record(tx);
    return applied;
  });
}

/**
 * Says no; nothing is changed.
 * @throws Refusal change_*, operator_is_you
 */
export async function refuseChange(
  core: AuditedCore,
  scope: SchoolScope,
  { operator }: Pick<Decider, 'operator'>,
  { changeRequestId, reason }: ChangeDecision,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await lockUndecided(core, tx, scope, operator, changeRequestId);
    const end = { status: 'refused', by: operator.account, reason } as const;
    await markChangeEnded(tx, changeRequestId, end, core.clock.now());
    await core.audit.record(tx);
  });
}

/**
 * Takes one's own request back.
 * @throws Refusal change_not_found, change_decided, change_of_another
 */
export async function withdrawChange(
  core: AuditedCore,
  scope: SchoolScope,
  operator: Operator,
  changeRequestId: string,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const change = await lockWaiting(core, tx, scope, changeRequestId);
    if (change.askedBy !== operator.account) throw new Refusal('change_of_another', {});
    await markChangeEnded(tx, changeRequestId, { status: 'withdrawn' }, core.clock.now());
    await core.audit.record(tx);
  });
}

/** Expires change requests that were not decided in time, and deletes their sealed payload. */
export async function expireOld({ clock }: Pick<Core, 'clock'>, q: Queryable): Promise<void> {
  await expireChanges(q, clock.now());
}

/** Changes that have waited for a second person for too long; undefined: none has. */
export function countOverdue({ db, clock }: Pick<Core, 'db' | 'clock'>) {
  return countWaitingSince(db, plusMs(clock.now(), -WAITING_ALERT_MS));
}

/** Whether the subject still is what it was when the change was asked for. */
export async function isAsItWas(core: Core, change: StoredChange): Promise<boolean> {
  try {
    const { base } = await ruleOf(change.kind).describe(core, ownerOf(change), change.payload);
    // what was asked for before names changed was hashed under the former ones
    return [base, withFormerNames(base)].some((each) => fingerprint(core, each).equals(change.base));
  } catch (error) {
    // the subject is not there any more
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Whether an operator may decide: somebody else asked, and it is not about his own access. */
export function mayDecide(change: ChangeRequest, operator: Operator): boolean {
  return isPermitted(operator.role, 'changes.decide') && refusalOf(change, operator) === undefined;
}

function refusalOf(change: ChangeRequest, { account }: Operator): Refusal | undefined {
  if (change.askedBy === account) return new Refusal('change_needs_another_person', {});
  const isAboutDecider = change.kind.startsWith('operator.') && change.subject === account;
  return isAboutDecider ? new Refusal('operator_is_you', {}) : undefined;
}

async function lockUndecided(
  core: Core,
  tx: Transaction,
  scope: SchoolScope,
  operator: Operator,
  changeRequestId: string,
): Promise<StoredChange> {
  const change = await lockWaiting(core, tx, scope, changeRequestId);
  const refusal = refusalOf(change, operator);
  if (refusal) throw refusal;
  return change;
}

async function lockWaiting(
  { vault, clock }: Core,
  tx: Transaction,
  scope: SchoolScope,
  changeRequestId: string,
): Promise<StoredChange> {
  const change = isId(changeRequestId) ? await lockChange(tx, vault, scope, changeRequestId) : undefined;
  if (!change) throw new Refusal('change_not_found', {});
  if (change.status !== 'waiting') throw new Refusal('change_decided', { status: change.status });
  if (change.expiresAt <= clock.now()) throw new Refusal('change_decided', { status: 'expired' });
  return change;
}

async function askerOf(
  tx: Transaction,
  change: StoredChange,
  permission: Parameters<typeof isPermitted>[1],
): Promise<Operator> {
  const asker = await operatorByAccount({ db: tx }, change.askedBy);
  const { status, role, schools, apps } = asker;
  const isOfSchool =
    schools === 'all' || (change.schoolId !== undefined && schools.includes(change.schoolId));
  const isOfApp = change.kind.startsWith('app.') && apps.includes(change.subject);
  if (status !== 'active' || !(isOfSchool || isOfApp) || !isPermitted(role, permission)) {
    throw new Refusal('change_asker_not_permitted', {});
  }
  return asker;
}

function ownerOf({ schoolId }: ChangeRequest): SchoolScope {
  return schoolId === undefined ? 'all' : [schoolId];
}
