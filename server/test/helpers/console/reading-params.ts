import { plusDays } from '../../../src/lib/shanghai-day.ts';
import type { ConsoleClient } from './console.ts';
import { EXAMPLES } from './console-examples.ts';

/** What the routes that read something are asked with, to find what `seedEveryList` has made. */
export async function readingParams(
  admin: ConsoleClient,
  date: string,
  outTradeNo: string,
): Promise<Record<string, object>> {
  const answerOf = async (key: string, params: object) => {
    const { status, body } = await admin.call(key, params);
    if (status !== 200) throw new Error(`${key}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const first = async (key: string) => (await answerOf(key, {})).rows[0];
  const { orderId } = (await answerOf('GET /orders', { number: outTradeNo })).rows[0];
  const { channelAccountId } = await first('GET /reconciliation/differences');
  const { changeRequestId } = await first('GET /changes');
  const { refundApplicationId } = await first('GET /refund-applications');
  const [{ kind }] = (await answerOf('GET /problems', {})).kinds;
  const person = { schoolId: '10086', by: 'user_no', text: '20140548', reason: 'x' };
  const receipt = await answerOf('POST /personal-data/exports', person);
  const days = { from: date, to: plusDays(date, 1) };
  const sheet = { appId: 'partner1', month: date.slice(0, 7) };
  return {
    ...Object.fromEntries(Object.entries(EXAMPLES).map(([key, { own }]) => [key, own])),
    'GET /orders/:orderId': { orderId },
    'GET /orders/:orderId/version': { orderId },
    'GET /refund-applications/:refundApplicationId': { refundApplicationId },
    'GET /personal-data/requests/:requestId': receipt,
    'GET /personal-data/requests/:requestId/file': receipt,
    'GET /overview': days,
    'GET /overview/export': { ...days, form: 'csv' },
    'GET /problems/:kind': { kind },
    'GET /changes/:changeRequestId': { changeRequestId },
    'GET /reconciliation/days/:channelAccountId/:date': { channelAccountId, date },
    'GET /reconciliation/days/:channelAccountId/:date/bridge': { channelAccountId, date },
    'GET /settlement/sheets': { month: sheet.month },
    'GET /settlement/sheets/export': { month: sheet.month, form: 'csv' },
    'GET /settlement/sheets/:appId/:month': sheet,
    'GET /settlement/sheets/:appId/:month/movements': sheet,
    'GET /settlement/sheets/:appId/:month/movements/export': { ...sheet, form: 'csv' },
    'GET /settlement/sheets/:appId/:month/export': { ...sheet, form: 'csv' },
    'GET /schools/:schoolId/card-link': { schoolId: '10086' },
    'GET /schools/:schoolId/brand': { schoolId: '10086' },
    'GET /apps/:appId': { appId: 'partner1' },
    'GET /notifications/resend': days,
    'GET /orders/:orderId/invoice/document': { orderId },
    'GET /directory/roster': { schoolId: '10086', reason: 'x' },
  };
}
