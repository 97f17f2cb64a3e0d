import { randomBytes } from 'node:crypto';
import { FieldError } from '@zhixiao/protocol/fields';
import type { AuditedCore, Core } from '../core.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { DAY_MS, HOUR_MS, plusMs } from '../lib/clock.ts';
import { Refusal } from '../refusal.ts';
import { findSchools } from '../schools/school-store.ts';
import { countingRefusals } from './attempts.ts';
import { findCredentials, setPassword } from './credential-store.ts';
import { findLink, insertLink, spendLinks, takeLink } from './link-store.ts';
import { hasSecondFactor } from './operator.ts';
import { anyOperator, insertOperator, lockOperators } from './operator-store.ts';
import { checkPassword, hashPassword } from './password.ts';
import { hashOf, openSession, type Visitor } from './session.ts';
import { endSessionsOf } from './session-store.ts';
import type { Opened } from './sign-in.ts';

const FIRST_LINK_MS = HOUR_MS;
const OPERATOR_LINK_MS = 3 * DAY_MS;

/** A link that was just made; its secret is nowhere else. */
export interface NewLink {
  readonly address: string;
  readonly expiresAt: Date;
}

/** The link for the first operator, replacing any before it; undefined once there is an operator. */
export async function makeFirstLink(
  core: Pick<Core, 'db' | 'clock' | 'consoleUrl'>,
): Promise<NewLink | undefined> {
  return core.db.transaction(async (tx) => {
    await lockOperators(tx);
    return (await anyOperator(tx)) ? undefined : makeLink(core, tx, undefined);
  });
}

/** A link to choose a password by, replacing any before it. */
export async function makeLink(
  { clock, consoleUrl }: Pick<Core, 'clock' | 'consoleUrl'>,
  tx: Transaction,
  operatorId: string | undefined,
): Promise<NewLink> {
  const token = randomBytes(32).toString('base64url');
  const createdAt = clock.now();
  const expiresAt = plusMs(createdAt, operatorId === undefined ? FIRST_LINK_MS : OPERATOR_LINK_MS);
  await spendLinks(tx, operatorId, createdAt);
  await insertLink(tx, { tokenHash: hashOf(token), operatorId, createdAt, expiresAt });
  // the part after `#` stays in the browser and reaches no log and no proxy
  return { address: `${consoleUrl}/console/welcome#${token}`, expiresAt };
}

/**
 * Whom a link is for, without using it up.
 * @throws Refusal link_not_valid
 */
export async function lookAtLink(core: Pick<Core, 'db' | 'clock'>, token: string) {
  const link = await findLink(core.db, hashOf(token), core.clock.now());
  if (!link) throw new Refusal('link_not_valid', {});
  if (link.operatorId === undefined) return { purpose: 'set_up' as const };
  const { account, name } = (await credentialsOf(core.db, link.operatorId)).operator;
  return { purpose: 'password' as const, account, name };
}

export interface LinkInput {
  readonly token: string;
  readonly password: string;
  /** For the first operator. */
  readonly account?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * Uses a link up: the first operator is made, or an operator has a new password, and is signed in.
 * @throws Refusal link_not_valid, password_unfit, sign_in_locked; FieldError for the first operator's account or name
 */
export function followLink(core: AuditedCore, visit: Visitor, input: LinkInput): Promise<Opened> {
  return countingRefusals(core, visit, () => follow(core, visit, input));
}

async function follow(core: AuditedCore, visit: Visitor, input: LinkInput): Promise<Opened> {
  const known = await lookAtLink(core, input.token);
  const { account } = known.purpose === 'set_up' ? namesIn(input) : known;
  visit.identified(account);
  checkPassword(input.password, { account, schools: await findSchools(core.db, 'all') });
  const passwordHash = await hashPassword(input.password, core.passwordCost);
  return core.db.transaction(async (tx) => {
    const link = await takeLink(tx, hashOf(input.token), core.clock.now());
    if (!link) throw new Refusal('link_not_valid', {});
    const operatorId = link.operatorId ?? (await makeFirstOperator(core, tx, input));
    await setPassword(tx, operatorId, passwordHash);
    await endSessionsOf(tx, operatorId, core.clock.now());
    const { operator } = await credentialsOf(tx, operatorId);
    if (operator.status !== 'active') throw new Refusal('link_not_valid', {});
    const isSignedIn = !hasSecondFactor(operator);
    const token = await openSession(core, tx, operatorId, visit, isSignedIn);
    await core.audit.record(tx);
    return { operator, token, isSignedIn };
  });
}

async function makeFirstOperator(core: Core, tx: Transaction, input: LinkInput): Promise<string> {
  const { account, name } = namesIn(input);
  await lockOperators(tx);
  if (await anyOperator(tx)) throw new Refusal('link_not_valid', {});
  await spendLinks(tx, undefined, core.clock.now());
  const operatorId = core.newId();
  await insertOperator(tx, {
    operatorId,
    account,
    name,
    role: 'administrator',
    schools: 'all',
    apps: [],
    createdAt: core.clock.now(),
    createdBy: account,
  });
  return operatorId;
}

/** Account and name of the first operator. @throws FieldError */
function namesIn({ account, name }: LinkInput): { readonly account: string; readonly name: string } {
  if (account === undefined) throw new FieldError('account', '请填写账号');
  if (name === undefined) throw new FieldError('name', '请填写姓名');
  return { account, name };
}

async function credentialsOf(q: Queryable, operatorId: string) {
  const found = await findCredentials(q, { operatorId });
  if (!found) throw new Refusal('link_not_valid', {});
  return found;
}
