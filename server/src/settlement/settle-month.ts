import assert from 'node:assert/strict';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import type { Audited, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { SettlementSheet } from './settlement-sheet.ts';
import { findOpenMonths, findSheets, insertSheet, lockApp } from './settlement-store.ts';

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

/**
 * Locks an app's sheet for good, and answers it. Whatever is posted into its month afterwards stands in the
 * next one. Months are locked in their order, those without movements may be left out.
 * @throws Refusal app_not_found, month_not_begun, month_locked, earlier_month_open
 */
export async function lockSettlementSheet(
  core: Pick<Core, 'db' | 'clock'> & Audited,
  scope: SchoolScope,
  operator: string,
  appId: string,
  month: string,
): Promise<SettlementSheet> {
  const first = firstDayOf(month);
  const now = core.clock.now();
  if (formatShanghaiTime(now).slice(0, 7) < month) throw new Refusal('month_not_begun', {});
  return core.db.transaction(async (tx) => {
    if (!(await lockApp(tx, scope, appId))) throw new Refusal('app_not_found', {});
    const [sheet] = await findSheets(tx, scope, first, appId);
    if (!sheet || sheet.lock) throw new Refusal('month_locked', {});
    const earlier = await openMonthBefore(tx, scope, appId, month);
    if (earlier !== undefined) throw new Refusal('earlier_month_open', { month: earlier });
    const lock = { by: operator, at: now };
    await insertSheet(tx, sheet, first, lock);
    await core.audit.record(tx);
    return { ...sheet, lock };
  });
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
