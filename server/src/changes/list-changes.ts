import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import type { Operator } from '../operators/operator.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { ChangeLine, ChangeRequest } from './change.ts';
import {
  type ChangeFilter,
  countWaiting,
  findChange,
  findChanges,
  findChangesByText,
  type WaitingChanges,
} from './change-store.ts';
import { isAsItWas, mayDecide } from './decide-change.ts';

export type { ChangeFilter };

/** A request as an operator sees it. */
export interface ChangeListed extends ChangeRequest {
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
}

/** The changes that were asked for, newest first; those of no school are for operators of all schools. */
export async function listChanges(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
  operator: Operator,
  filter: ChangeFilter,
  page: PageQuery,
): Promise<Page<ChangeListed>> {
  return pageById(page, 'changeRequestId', async (before, limit) => {
    const found = await findChanges(db, scope, filter, before, limit);
    return found.map((change) => asListed(change, operator, clock.now()));
  });
}

/**
 * One of them, with what it says.
 * @throws Refusal change_not_found
 */
export async function lookAtChange(
  core: Core,
  scope: SchoolScope,
  operator: Operator,
  changeRequestId: string,
): Promise<ChangeListed & { readonly lines: readonly ChangeLine[]; readonly isOutdated: boolean }> {
  const found = isId(changeRequestId)
    ? await findChange(core.db, core.vault, scope, changeRequestId)
    : undefined;
  if (!found) throw new Refusal('change_not_found', {});
  const listed = asListed(found, operator, core.clock.now());
  const isOutdated = listed.status === 'waiting' && !(await isAsItWas(core, found));
  return { ...listed, lines: found.lines, isOutdated };
}

/** At most so many are found by a text. */
const FOUND_MAX = 10;

/** The newest change requests that have this number, or this text in the name of what they change. */
export async function findChangesOf(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
  operator: Operator,
  typed: string,
): Promise<ChangeListed[]> {
  const text = typed.trim();
  const sought = { number: isId(text) ? text : undefined, text };
  const found = await findChangesByText(db, scope, sought, FOUND_MAX);
  return found.map((change) => asListed(change, operator, clock.now()));
}

/** How many wait that an operator may decide about, and since when. */
export function countToDecide(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
  operator: Operator,
): Promise<WaitingChanges> {
  return countWaiting(db, scope, operator.account, clock.now());
}

/** Whose a request is; undefined when it is not there, or of no school. */
export async function schoolOfChange(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  changeRequestId: string,
): Promise<string | undefined> {
  const found = isId(changeRequestId)
    ? await findChange(core.db, core.vault, scope, changeRequestId)
    : undefined;
  return found?.schoolId;
}

function asListed(change: ChangeRequest, operator: Operator, now: Date): ChangeListed {
  const isOver = change.status === 'waiting' && change.expiresAt <= now;
  const status = isOver ? 'expired' : change.status;
  const isWaiting = status === 'waiting';
  return {
    changeRequestId: change.changeRequestId,
    kind: change.kind,
    schoolId: change.schoolId,
    subject: change.subject,
    askedBy: change.askedBy,
    askedAt: change.askedAt,
    expiresAt: change.expiresAt,
    decidedBy: change.decidedBy,
    decidedAt: change.decidedAt,
    reason: change.reason,
    status,
    mayDecide: isWaiting && mayDecide(change, operator),
    mayWithdraw: isWaiting && change.askedBy === operator.account,
  };
}
