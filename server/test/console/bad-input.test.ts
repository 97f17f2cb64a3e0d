import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleClient, firstAdministrator, PASSWORD, visitor } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const NUL = 'a\u0000b';
const IDEMPOTENCY_KEY = 'a'.repeat(32);
const HALF = 'a\ud800b';

/** Each would be an error of the database, which is an alarm for us and an answer to nobody. */
test.each([
  ['GET /refund-applications', { after: 'abc' }, 200],
  ['GET /problems/:kind', { kind: 'late_money', after: 'abc' }, 200],
  ['GET /reconciliation/days', { after: 'abc' }, 200],
  ['GET /overview', { from: '2026-02-31', to: '2026-03-01' }, 400],
  ['GET /overview', { from: '2026-02-01', to: '2026-02-31' }, 400],
  ['GET /overview', { from: '0000-01-01', to: '2026-03-01' }, 400],
  ['GET /overview/export', { form: 'csv', from: '0000-01-01', to: '2026-03-01' }, 400],
  ['GET /overview', { from: '0001-01-01', to: '9999-12-31' }, 200],
  ['GET /reconciliation/days', { from: '0000-01-01' }, 400],
  ['GET /reconciliation/days', { from: '0001-01-01', to: '9999-12-31' }, 200],
  ['GET /reconciliation/differences', { date: '0000-01-01' }, 400],
  ['GET /reconciliation/days/:channelAccountId/:date', { channelAccountId: 'x', date: '0000-01-01' }, 409],
  [
    'POST /reconciliation/days/:channelAccountId/:date/fetch',
    { channelAccountId: 'sandbox-wechat', date: '0000-01-01' },
    409,
  ],
  ['GET /orders', { from: '0001-01-01', to: '9999-12-31' }, 200],
  ['GET /orders', { from: '0000-01-01' }, 400],
  ['GET /orders', { from: '2026-02-31' }, 400],
  ['GET /refunds', { to: '2026-02-31' }, 400],
  ['GET /audit', { from: '2026-02-30' }, 400],
  ['GET /orders', { number: NUL }, 400],
  ['GET /audit', { subject: NUL }, 400],
  ['GET /operators', { text: NUL }, 400],
  ['POST /directory/find', { schoolId: '10086', by: 'user_no', text: NUL }, 400],
  [
    'POST /orders/:orderId/refund',
    { orderId: '1', refundAmount: 1, reason: NUL, idempotencyKey: IDEMPOTENCY_KEY },
    400,
  ],
  [
    'POST /orders/:orderId/refund',
    { orderId: '1', refundAmount: 1, reason: HALF, idempotencyKey: IDEMPOTENCY_KEY },
    400,
  ],
  ['PUT /schools/:schoolId/card-link', { schoolId: '10086', template: '', appIds: [NUL] }, 400],
])('%s with %j is answered', async (key, params, status) => {
  expect((await admin.call(key, params)).status).toBe(status);
});

test('who tries to sign in under such a name is answered like anybody', async () => {
  const answer = await visitor(gateway).call('POST /sign-in', { account: NUL, password: PASSWORD });
  expect(answer.status).toBe(400);
});
