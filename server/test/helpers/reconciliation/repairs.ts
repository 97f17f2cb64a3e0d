import { expect } from 'vitest';
import { approveRepair } from '../../../src/reconciliation/approve-repairs.ts';
import {
  type Difference,
  findDifference,
  listDifferences,
} from '../../../src/reconciliation/difference-store.ts';
import { fetchBill } from '../../../src/reconciliation/fetch-bill.ts';
import type { BookRecord } from '../../../src/reconciliation/match.ts';
import { proposeRepair } from '../../../src/reconciliation/propose-repairs.ts';
import { reconcileDay } from '../../../src/reconciliation/reconcile-day.ts';
import { beijing, type WrittenLine } from './bill-line.ts';
import { manyBooks } from './day-books.ts';
import { ACCOUNT, APP, named, type ReconciliationLab, SCHOOL } from './reconciliation.ts';
import { seedBooks } from './seed-books.ts';
import { writeWechatBill } from './wechat-bill.ts';

export const DATE = '2026-08-31';
export const NEXT = '2026-09-01';
export const KEY = { schoolId: SCHOOL, channelAccountId: ACCOUNT, date: DATE };
export const BOOKS = { date: DATE, channelAccountId: ACCOUNT, appId: APP };
const MERCHANT = '1900007291';

/** Puts records into the books and lines into the bill of a day, and compares them; answers the differences. */
export async function reconcile(
  { core, bills }: ReconciliationLab,
  records: readonly BookRecord[],
  lines: readonly WrittenLine[],
  date = DATE,
): Promise<Difference[]> {
  const key = { ...KEY, date };
  await seedBooks(core.db, records);
  bills.set(date, writeWechatBill(lines));
  expect(await fetchBill(core, key)).toBe('kept');
  await reconcileDay(core, key, 'li');
  return listDifferences(core.db, key, 100);
}

/** One payment with its refund, and their lines. */
export function business() {
  const { records, lines } = manyBooks(BOOKS, 1);
  const [payment, refund] = records;
  const [paid, returned] = lines;
  if (!payment || !refund || !paid || !returned) throw new Error('no books');
  return { payment, refund, paid, returned };
}

/** A payment that the books know nothing of yet, or of an order that was closed while its payer had paid. */
export function unbooked(payment: BookRecord, status: 'open' | 'closed' = 'closed'): BookRecord {
  return { ...payment, status, transactionId: undefined, from: new Date(0), until: undefined };
}

export function only(found: readonly Difference[]): Difference {
  const [difference] = found;
  if (!difference || found.length > 1) throw new Error(`not one difference: ${named(found)}`);
  return difference;
}

/** What WeChat answers about a payment. */
export function paidAnswer(line: WrittenLine, total = line.amount): object {
  return {
    mchid: MERCHANT,
    out_trade_no: line.paymentNo,
    transaction_id: line.transactionId,
    trade_state: 'SUCCESS',
    success_time: `${beijing(line.at).replace(' ', 'T')}+08:00`,
    payer: { openid: 'oPayer' },
    amount: { total, payer_total: total, currency: 'CNY' },
  };
}

/** What WeChat answers about a refund. */
export function refundAnswer(line: WrittenLine, status: string): object {
  return {
    refund_id: `5030${line.refundNo}`,
    out_refund_no: line.refundNo,
    out_trade_no: line.paymentNo,
    status,
    amount: { total: 100, refund: line.amount, currency: 'CNY' },
  };
}

/** One person proposes the difference's repair, another agrees. */
export async function repair(
  lab: ReconciliationLab,
  difference: Difference,
  { markKnown = false, note = '已与渠道核对' } = {},
): Promise<Difference> {
  await proposeRepair(lab.core, difference, { actor: 'li', note, markKnown });
  return approve(lab, difference, 'wang', note);
}

/** Says yes to what stands there now. */
export async function approve(
  { core }: ReconciliationLab,
  difference: Difference,
  actor: string,
  note = '',
): Promise<Difference> {
  const { repair: proposed } = (await findDifference(core.db, difference)) ?? difference;
  return approveRepair(core, difference, { actor, repair: proposed, note });
}

/** What the channels kept, in fen, as far as the ledger has it. */
export async function commissionsPosted({ core }: ReconciliationLab): Promise<number> {
  const [row] = await core.db.query<{ commissions: string }>({
    text: `select coalesce(sum(amount), 0)::text as commissions from ledger_entries where account = 'channel_fees'`,
  });
  return Number(row?.commissions);
}
