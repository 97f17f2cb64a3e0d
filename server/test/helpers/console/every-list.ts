import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../../../src/lib/shanghai-day.ts';
import { findDay } from '../../../src/reconciliation/day-store.ts';
import { carryOutRetention } from '../../../src/retention/carry-out.ts';
import { changeSchool } from '../../../src/schools/manage-schools.ts';
import { emulatorAdmin } from '../channels/emulator-admin.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { invoicesOf, PERSON } from '../partner/invoices.ts';
import { waitFor } from '../wait-for.ts';
import { type ConsoleClient, firstAdministrator, invited, PASSWORD, visitor } from './console.ts';

const SCHOOL = '10086';
const ACCOUNT = 'sandbox-wechat';
/** So far an operator refunds alone, in fen. */
const LIMIT = 5_000;

/** The day that has been seeded, and an operator of everything who has just signed in. */
export interface SeededLists {
  readonly date: string;
  readonly admin: ConsoleClient;
}

/**
 * Business of a day and its bill, such that every list of the console has a row. Of two payments, 1,234.56 yuan
 * and 56.00, the second is not in the bill; of the first 34.56 went back, and 60.00 wait for another person. The
 * channel keeps 0.6 %. A third payment, of 7.89 a day later, could not be told to its partner. The day is far from the ends of a month.
 */
export async function seedEveryList(gateway: Gateway): Promise<SeededLists> {
  const invoices = invoicesOf(gateway);
  const date = tenthOfNextMonth(gateway);
  await until(gateway, dayStart(date).getTime() + 12 * HOUR_MS);
  const admin = await firstAdministrator(gateway);
  await admin.call('POST /invoice-accounts', {
    schoolId: SCHOOL,
    provider: 'receipt',
    settings: {},
    secrets: {},
  });
  await admin.call('POST /message-recipients', {
    schoolId: SCHOOL,
    name: '财务处',
    method: 'email',
    address: 'caiwu@school.example',
    language: 'zh',
    // what the lists below have none of: nothing is sent
    kinds: ['partner'],
    quietFrom: '22:00',
    quietUntil: '07:00',
  });
  const asker = await invited(gateway, admin, { account: 'sysadmin', role: 'system_administrator' });
  await asker.call('PUT /schools/:schoolId', {
    schoolId: SCHOOL,
    name: '知校示范大学',
    refundApprovalAbove: LIMIT * 2,
  });
  await changeSchool(gateway.app.core, [SCHOOL], SCHOOL, { refundApprovalAbove: LIMIT });
  await gateway.wechat.merchant({ fee_basis_points: 60 });
  const { orderId, outTradeNo } = await invoices.paid({ total_fee: 123_456, piaoju: PERSON });
  await invoices.reached(outTradeNo, '2');
  await leaveOutOfBill(gateway, date, (await invoices.paid({ total_fee: 5_600 })).orderId);
  const refund = (refundAmount: number, idempotencyKey: string) =>
    admin.call('POST /orders/:orderId/refund', { orderId, refundAmount, reason: '退宿', idempotencyKey });
  await refund(3_456, 'a'.repeat(32));
  await refund(6_000, 'b'.repeat(32));
  await gateway.advanceUntil(10 * SECOND_MS, 'the refund to settle', async () => {
    const { body } = await admin.call('GET /refunds', { status: 'succeeded' });
    return body.rows.length === 1;
  });

  await until(gateway, dayStart(plusDays(date, 1)).getTime() + 10 * HOUR_MS + MINUTE_MS);
  const key = { schoolId: SCHOOL, channelAccountId: ACCOUNT, date };
  await waitFor(async () => (await findDay(gateway.app.core.db, key))?.status === 'reconciled', {
    what: 'the day to be reconciled',
  });
  const again = visitor(gateway);
  await again.call('POST /sign-in', { account: 'admin', password: PASSWORD });
  await proposeInVain(again);
  const sought = { schoolId: SCHOOL, by: 'user_no', text: '20140548' };
  await again.call('POST /personal-data/exports', { ...sought, reason: '本人申请' });
  gateway.endpoint.answer = { status: 503, body: '' };
  await invoices.paid({ total_fee: 789 });
  await waitFor(async () => (await again.call('GET /endpoints')).body.rows[0], {
    what: 'the endpoint to fail',
  });
  await carryOutRetention(gateway.app.core);
  return { date, admin: again };
}

/** The explanation of the one difference is taken back by whoever gave it. */
async function proposeInVain(operator: ConsoleClient): Promise<void> {
  const { body } = await operator.call('GET /reconciliation/differences');
  const { differenceId } = body.rows[0];
  const step = 'POST /reconciliation/differences/:differenceId';
  await operator.call(`${step}/propose`, { differenceId, note: '已核对', markKnown: true });
  await operator.call(`${step}/reject`, { differenceId, reason: '误操作' });
}

function tenthOfNextMonth({ clock }: Gateway): string {
  const thisMonth = shanghaiDate(clock.now()).slice(0, 7);
  return `${plusDays(`${thisMonth}-28`, 7).slice(0, 7)}-10`;
}

function until(gateway: Gateway, instantMs: number): Promise<void> {
  return gateway.advance(instantMs - gateway.clock.now().getTime());
}

async function leaveOutOfBill({ app, wechat }: Gateway, date: string, orderId: string): Promise<void> {
  const [row] = await app.core.db.query<{ payment_no: string }>({
    text: 'select payment_no::text from orders where order_id = $1',
    values: [orderId],
  });
  await emulatorAdmin(wechat.url)('POST', '/wechat/bills/discrepancies', {
    mchid: '1900000001',
    bill_date: date,
    kind: 'missing_row',
    number: row?.payment_no,
  });
}
