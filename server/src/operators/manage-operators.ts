import type { AuditedCore, Core } from '../core.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { Refusal } from '../refusal.ts';
import { findSchools } from '../schools/school-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findContact, findContacts, saveContact } from './contact-store.ts';
import { findCredentials } from './credential-store.ts';
import { makeLink, type NewLink } from './links.ts';
import type { Contact, Operator } from './operator.ts';
import {
  anyDecider,
  findOperators,
  findSchoolsOfApps,
  freezeOperator,
  insertOperator,
  lockOperators,
  type OperatorFilter,
  type OperatorListed,
  removePassword,
  removeSecondFactors,
  updateOperator,
} from './operator-store.ts';
import { isPermitted, type Permission } from './roles.ts';
import { endSessionsOf } from './session-store.ts';

/** An operator as a list shows it. */
export interface OperatorShown extends OperatorListed {
  readonly contact: Contact;
}

/** What an operator is given. */
export type Access = Pick<Operator, 'name' | 'role' | 'schools'> & {
  /** Of a partner's operator, who has no school; absent: none. */
  readonly apps?: readonly string[] | undefined;
  /** What is left out of it stays. */
  readonly contact?: Contact;
};

/** Operators, the latest first. */
export async function listOperators(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  filter: OperatorFilter,
  page: PageQuery,
): Promise<Page<OperatorShown>> {
  return pageById(page, 'operatorId', async (before, limit) => {
    const found = await findOperators(db, filter, before, limit);
    const contacts = await findContacts(
      db,
      vault,
      found.map(({ operatorId }) => operatorId),
    );
    return found.map((each) => ({ ...each, contact: contacts.get(each.operatorId) ?? {} }));
  });
}

/**
 * Makes an operator, who chooses a password by the link.
 * @throws Refusal operator_exists, school_not_found, app_not_found
 */
export function inviteOperator(
  core: AuditedCore,
  by: Pick<Operator, 'account'>,
  { account, contact = {}, ...access }: Access & { readonly account: string },
): Promise<NewLink & { readonly operatorId: string }> {
  return core.db.transaction(async (tx) => {
    const { apps = [] } = access;
    await checkAccess(tx, access);
    const operatorId = core.newId();
    const createdAt = core.clock.now();
    await insertOperator(tx, { operatorId, account, ...access, apps, createdAt, createdBy: by.account });
    await saveContact(tx, core.vault, operatorId, contact);
    const link = await makeLink(core, tx, operatorId);
    await core.audit.record(tx);
    return { operatorId, ...link };
  });
}

/**
 * Gives an operator another role or other schools; it counts from its next request on.
 * @throws Refusal operator_not_found, operator_is_you, not_permitted, school_not_found, app_not_found, last_decider
 */
export async function changeAccess(
  core: AuditedCore,
  by: Operator,
  operatorId: string,
  access: Access,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await checkOther(tx, by, operatorId, 'operators.manage');
    const { apps = [] } = access;
    await checkAccess(tx, access);
    await keepingDeciders(tx, async () => {
      if (!(await updateOperator(tx, operatorId, { ...access, apps })))
        throw new Refusal('operator_not_found', {});
    });
    await saveContact(tx, core.vault, operatorId, access.contact ?? {});
    await core.audit.record(tx);
  });
}

/**
 * Lets an operator in no more, at once, or again.
 * @throws Refusal operator_not_found, operator_is_you, not_permitted, last_decider
 */
export async function setFrozen(
  core: AuditedCore,
  by: Operator,
  operatorId: string,
  isFrozen: boolean,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await checkOther(tx, by, operatorId, isFrozen ? 'operators.freeze' : 'operators.manage');
    await keepingDeciders(tx, async () => {
      if (!(await freezeOperator(tx, operatorId, isFrozen))) throw new Refusal('operator_not_found', {});
    });
    await endSessionsOf(tx, operatorId, core.clock.now());
    await core.audit.record(tx);
  });
}

/** What a reset takes away beside the password. */
export interface Reset {
  /** For who has lost them. Without it, who holds the link still needs the second factor. */
  readonly removesSecondFactor: boolean;
}

/**
 * Takes the password and all sessions away from an operator, who chooses another password by the link.
 * @throws Refusal operator_not_found, operator_is_you, not_permitted, last_decider
 */
export async function resetOperator(
  core: AuditedCore,
  by: Operator,
  operatorId: string,
  reset: Reset,
): Promise<NewLink> {
  return core.db.transaction(async (tx) => {
    await checkOther(tx, by, operatorId, 'operators.manage');
    const link = await keepingDeciders(tx, () => disarm(core, tx, operatorId, reset));
    await core.audit.record(tx);
    return link;
  });
}

/**
 * The same from a shell, for when no administrator can sign in: it also removes the second factor and unfreezes the
 * operator.
 * @throws Refusal operator_not_found
 */
export async function resetAccount(core: AuditedCore, account: string): Promise<NewLink> {
  const found = await findCredentials(core.db, { account });
  if (!found) throw new Refusal('operator_not_found', {});
  const { operatorId } = found.operator;
  return core.db.transaction(async (tx) => {
    await freezeOperator(tx, operatorId, false);
    const link = await disarm(core, tx, operatorId, { removesSecondFactor: true });
    await core.audit.record(tx);
    return link;
  });
}

/**
 * The operator before a change, for the audit entry.
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

/** The same by its account. @throws Refusal operator_not_found */
export async function operatorByAccount(
  { db }: { readonly db: Queryable },
  account: string,
): Promise<Operator> {
  const found = await findCredentials(db, { account });
  if (!found) throw new Refusal('operator_not_found', {});
  return found.operator;
}

/** The schools of these apps, each once: whose a partner's operator is. */
export async function schoolsOfApps(
  { db }: { readonly db: Queryable },
  apps: readonly string[],
): Promise<readonly string[]> {
  return (await findSchoolsOfApps(db, apps)).schools;
}

/** Where an operator's one-time links are sent. */
export function operatorContact(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  operatorId: string,
): Promise<Contact> {
  return findContact(db, vault, operatorId);
}

async function disarm(core: Core, tx: Transaction, operatorId: string, reset: Reset): Promise<NewLink> {
  if (!(await removePassword(tx, operatorId))) throw new Refusal('operator_not_found', {});
  if (reset.removesSecondFactor) await removeSecondFactors(tx, operatorId);
  await endSessionsOf(tx, operatorId, core.clock.now());
  return makeLink(core, tx, operatorId);
}

/**
 * An operator cannot change its own access, and changes to operators run one after another, each after a check that
 * the actor still has the permission. So one operator with the permission always remains, even if two demote each
 * other at once.
 */
async function checkOther(
  tx: Transaction,
  by: Operator,
  operatorId: string,
  permission: Permission,
): Promise<void> {
  await lockOperators(tx);
  if ((await operatorById({ db: tx }, operatorId)).operatorId === by.operatorId) {
    throw new Refusal('operator_is_you', {});
  }
  const { status, role, schools } = await operatorById({ db: tx }, by.operatorId);
  if (status !== 'active' || schools !== 'all' || !isPermitted(role, permission)) {
    throw new Refusal('not_permitted', {});
  }
}

/**
 * Whoever can decide about everything is not taken away as the last one: a lost one begins anew from a shell.
 * @throws Refusal last_decider
 */
async function keepingDeciders<T>(tx: Transaction, change: () => Promise<T>): Promise<T> {
  const hadAny = await anyDecider(tx);
  const done = await change();
  if (hadAny && !(await anyDecider(tx))) throw new Refusal('last_decider', {});
  return done;
}

/** A partner's operator has apps and no school, everybody else schools and no app. */
async function checkAccess(tx: Transaction, { role, schools, apps = [] }: Access): Promise<void> {
  if (role === 'partner') {
    const isOfSchool = schools === 'all' || schools.length > 0;
    const { count } = await findSchoolsOfApps(tx, apps);
    if (isOfSchool || count === 0 || count !== apps.length) throw new Refusal('app_not_found', {});
    return;
  }
  if (apps.length > 0) throw new Refusal('app_not_found', {});
  await checkSchools(tx, schools);
}

async function checkSchools(tx: Transaction, schools: SchoolScope): Promise<void> {
  if (schools === 'all') return;
  const found = await findSchools(tx, schools);
  if (schools.length === 0 || found.length !== schools.length) throw new Refusal('school_not_found', {});
}
