import type { Core } from '../core.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageWish, pageOf } from '../lib/page.ts';
import { Refusal } from '../refusal.ts';
import { findSchools } from '../schools/school-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findCredentials } from './credential-store.ts';
import { makeLink, type NewLink } from './links.ts';
import type { Operator } from './operator.ts';
import {
  disarmOperator,
  findOperators,
  freezeOperator,
  insertOperator,
  lockOperators,
  type OperatorFilter,
  type OperatorListed,
  updateOperator,
} from './operator-store.ts';
import { isPermitted } from './roles.ts';
import { endSessionsOf } from './session-store.ts';

export type { OperatorListed };

/** What an operator is given. */
export type Access = Pick<Operator, 'name' | 'role' | 'schools'>;

/** Operators, the latest first. */
export async function listOperators(
  { db }: Pick<Core, 'db'>,
  filter: OperatorFilter,
  { after, limit }: PageWish,
): Promise<Page<OperatorListed>> {
  const before = after !== undefined && isId(after) ? after : undefined;
  return pageOf(await findOperators(db, filter, before, limit + 1), limit, ({ operatorId }) => operatorId);
}

/**
 * Makes an operator, who chooses a password by the link.
 * @throws Refusal operator_exists, school_not_found
 */
export function inviteOperator(
  core: Core,
  by: Pick<Operator, 'account'>,
  { account, ...access }: Access & { readonly account: string },
): Promise<NewLink> {
  return core.db.transaction(async (tx) => {
    await checkSchools(tx, access.schools);
    const operatorId = core.newId();
    const createdAt = core.clock.now();
    await insertOperator(tx, { operatorId, account, ...access, createdAt, createdBy: by.account });
    return makeLink(core, tx, operatorId);
  });
}

/**
 * Gives an operator another role or other schools; it counts from its next request on.
 * @throws Refusal operator_not_found, operator_is_you, not_permitted, school_not_found
 */
export async function changeAccess(
  core: Core,
  by: Operator,
  operatorId: string,
  access: Access,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await checkOther(tx, by, operatorId);
    await checkSchools(tx, access.schools);
    if (!(await updateOperator(tx, operatorId, access))) throw new Refusal('operator_not_found', {});
  });
}

/**
 * Lets an operator in no more, at once, or again.
 * @throws Refusal operator_not_found, operator_is_you, not_permitted
 */
export async function setFrozen(
  core: Core,
  by: Operator,
  operatorId: string,
  isFrozen: boolean,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await checkOther(tx, by, operatorId);
    if (!(await freezeOperator(tx, operatorId, isFrozen))) throw new Refusal('operator_not_found', {});
    await endSessionsOf(tx, operatorId, core.clock.now());
  });
}

/**
 * Takes password, second factors and sessions away from an operator, who begins anew by the link.
 * @throws Refusal operator_not_found, operator_is_you, not_permitted
 */
export async function resetOperator(core: Core, by: Operator, operatorId: string): Promise<NewLink> {
  return core.db.transaction(async (tx) => {
    await checkOther(tx, by, operatorId);
    return disarm(core, tx, operatorId);
  });
}

/**
 * The same from a shell, for when no administrator can sign in.
 * @throws Refusal operator_not_found
 */
export async function resetAccount(core: Core, account: string): Promise<NewLink> {
  const found = await findCredentials(core.db, { account });
  if (!found) throw new Refusal('operator_not_found', {});
  return core.db.transaction((tx) => disarm(core, tx, found.operator.operatorId));
}

/**
 * An operator as it was, for what is told of a change.
 * @throws Refusal operator_not_found
 */
export async function operatorById(
  { db }: { readonly db: Queryable },
  operatorId: string,
): Promise<Operator> {
  const found = isId(operatorId) ? await findCredentials(db, { operatorId }) : undefined;
  if (!found) throw new Refusal('operator_not_found', {});
  return found.operator;
}

async function disarm(core: Core, tx: Transaction, operatorId: string): Promise<NewLink> {
  if (!(await disarmOperator(tx, operatorId))) throw new Refusal('operator_not_found', {});
  await endSessionsOf(tx, operatorId, core.clock.now());
  return makeLink(core, tx, operatorId);
}

/**
 * Nobody changes its own access, and whoever changes another's still may, one after the other: so there is always
 * an administrator left, also when two take each other's place away at once.
 */
async function checkOther(tx: Transaction, by: Operator, operatorId: string): Promise<void> {
  await lockOperators(tx);
  if ((await operatorById({ db: tx }, operatorId)).operatorId === by.operatorId) {
    throw new Refusal('operator_is_you', {});
  }
  const { status, role, schools } = await operatorById({ db: tx }, by.operatorId);
  if (status !== 'active' || schools !== 'all' || !isPermitted(role, 'operators.manage')) {
    throw new Refusal('not_permitted', {});
  }
}

async function checkSchools(tx: Transaction, schools: SchoolScope): Promise<void> {
  if (schools === 'all') return;
  const found = await findSchools(tx, schools);
  if (schools.length === 0 || found.length !== schools.length) throw new Refusal('school_not_found', {});
}
