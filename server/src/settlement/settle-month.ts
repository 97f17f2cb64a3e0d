import assert from 'node:assert/strict';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import type { Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { SettlementSheet } from './settlement-sheet.ts';
import { findOpenMonthBefore, findSheets, insertSheet, lockApp } from './settlement-store.ts';

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
  core: Pick<Core, 'db' | 'clock'>,
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
    const earlier = await findOpenMonthBefore(tx, appId, first);
    if (earlier !== undefined) throw new Refusal('earlier_month_open', { month: earlier });
    const lock = { by: operator, at: now };
    await insertSheet(tx, sheet, first, lock);
    return { ...sheet, lock };
  });
}

function firstDayOf(month: string): string {
  assert.match(month, /^\d{4}-(0[1-9]|1[0-2])$/);
  return `${month}-01`;
}
