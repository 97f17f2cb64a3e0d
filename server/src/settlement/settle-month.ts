import assert from 'node:assert/strict';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import type { Audited, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { netOf, type SettlementSheet, versionOf } from './settlement-sheet.ts';
import {
  deleteProposal,
  findOpenMonths,
  findSheets,
  insertSheet,
  lockApp,
  saveProposal,
} from './settlement-store.ts';

/**
 * The sheets of a month, one for each app of these schools, or of one app.
 * @param month `YYYY-MM`
 */
export function settlementSheets(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  month: string,
  appId?: string,
): Promise<SettlementSheet[]> {
  return findSheets(core.db, scope, firstDayOf(month), appId);
}

/** Who does something about which sheet; `needsTwo`: of its school another person has to confirm the lock. */
interface SheetStep {
  readonly operator: string;
  readonly appId: string;
  readonly month: string;
  readonly needsTwo: boolean;
}

type SettlementCore = Pick<Core, 'db' | 'clock'> & Audited;

/**
 * Locks an app's sheet for good, and answers it: alone, where the school does not need two. Whatever is posted into its
 * month afterwards stands in the next one. Months are locked in their order, those without movements may be left out.
 * @throws Refusal app_not_found, month_not_begun, month_locked, earlier_month_open, sheet_needs_two
 */
export async function lockSettlementSheet(
  core: SettlementCore,
  scope: SchoolScope,
  step: SheetStep,
): Promise<SettlementSheet> {
  return onLockable(core, scope, step, async (tx, sheet) => {
    if (step.needsTwo) throw new Refusal('sheet_needs_two', {});
    await finish(tx, core, sheet, step, step.operator);
  });
}

/**
 * The first of two people asks for a sheet to be locked as it is now; again, as it is then.
 * @throws Refusal app_not_found, month_not_begun, month_locked, earlier_month_open
 */
export async function proposeSettlementLock(
  core: SettlementCore,
  scope: SchoolScope,
  step: SheetStep,
): Promise<SettlementSheet> {
  return onLockable(core, scope, step, async (tx, { lines }) => {
    const proposal = { by: step.operator, at: core.clock.now(), netAmount: netOf(lines) };
    await saveProposal(tx, step.appId, firstDayOf(step.month), { ...proposal, version: versionOf(lines) });
    await core.audit.record(tx);
  });
}

/**
 * Whoever proposed takes it back.
 * @throws Refusal sheet_not_proposed, and those of proposing
 */
export async function withdrawSettlementLock(
  core: SettlementCore,
  scope: SchoolScope,
  step: SheetStep,
): Promise<SettlementSheet> {
  return onLockable(core, scope, step, async (tx) => {
    const isWithdrawn = await deleteProposal(tx, step.appId, firstDayOf(step.month), step.operator);
    if (!isWithdrawn) throw new Refusal('sheet_not_proposed', {});
    await core.audit.record(tx);
  });
}

/**
 * The second person locks a sheet that another proposed, if it is what it was then, and what the second person saw.
 * @param step.version of the sheet that was looked at
 * @throws Refusal sheet_not_proposed, same_preparer, sheet_changed, sheet_not_as_seen, and those of locking
 */
export async function confirmSettlementLock(
  core: SettlementCore,
  scope: SchoolScope,
  step: SheetStep & { readonly version: string },
): Promise<SettlementSheet> {
  return onLockable(core, scope, step, async (tx, sheet) => {
    const { proposal } = sheet;
    const version = versionOf(sheet.lines);
    if (!proposal) throw new Refusal('sheet_not_proposed', {});
    if (proposal.by === step.operator) throw new Refusal('same_preparer', {});
    if (proposal.version !== version) throw new Refusal('sheet_changed', {});
    if (step.version !== version) throw new Refusal('sheet_not_as_seen', {});
    await finish(tx, core, sheet, { ...step, needsTwo: true }, proposal.by);
  });
}

/** Does something about a sheet that could be locked now, and answers how it stands then. */
async function onLockable(
  core: SettlementCore,
  scope: SchoolScope,
  { appId, month }: SheetStep,
  work: (tx: Transaction, sheet: SettlementSheet) => Promise<void>,
): Promise<SettlementSheet> {
  const first = firstDayOf(month);
  if (formatShanghaiTime(core.clock.now()).slice(0, 7) < month) throw new Refusal('month_not_begun', {});
  return core.db.transaction(async (tx) => {
    if (!(await lockApp(tx, scope, appId))) throw new Refusal('app_not_found', {});
    const [sheet] = await findSheets(tx, scope, first, appId);
    if (!sheet || sheet.lock) throw new Refusal('month_locked', {});
    const earlier = await openMonthBefore(tx, scope, appId, month);
    if (earlier !== undefined) throw new Refusal('earlier_month_open', { month: earlier });
    await work(tx, sheet);
    const [done] = await findSheets(tx, scope, first, appId);
    return done ?? sheet;
  });
}

async function finish(
  tx: Transaction,
  core: SettlementCore,
  sheet: SettlementSheet,
  { operator, appId, month, needsTwo }: SheetStep,
  preparedBy: string,
): Promise<void> {
  const first = firstDayOf(month);
  await insertSheet(tx, sheet, first, { by: operator, at: core.clock.now(), preparedBy, needsTwo });
  await deleteProposal(tx, appId, first, undefined);
  await core.audit.record(tx);
}

/** The earliest month before this one whose sheet has something, be it only what the month before it left. */
async function openMonthBefore(
  tx: Transaction,
  scope: SchoolScope,
  appId: string,
  month: string,
): Promise<string | undefined> {
  const { takingOver, moved } = await findOpenMonths(tx, appId);
  if (takingOver !== undefined && takingOver < month) {
    const [sheet] = await findSheets(tx, scope, firstDayOf(takingOver), appId);
    if (sheet && sheet.lines.length > 0) return takingOver;
  }
  return moved !== undefined && moved < month ? moved : undefined;
}

function firstDayOf(month: string): string {
  assert.match(month, /^\d{4}-(0[1-9]|1[0-2])$/);
  return `${month}-01`;
}
