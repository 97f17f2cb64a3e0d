import {
  BILL_DAY_STATUS_NAMES,
  DIFFERENCE_MEANINGS,
  DIFFERENCE_STATUS_NAMES,
} from '@zhixiao/contract/words/reconciliation';
import type { Core } from '../../core.ts';
import { BILL_DAY_COLUMNS } from '../../exports/bill-day-columns.ts';
import { DIFFERENCE_COLUMNS } from '../../exports/difference-columns.ts';
import { eachRow } from '../../lib/page.ts';
import { approveRepair, rejectRepair } from '../../reconciliation/approve-repairs.ts';
import { bridgeOfDay } from '../../reconciliation/bridge.ts';
import type { DayListed } from '../../reconciliation/day-list.ts';
import { fetchBill } from '../../reconciliation/fetch-bill.ts';
import { lockDay } from '../../reconciliation/lock-day.ts';
import { proposeRepair, withdrawRepair } from '../../reconciliation/propose-repairs.ts';
import { reconcileDay } from '../../reconciliation/reconcile-day.ts';
import {
  billWork,
  dayListed,
  dayToFetch,
  listBillAccounts,
  searchDays,
} from '../../reconciliation/search-days.ts';
import {
  type Difference,
  differenceInScope,
  searchDifferences,
  unreadLineOf,
} from '../../reconciliation/search-differences.ts';
import { listSchools } from '../../schools/manage-schools.ts';
import { exportList } from './export-list.ts';
import { pageQuery, refuseNoDay } from './list-query.ts';
import { naming } from './naming.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const READING = { permission: 'reconciliation.read', scope: 'schools', proof: 'session' } as const;
const PROPOSING = { permission: 'reconciliation.propose', scope: 'schools', proof: 'session' } as const;
const APPROVING = { permission: 'reconciliation.approve', scope: 'schools', proof: 'fresh' } as const;

/** Days of bills. */
const DAY_ROUTES: readonly Route[] = [
  route('GET /reconciliation/days', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }, params) {
      refuseNoDay(params, 'from', 'to');
      const { rows, next, totals } = await searchDays(core, scope, params, pageQuery(params));
      return { rows: rows.map(await namingDays(core, rows)), next, totals };
    },
  }),
  route('GET /reconciliation/days/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'reconciliation.export_days', details: ['channel', 'status', 'from', 'to'] },
    async answer(context, { form, ...filter }) {
      const { core, scope } = context;
      refuseNoDay(filter, 'from', 'to');
      return exportList(context, form, filter, {
        title: '对账日',
        rows: eachRow((query) => searchDays(core, scope, filter, query)),
        columns: BILL_DAY_COLUMNS,
        words: { status: BILL_DAY_STATUS_NAMES.zh },
      });
    },
  }),
  route('GET /reconciliation/days/:channelAccountId/:date', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, { channelAccountId, date }) {
      const day = await dayListed(core, scope, channelAccountId, date);
      return (await namingDays(core, [day]))(day);
    },
  }),
  route('GET /reconciliation/days/:channelAccountId/:date/bridge', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, { channelAccountId, date }) {
      return { bridge: await bridgeOfDay(core, await dayListed(core, scope, channelAccountId, date)) };
    },
  }),
  route('GET /reconciliation/accounts', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }) {
      const { accounts, lastDate } = await listBillAccounts(core, scope);
      const names = new Map((await listSchools(core, scope)).map(({ schoolId, name }) => [schoolId, name]));
      const views = accounts.map(({ channelAccountId, schoolId, channel, merchant, application }) => ({
        channelAccountId,
        schoolName: names.get(schoolId) ?? schoolId,
        channel,
        merchant,
        application,
      }));
      return { accounts: views, lastDate };
    },
  }),
  route('GET /reconciliation/work', {
    ...READING,
    mayLag: true,
    audit: 'none',
    answer: ({ core, scope }) => billWork(core, scope),
  }),
  route('POST /reconciliation/days/:channelAccountId/:date/fetch', {
    ...PROPOSING,
    audit: { action: 'reconciliation.fetch', subject: 'channelAccountId', details: ['date'] },
    async answer({ core, scope, note }, { channelAccountId, date }) {
      const key = await dayToFetch(core, scope, channelAccountId, date);
      note({ schoolId: key.schoolId });
      return { state: await fetchBill(core, key), channelAccountId: key.channelAccountId };
    },
  }),
  route('POST /reconciliation/days/:channelAccountId/:date/reconcile', {
    ...PROPOSING,
    audit: { action: 'reconciliation.reconcile', subject: 'channelAccountId', details: ['date'] },
    async answer({ core, scope, note, operator }, { channelAccountId, date }) {
      const day = await dayListed(core, scope, channelAccountId, date);
      note({ schoolId: day.schoolId });
      await reconcileDay(core, day, operator.account);
      return {};
    },
  }),
  route('POST /reconciliation/days/:channelAccountId/:date/lock', {
    ...APPROVING,
    audit: { action: 'reconciliation.lock', subject: 'channelAccountId', details: ['date'] },
    async answer({ core, scope, note, operator }, { channelAccountId, date }) {
      const day = await dayListed(core, scope, channelAccountId, date);
      note({ schoolId: day.schoolId });
      await lockDay(core, day, operator.account);
      return {};
    },
  }),
];

/** Differences, and their repairs. */
const DIFFERENCE_ROUTES: readonly Route[] = [
  route('GET /reconciliation/differences', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }, params) {
      refuseNoDay(params, 'date');
      const { rows, next, totals } = await searchDifferences(core, scope, params, pageQuery(params));
      const named = await naming(core, rows, 'proposedBy', 'approvedBy');
      return { rows: rows.map((row) => differenceView(named(row))), next, totals };
    },
  }),
  route('GET /reconciliation/differences/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'reconciliation.export', details: ['channelAccountId', 'date', 'kind', 'status'] },
    async answer(context, { form, ...filter }) {
      const { core, scope } = context;
      refuseNoDay(filter, 'date');
      return exportList(context, form, filter, {
        title: '对账差异',
        rows: eachRow((query) => searchDifferences(core, scope, filter, query)),
        columns: DIFFERENCE_COLUMNS,
        words: { kind: DIFFERENCE_MEANINGS.zh, status: DIFFERENCE_STATUS_NAMES.zh },
        schoolOf: ({ schoolId }) => schoolId,
      });
    },
  }),
  route('GET /reconciliation/differences/:differenceId/line', {
    ...READING,
    audit: { action: 'repair.read', subject: 'differenceId' },
    async answer(context, { differenceId }) {
      const difference = await notedDifference(context, differenceId);
      return { text: await unreadLineOf(context.core, difference) };
    },
  }),
  route('POST /reconciliation/differences/:differenceId/propose', {
    ...PROPOSING,
    audit: { action: 'repair.propose', subject: 'differenceId', details: ['note', 'markKnown'] },
    async answer(context, { differenceId, note, markKnown }) {
      const difference = await notedDifference(context, differenceId);
      await proposeRepair(context.core, difference, { actor: context.operator.account, note, markKnown });
      return {};
    },
  }),
  route('POST /reconciliation/differences/:differenceId/withdraw', {
    ...PROPOSING,
    audit: { action: 'repair.withdraw', subject: 'differenceId' },
    async answer(context, { differenceId }) {
      const difference = await notedDifference(context, differenceId);
      await withdrawRepair(context.core, difference, context.operator.account);
      return {};
    },
  }),
  route('POST /reconciliation/differences/:differenceId/approve', {
    ...APPROVING,
    audit: { action: 'repair.approve', subject: 'differenceId' },
    async answer(context, { differenceId, ...seen }) {
      const difference = await notedDifference(context, differenceId);
      const approval = { ...seen, actor: context.operator.account };
      const approved = await approveRepair(context.core, difference, approval);
      const named = await naming(context.core, [approved], 'proposedBy', 'approvedBy');
      return differenceView(named(approved));
    },
  }),
  route('POST /reconciliation/differences/:differenceId/reject', {
    ...APPROVING,
    audit: { action: 'repair.reject', subject: 'differenceId', details: ['reason'] },
    async answer(context, { differenceId }) {
      const difference = await notedDifference(context, differenceId);
      await rejectRepair(context.core, difference, context.operator.account);
      return {};
    },
  }),
];

/** How the channels' bills compare with the books, and what is done about it. */
export const RECONCILIATION_ROUTES: readonly Route[] = [...DAY_ROUTES, ...DIFFERENCE_ROUTES];

/** What gives days the names of who locked them and had them compared. */
async function namingDays(core: Core, days: readonly DayListed[]) {
  const runs = days.flatMap(({ run }) => (run ? [run] : []));
  const [ofDay, ofRun] = [await naming(core, days, 'lockedBy'), await naming(core, runs, 'startedBy')];
  return (day: DayListed) => ({ ...ofDay(day), run: day.run && ofRun(day.run) });
}

/** Tells whose difference it is, and what was wrong. */
async function notedDifference(
  { core, scope, note }: OperatorContext,
  differenceId: string,
): Promise<Difference> {
  const difference = await differenceInScope(core, scope, differenceId);
  const { schoolId, kind, subject, date, repair, proposedBy } = difference;
  note({ schoolId, details: { kind, number: subject, date, repair, proposedBy } });
  return difference;
}

type DifferenceNamed = Difference & {
  readonly proposedByName: string | undefined;
  readonly approvedByName: string | undefined;
};

function differenceView(difference: DifferenceNamed) {
  return {
    differenceId: difference.differenceId,
    schoolId: difference.schoolId,
    channelAccountId: difference.channelAccountId,
    date: difference.date,
    kind: difference.kind,
    subject: difference.subject,
    rowNo: difference.rowNo,
    booksAmount: difference.booksAmount,
    booksStatus: difference.booksStatus,
    booksAt: difference.booksAt,
    billAmount: difference.billAmount,
    billStatus: difference.billStatus,
    billAt: difference.billAt,
    detail: difference.detail,
    repair: difference.repair,
    status: difference.status,
    foundAt: difference.foundAt,
    proposedBy: difference.proposedBy,
    proposedByName: difference.proposedByName,
    note: difference.note,
    approvedBy: difference.approvedBy,
    approvedByName: difference.approvedByName,
    outcome: difference.outcome,
  };
}
