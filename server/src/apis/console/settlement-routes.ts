import { SETTLEMENT_COLUMNS, settlementRows } from '../../exports/columns.ts';
import { Refusal } from '../../refusal.ts';
import { lockSettlementSheet, settlementSheets } from '../../settlement/settle-month.ts';
import { type SettlementSheet, settledByChannel, settledInAll } from '../../settlement/settlement-sheet.ts';
import { exportList } from './export-list.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const READING = { permission: 'settlement.read', scope: 'schools', proof: 'session' } as const;

/** What each app's month leaves its school. */
export const SETTLEMENT_ROUTES: readonly Route[] = [
  route('GET /settlement/sheets', {
    ...READING,
    audit: 'none',
    answer: async ({ core, scope }, { month }) => ({
      rows: (await settlementSheets(core, scope, month)).map(sheetView),
    }),
  }),
  route('GET /settlement/sheets/export', {
    ...READING,
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
    answer: async (context, { appId, month }) => sheetView(await oneSheet(context, appId, month)),
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
  route('POST /settlement/sheets/:appId/:month/lock', {
    permission: 'settlement.lock',
    scope: 'schools',
    proof: 'fresh',
    audit: { action: 'settlement.lock', subject: 'appId', details: ['month'] },
    async answer(context, { appId, month }) {
      const { core, scope, operator, note } = context;
      const open = sheetView(await oneSheet(context, appId, month));
      note({ schoolId: open.schoolId, details: { netAmount: open.total.netAmount } });
      return sheetView(await lockSettlementSheet(core, scope, operator.account, appId, month));
    },
  }),
];

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

function sheetView(sheet: SettlementSheet) {
  const channels = settledByChannel(sheet);
  return {
    schoolId: sheet.schoolId,
    appId: sheet.appId,
    appName: sheet.appName,
    month: sheet.month,
    lock: sheet.lock,
    channels,
    total: settledInAll(channels),
  };
}
