import { Type } from 'typebox';
import { SETTLEMENT_COLUMNS, settlementRows } from '../exports/columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { Refusal } from '../refusal.ts';
import { lockSettlementSheet, settlementSheets } from '../settlement/settle-month.ts';
import { type SettlementSheet, settledByChannel, settledInAll } from '../settlement/settlement-sheet.ts';
import { EXPORT_WISH, LIST_WISH } from './list-wish.ts';
import { type Asking, type Route, route } from './route.ts';

const ID = Type.String({ maxLength: 64 });
const MONTH = Type.String({ pattern: '^20\\d{2}-(0[1-9]|1[0-2])$', maxLength: 7 });
const OF_MONTH = { schoolId: Type.Optional(ID), month: MONTH };
const OF_SHEET = { appId: ID, month: MONTH };
const READING = { permission: 'settlement.read', scope: 'schools', proof: 'session' } as const;

/** What each app's month leaves its school. */
export const SETTLEMENT_ROUTES: readonly Route[] = [
  route('GET /settlement/sheets', {
    ...READING,
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...OF_MONTH }),
    answer: async ({ core, scope }, { month }) => ({
      rows: (await settlementSheets(core, scope, month)).map(sheetView),
    }),
  }),
  route('GET /settlement/sheets/export', {
    ...READING,
    audit: { action: 'settlement.export', details: ['month'] },
    params: Type.Object({ ...EXPORT_WISH, ...OF_MONTH }),
    async answer({ core, scope }, { form, month }) {
      const sheets = await settlementSheets(core, scope, month);
      return exportOf(form, `结算单 ${month}`, settlementRows(sheets), SETTLEMENT_COLUMNS);
    },
  }),
  route('GET /settlement/sheets/:appId/:month', {
    ...READING,
    audit: 'none',
    params: Type.Object(OF_SHEET),
    answer: async (asking, { appId, month }) => sheetView(await oneSheet(asking, appId, month)),
  }),
  route('GET /settlement/sheets/:appId/:month/export', {
    ...READING,
    audit: { action: 'settlement.export', subject: 'appId', details: ['month'] },
    params: Type.Object({ ...EXPORT_WISH, ...OF_SHEET }),
    async answer(asking, { form, appId, month }) {
      const sheet = await oneSheet(asking, appId, month);
      return exportOf(form, `结算单 ${sheet.appName} ${month}`, settlementRows([sheet]), SETTLEMENT_COLUMNS);
    },
  }),
  route('POST /settlement/sheets/:appId/:month/lock', {
    permission: 'settlement.lock',
    scope: 'schools',
    proof: 'fresh',
    audit: { action: 'settlement.lock', subject: 'appId', details: ['month'] },
    params: Type.Object(OF_SHEET),
    async answer(asking, { appId, month }) {
      const { core, scope, operator, note } = asking;
      const open = sheetView(await oneSheet(asking, appId, month));
      note({ schoolId: open.schoolId, details: { netFee: open.total.netFee } });
      return sheetView(await lockSettlementSheet(core, scope, operator.account, appId, month));
    },
  }),
];

/** @throws Refusal app_not_found */
async function oneSheet({ core, scope }: Asking, appId: string, month: string): Promise<SettlementSheet> {
  const [sheet] = await settlementSheets(core, scope, month, appId);
  if (!sheet) throw new Refusal('app_not_found', {});
  return sheet;
}

function sheetView({ lines, ...sheet }: SettlementSheet) {
  const channels = settledByChannel({ lines });
  return { ...sheet, channels, total: settledInAll(channels) };
}
