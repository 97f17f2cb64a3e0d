import { saveChannelAccount } from '../../../src/merchants/account-store.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Example } from './route-example.ts';

const FOREIGN_DAY = { channelAccountId: 'foreign-bills', date: '2026-08-31' };
const FOREIGN_DIFFERENCE = { differenceId: '900000001' };
const NO_DAY = { channelAccountId: 'none', date: '2026-08-31' };
const NO_DIFFERENCE = { differenceId: '1' };
const PROPOSAL = { repair: 'mark_known', note: 'x' };

/** Reconciliation: days of an account of the school `foreign`, and one difference. */
export const BILL_EXAMPLES: Readonly<Record<string, Example>> = {
  'GET /reconciliation/days': { own: {}, foreign: [{ from: '2026-08-31', to: '2026-08-31' }] },
  'GET /reconciliation/days/export': {
    own: { form: 'csv' },
    foreign: [{ form: 'csv', from: '2026-08-31', to: '2026-08-31' }],
  },
  'GET /reconciliation/days/:channelAccountId/:date': { own: NO_DAY, foreign: [FOREIGN_DAY] },
  'GET /reconciliation/days/:channelAccountId/:date/bridge': { own: NO_DAY, foreign: [FOREIGN_DAY] },
  'GET /reconciliation/accounts': { own: {}, foreign: [{}] },
  'GET /reconciliation/work': { own: {}, foreign: [{}] },
  'POST /reconciliation/days/:channelAccountId/:date/fetch': { own: NO_DAY, foreign: [FOREIGN_DAY] },
  'POST /reconciliation/days/:channelAccountId/:date/reconcile': { own: NO_DAY, foreign: [FOREIGN_DAY] },
  'POST /reconciliation/days/:channelAccountId/:date/lock': { own: NO_DAY, foreign: [FOREIGN_DAY] },
  'GET /reconciliation/differences': { own: {}, foreign: [FOREIGN_DAY] },
  'GET /reconciliation/differences/export': { own: { form: 'csv' }, foreign: [{ form: 'csv' }] },
  'GET /reconciliation/differences/:differenceId/line': {
    own: NO_DIFFERENCE,
    foreign: [FOREIGN_DIFFERENCE],
  },
  'POST /reconciliation/differences/:differenceId/propose': {
    own: { ...NO_DIFFERENCE, note: 'x', markKnown: true },
    foreign: [{ ...FOREIGN_DIFFERENCE, note: 'x', markKnown: true }],
  },
  'POST /reconciliation/differences/:differenceId/approve': {
    own: { ...NO_DIFFERENCE, ...PROPOSAL },
    foreign: [{ ...FOREIGN_DIFFERENCE, ...PROPOSAL }],
  },
  'POST /reconciliation/differences/:differenceId/withdraw': {
    own: NO_DIFFERENCE,
    foreign: [FOREIGN_DIFFERENCE],
  },
  'POST /reconciliation/differences/:differenceId/reject': {
    own: { ...NO_DIFFERENCE, reason: 'x' },
    foreign: [{ ...FOREIGN_DIFFERENCE, reason: 'x' }],
  },
};

/** A reconciled day of the school `foreign`, whose merchant and difference bear the mark. */
export async function seedForeignBills({ app }: Pick<Gateway, 'app'>, mark: string): Promise<void> {
  const { db, vault, clock, accounts } = app.core;
  const known = await accounts.byId('sandbox-wechat');
  if (!known) throw new Error('no sandbox account');
  const { channelAccountId, date } = FOREIGN_DAY;
  const settings = { ...known.settings, note: mark };
  const account = { ...known, channelAccountId, schoolId: 'foreign', settings };
  await saveChannelAccount(db, vault, account, clock.now());
  const day = ['foreign', channelAccountId, date, clock.now()];
  await db.query({
    text: `insert into bill_days (school_id, channel_account_id, bill_date, created_at, status)
           values ($1, $2, $3, $4, 'reconciled')`,
    values: day,
  });
  await db.query({
    text: `insert into bills (school_id, channel_account_id, bill_date, fetched_at, is_proven, row_count, paid_amount,
                              refunded_amount, commission)
           values ($1, $2, $3, $4, true, 0, 0, 0, 0)`,
    values: day,
  });
  await db.query({
    text: `with run as (
             insert into reconciliation_runs (school_id, channel_account_id, bill_date, status, started_by, started_at,
                                              progressed_at, finished_at, rows_total)
             values ($1, $2, $3, 'done', $5, $4, $4, $4, 0) returning run_id)
           insert into bill_differences (school_id, difference_id, channel_account_id, bill_date, run_id, kind, subject,
                                         row_no, repair, status, found_at)
           overriding system value
           select $1, $6, $2, $3, run_id, 'missing_in_books', $5, 1, 'mark_known', 'open', $4 from run`,
    values: [...day, mark, FOREIGN_DIFFERENCE.differenceId],
  });
}
