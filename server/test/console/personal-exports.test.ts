import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { type ConsoleClient, firstAdministrator, PASSWORD } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Files that name people in full. */
const PERSONAL: readonly [key: string, params: object, action: string][] = [
  ['GET /directory/roster', { schoolId: '10086' }, 'roster.export'],
  ['GET /operators/export', { form: 'csv' }, 'operators.export'],
];

test.each(PERSONAL)(
  '%s needs a fresh proof and a reason, which the audit log keeps',
  async (key, params, action) => {
    await admin.call('POST /account/prove', { kind: 'password', text: PASSWORD });
    expect((await admin.call(key, params)).body.error.code).toBe('invalid');
    expect((await admin.call(key, { ...params, reason: ' ' })).body.error.code).toBe('invalid');
    gateway.clock.advance(5 * MINUTE_MS);
    const input = { ...params, reason: '年度核对' };
    expect((await admin.call(key, input)).body.error.code).toBe('proof_needed');
    expect((await admin.call('GET /account/proof')).body.error.code).toBe('proof_needed');
    await admin.call('POST /account/prove', { kind: 'password', text: PASSWORD });
    expect((await admin.call('GET /account/proof')).status).toBe(200);
    const file = await admin.call(key, input);
    expect([file.status, file.headers.get('content-disposition')]).toEqual([
      200,
      expect.stringContaining('attachment'),
    ]);
    const told = await admin.call('GET /audit', { action, outcome: 'done' });
    expect(told.body.rows).toMatchObject([{ operator: 'admin', details: { reason: '年度核对' } }]);
  },
);
