import { recordEntry } from '../../../src/audit/record.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { PASSWORD } from './console.ts';
import { BILL_EXAMPLES, seedForeignBills } from './console-examples-of-bills.ts';
import { CHANGE_EXAMPLES, seedForeignChange } from './console-examples-of-changes.ts';
import { NOTIFICATION_EXAMPLES, seedForeignNotification } from './console-examples-of-notifications.ts';
import { ORDER_EXAMPLES } from './console-examples-of-orders.ts';
import { RECORD_EXAMPLES, seedForeignRecords } from './console-examples-of-records.ts';
import { SETUP_EXAMPLES, seedForeignApp } from './console-examples-of-setup.ts';
import { seedForeignRequest, WORKBENCH_EXAMPLES } from './console-examples-of-workbench.ts';
import type { Example } from './route-example.ts';

/** Written on everything of the school `foreign`: an answer that holds it has leaked. */
export const FOREIGN_MARK = 'foreign-secret-mark';

const NOBODY = '1';

/** Example parameters of every route that is not open to anybody. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  'GET /session': { own: {} },
  'GET /saved-views': { own: { list: '/orders' } },
  'POST /saved-views': { own: { list: '/orders', name: '今天', query: '', hidden: [] } },
  'DELETE /saved-views/:viewId': { own: { viewId: '1' } },
  'GET /account': { own: {} },
  'GET /account/proof': { own: {} },
  'POST /account/prove': { own: { kind: 'password', text: PASSWORD } },
  'POST /account/prove/passkey-request': { own: {} },
  'POST /account/prove/passkey': { own: { response: {} } },
  'PUT /account/password': { own: { password: PASSWORD } },
  'POST /account/totp': { own: {} },
  'POST /account/totp/confirm': { own: { code: '000000' } },
  'DELETE /account/totp': { own: {} },
  'POST /account/recovery-codes': { own: {} },
  'POST /account/passkey-request': { own: {} },
  'POST /account/passkeys': { own: { name: '钥匙', response: {} } },
  'DELETE /account/passkeys/:credentialId': { own: { credentialId: 'none' } },
  'POST /account/sessions/end-others': { own: {} },
  'GET /operators': { own: {} },
  'GET /operators/export': { own: { form: 'csv', reason: 'x' } },
  'POST /operators': { own: { account: 'somebody', name: 'x', role: 'support', schoolIds: ['none'] } },
  'PUT /operators/:operatorId': { own: { operatorId: NOBODY, name: 'x', role: 'support' } },
  'POST /operators/:operatorId/freeze': { own: { operatorId: NOBODY, reason: 'x' } },
  'POST /operators/:operatorId/unfreeze': { own: { operatorId: NOBODY, reason: 'x' } },
  'POST /operators/:operatorId/reset': { own: { operatorId: NOBODY, reason: 'x' } },
  'GET /audit': { own: {}, foreign: [{ schoolId: 'foreign' }, { subject: FOREIGN_MARK }] },
  'GET /audit/export': { own: { form: 'csv' }, foreign: [{ form: 'csv', subject: FOREIGN_MARK }] },
  'GET /audit/about': { own: {}, foreign: [{ schoolId: 'foreign' }] },
  'POST /audit/look-ups': {
    own: { schoolId: 'mine', text: '1' },
    foreign: [{ schoolId: 'foreign', text: FOREIGN_MARK }],
  },
  'POST /audit/look-ups/export': {
    own: { schoolId: 'mine', text: '1', form: 'csv' },
    foreign: [{ schoolId: 'foreign', text: FOREIGN_MARK, form: 'csv' }],
  },
  'POST /audit/verify': { own: {} },
  'GET /retention': { own: {} },
  'GET /retention/export': { own: { form: 'csv' } },
  'GET /retention-periods': { own: {} },
  ...CHANGE_EXAMPLES,
  ...BILL_EXAMPLES,
  ...RECORD_EXAMPLES,
  ...NOTIFICATION_EXAMPLES,
  ...ORDER_EXAMPLES,
  ...SETUP_EXAMPLES,
  ...WORKBENCH_EXAMPLES,
};

/** Two schools beside the sandbox's: `mine`, and `foreign` with things that bear the mark. */
export async function seedForeignSchool(gateway: Gateway): Promise<void> {
  const { db, vault, clock } = gateway.app.core;
  for (const schoolId of ['mine', 'foreign']) {
    await db.query({
      text: 'insert into schools (school_id, name, created_at) values ($1, $2, $3)',
      values: [schoolId, schoolId === 'foreign' ? FOREIGN_MARK : '我的学校', clock.now()],
    });
  }
  await db.transaction((tx) =>
    recordEntry(tx, vault, {
      at: clock.now(),
      operator: 'somebody',
      address: undefined,
      action: 'order.cancel',
      subject: FOREIGN_MARK,
      schoolId: 'foreign',
      outcome: 'done',
      details: {},
    }),
  );
  await seedForeignBills(gateway, FOREIGN_MARK);
  await seedForeignApp(gateway, FOREIGN_MARK);
  await seedForeignRecords(gateway, FOREIGN_MARK);
  await seedForeignNotification(gateway, FOREIGN_MARK);
  await seedForeignChange(gateway, FOREIGN_MARK);
  await seedForeignRequest(gateway, FOREIGN_MARK);
}
