import { schoolsWithFourEyes } from '../../changes/four-eyes.ts';
import { MOVEMENT_COLUMNS, SETTLEMENT_COLUMNS, settlementRows } from '../../exports/columns.ts';
import { eachRow } from '../../lib/page.ts';
import { Refusal } from '../../refusal.ts';
import type { Movement } from '../../settlement/movement.ts';
import { sheetMovements } from '../../settlement/movements.ts';
import {
  confirmSettlementLock,
  lockSettlementSheet,
  proposeSettlementLock,
  settlementSheets,
  withdrawSettlementLock,
} from '../../settlement/settle-month.ts';
import {
  type SettlementSheet,
  settledByChannel,
  settledInAll,
  versionOf,
} from '../../settlement/settlement-sheet.ts';
import { exportList } from './export-list.ts';
import { pageQuery } from './list-query.ts';
import { maskedPayer } from './order-views.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const PROPOSING = { permission: 'reconciliation.propose', scope: 'schools', proof: 'session' } as const;
const READING = { permission: 'settlement.read', scope: 'schools', proof: 'session' } as const;

/** What each app's month leaves its school. */
export const SETTLEMENT_ROUTES: readonly Route[] = [
  route('GET /settlement/sheets', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer(context, { month }) {
      const needTwo = await schoolsThatNeedTwo(context);
      const sheets = await settlementSheets(context.core, context.scope, month);
      return { rows: sheets.map((sheet) => sheetView(sheet, needTwo)) };
    },
  }),
  route('GET /settlement/sheets/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'settlement.export', details: ['month'] },
    async answer(context, { form, month }) {
      const { core, scope } = context;
      const sheets = await settlementSheets(core, scope, month);
      return exportList(
        context,
        form,
        { month },
        {
          title: '结算单',
          rows: settlementRows(sheets),
          columns: SETTLEMENT_COLUMNS,
          schoolOf: ({ schoolId }) => schoolId,
        },
      );
    },
  }),
  route('GET /settlement/sheets/:appId/:month', {
    ...READING,
    audit: 'none',
    answer: async (context, { appId, month }) =>
      sheetView(await oneSheet(context, appId, month), await schoolsThatNeedTwo(context)),
  }),
  route('GET /settlement/sheets/:appId/:month/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'settlement.export', subject: 'appId', details: ['month'] },
    async answer(context, { form, appId, month }) {
      const sheet = await oneSheet(context, appId, month);
      return exportList(
        context,
        form,
        { month },
        {
          title: `结算单 ${sheet.appName}`,
          rows: settlementRows([sheet]),
          columns: SETTLEMENT_COLUMNS,
          schoolOf: ({ schoolId }) => schoolId,
        },
      );
    },
  }),
  route('GET /settlement/sheets/:appId/:month/movements', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer(context, params) {
      const { core, scope } = context;
      await oneSheet(context, params.appId, params.month);
      const { rows, next } = await sheetMovements(core, scope, params, pageQuery(params));
      return { rows: rows.map(movementRow), next };
    },
  }),
  route('GET /settlement/sheets/:appId/:month/movements/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'settlement.export', subject: 'appId', details: ['month'] },
    async answer(context, { form, appId, month }) {
      const { core, scope } = context;
      const { appName } = await oneSheet(context, appId, month);
      return exportList(
        context,
        form,
        { month },
        {
          title: `结算明细 ${appName}`,
          rows: eachRow((query) => sheetMovements(core, scope, { appId, month }, query)),
          columns: MOVEMENT_COLUMNS,
        },
      );
    },
  }),
  route('POST /settlement/sheets/:appId/:month/propose', {
    ...PROPOSING,
    audit: { action: 'settlement.propose', subject: 'appId', details: ['month'] },
    answer: (context, params) => take(context, params, proposeSettlementLock),
  }),
  route('POST /settlement/sheets/:appId/:month/withdraw', {
    ...PROPOSING,
    audit: { action: 'settlement.withdraw', subject: 'appId', details: ['month'] },
    answer: (context, params) => take(context, params, withdrawSettlementLock),
  }),
  route('POST /settlement/sheets/:appId/:month/confirm', {
    permission: 'reconciliation.approve',
    scope: 'schools',
    proof: 'fresh',
    audit: { action: 'settlement.confirm', subject: 'appId', details: ['month'] },
    answer: (context, { version, ...params }) =>
      take(context, params, (core, scope, step) => confirmSettlementLock(core, scope, { ...step, version })),
  }),
  route('POST /settlement/sheets/:appId/:month/lock', {
    permission: 'settlement.lock',
    scope: 'schools',
    proof: 'fresh',
    audit: { action: 'settlement.lock', subject: 'appId', details: ['month'] },
    answer: (context, params) => take(context, params, lockSettlementSheet),
  }),
];

type Step = typeof lockSettlementSheet;

/** Does something about a sheet; the audit entry has its school and net. */
async function take(
  context: OperatorContext,
  { appId, month }: { readonly appId: string; readonly month: string },
  step: Step,
) {
  const { core, scope, operator, note } = context;
  const needTwo = await schoolsThatNeedTwo(context);
  const open = sheetView(await oneSheet(context, appId, month), needTwo);
  note({ schoolId: open.schoolId, details: { netAmount: open.total.netAmount } });
  const { account } = operator;
  const done = await step(core, scope, { operator: account, appId, month, needsTwo: open.needsTwo });
  return sheetView(done, needTwo);
}

/** The schools whose sheets one person prepares and another confirms: those whose grave changes need two. */
function schoolsThatNeedTwo({ core, scope, environment }: OperatorContext): Promise<readonly string[]> {
  return schoolsWithFourEyes(core, scope, environment === 'production');
}

/** @throws Refusal app_not_found */
async function oneSheet(
  { core, scope }: OperatorContext,
  appId: string,
  month: string,
): Promise<SettlementSheet> {
  const [sheet] = await settlementSheets(core, scope, month, appId);
  if (!sheet) throw new Refusal('app_not_found', {});
  return sheet;
}

function movementRow({ payer, ...movement }: Movement) {
  return {
    transactionId: movement.transactionId,
    at: movement.at,
    event: movement.event,
    channel: movement.channel,
    amount: movement.amount,
    number: movement.number,
    orderId: movement.orderId,
    outTradeNo: movement.outTradeNo,
    body: movement.body,
    ...maskedPayer(payer),
  };
}

function sheetView(sheet: SettlementSheet, needTwo: readonly string[]) {
  const channels = settledByChannel(sheet);
  const version = versionOf(sheet.lines);
  const { proposal } = sheet;
  return {
    schoolId: sheet.schoolId,
    schoolName: sheet.schoolName,
    appId: sheet.appId,
    appName: sheet.appName,
    month: sheet.month,
    lock: sheet.lock,
    needsTwo: needTwo.includes(sheet.schoolId),
    proposal: proposal && {
      by: proposal.by,
      byName: proposal.byName,
      at: proposal.at,
      netAmount: proposal.netAmount,
      isChanged: proposal.version !== version,
    },
    version,
    channels,
    total: settledInAll(channels),
  };
}
