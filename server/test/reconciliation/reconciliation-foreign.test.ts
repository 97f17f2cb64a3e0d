import { afterEach, beforeEach, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import type { BookRecord } from '../../src/reconciliation/match.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { account } from '../helpers/channels/wechat/signing-server.ts';
import type { WrittenLine } from '../helpers/reconciliation/bill-line.ts';
import {
  addAccount,
  named,
  type ReconciliationLab,
  SCHOOL,
  startLab,
} from '../helpers/reconciliation/reconciliation.ts';
import { approve, business, reconcile, unbooked } from '../helpers/reconciliation/repairs.ts';

// A signed bill of one merchant that names what belongs to another: whoever has a merchant account can have lines
// with any number in its bill.

let lab: ReconciliationLab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const OTHER = { ...account, settings: { ...account.settings, merchantId: '1900007299' } };

async function addApp(appId: string, schoolId: string): Promise<void> {
  const { db, vault } = lab.core;
  await insertApp(db, vault, { ...TEST_APP, appId, schoolId, name: appId }, lab.clock.now());
}

/** What the other merchant's books say of the payments and refunds in the lines: both still open. */
async function openAt(channelAccountId: string, appId: string) {
  const { payment, refund, paid, returned } = business();
  const other = { channelAccountId, appId };
  const second: BookRecord = {
    ...unbooked(payment, 'open'),
    ...other,
    paymentNo: `${BigInt(payment.paymentNo) + 7n}`,
  };
  const records: BookRecord[] = [{ ...payment, ...other }, { ...refund, ...other, status: 'open' }, second];
  const lines: WrittenLine[] = [
    paid,
    returned,
    { ...paid, paymentNo: second.paymentNo, transactionId: '42' },
  ];
  return { records, lines };
}

const states = () =>
  lab.core.db.query({
    text: `select payment_no::text as no, status from payments union all select refund_id::text, status from refunds order by 1`,
  });

test('a bill proves nothing of another school', async () => {
  const { core, clock } = lab;
  await insertSchool(core.db, { schoolId: 's2', name: '第二学校' }, clock.now());
  await addApp('a2', 's2');
  await addAccount(core, { ...OTHER, channelAccountId: 'w9' }, 's2');
  const { records, lines } = await openAt('w9', 'a2');
  const found = await reconcile(lab, records, lines);
  expect(named(found).map((each) => each.split(' ')[0])).toEqual([
    'missing_in_books',
    'missing_in_books',
    'refund_missing_in_books',
  ]);
  const before = await states();
  await settleByForce(found.map((difference) => difference.differenceId));
  expect(await states()).toEqual(before);
});

test('nor of another account of the same school', async () => {
  await addApp('a9', SCHOOL);
  await addAccount(lab.core, { ...OTHER, channelAccountId: 'w9', appId: 'a9' });
  const { records, lines } = await openAt('w9', 'a9');
  const found = await reconcile(lab, records, lines);
  expect(named(found).map((each) => each.split(' ')[0])).toEqual([
    'other_account',
    'other_account',
    'other_account',
  ]);
  const before = await states();
  await settleByForce(found.map((difference) => difference.differenceId));
  expect(await states()).toEqual(before);
});

/** Has every difference repaired from its bill, as nothing but a defect or a hand in the database would. */
async function settleByForce(ids: readonly string[]): Promise<void> {
  const { db } = lab.core;
  for (const id of ids) {
    await db.query({
      text: `update bill_differences set status = 'proposed', proposed_by = 'li', proposed_at = now(), note = 'x',
                    app_id = coalesce(app_id, 'a2'),
                    payment_no = coalesce(payment_no, (select our_payment_no from bill_rows r
                                                        where r.row_no = bill_differences.row_no)),
                    refund_id = coalesce(refund_id, (select our_refund_id from bill_rows r
                                                      where r.row_no = bill_differences.row_no)),
                    repair = case when kind like '%refund%' or refund_id is not null
                                  then 'settle_refund_from_bill' else 'book_payment_from_bill' end
              where difference_id = $1`,
      values: [id],
    });
    const [difference] = await db.query<{ repair: string }>({
      text: 'select repair from bill_differences where difference_id = $1',
      values: [id],
    });
    expect(difference?.repair).toContain('from_bill');
    const key = { schoolId: SCHOOL, differenceId: id };
    const after = await approve(lab, key as Parameters<typeof approve>[1], 'wang', 'x');
    expect(after.status).not.toBe('resolved');
  }
}
