import { REQUEST_KINDS } from '@zhixiao/contract/codes/requests';
import { newTrail } from '../../../src/apps/requests/request-trail.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Example } from './route-example.ts';

const SCHOOL = { schoolId: 'foreign' };
/** `console-examples-of-setup.ts` makes it. */
const APP = { appId: 'foreign-setup' };
/** `console-examples-of-records.ts` makes it. */
const ORDER = '1700000000000000001';
const EVERYWHERE = [{}, SCHOOL, APP];
const TAKEN = EVERYWHERE.map((filter) => ({ form: 'csv', ...filter }));

/** What partners see of their apps. */
export const WORKBENCH_EXAMPLES: Readonly<Record<string, Example>> = {
  'GET /workbench/requests': { own: {}, foreign: EVERYWHERE },
  'GET /workbench/requests/export': { own: { form: 'csv' }, foreign: TAKEN },
  'GET /workbench/sampled-days': { own: {}, foreign: EVERYWHERE },
  'GET /workbench/orders': { own: {}, foreign: [...EVERYWHERE, { number: ORDER }] },
  'GET /workbench/orders/export': { own: { form: 'csv' }, foreign: TAKEN },
  'GET /workbench/notifications': { own: {}, foreign: [...EVERYWHERE, { number: ORDER }] },
  'GET /workbench/notifications/export': { own: { form: 'csv' }, foreign: TAKEN },
  'GET /workbench/health': { own: {}, foreign: [{}, SCHOOL] },
  'GET /workbench/keys': { own: {}, foreign: [{}, SCHOOL] },
  'GET /workbench/check': {
    own: { number: 'none' },
    foreign: [{ number: ORDER }, { number: ORDER, ...APP }],
  },
  'POST /workbench/orders/:orderId/resend': { own: { orderId: '1' }, foreign: [{ orderId: ORDER }] },
};

/** A request of the school `foreign` that bears the mark, on a day on which there were too many. */
export async function seedForeignRequest({ app }: Pick<Gateway, 'app'>, mark: string): Promise<void> {
  const { requests, newId, db, clock } = app.core;
  const trail = Object.assign(newTrail('order_query', 1), APP, { requestId: newId(), message: mark });
  requests.note(Object.assign(trail, { outcome: 'refused', isProved: true, retCode: -1 }), '203.0.113.1');
  await requests.flush();
  for (const kind of REQUEST_KINDS) {
    await db.query({
      text: `insert into partner_request_days as d values ($1, ($2::timestamptz at time zone 'Asia/Shanghai')::date, $3, 9, 0)
             on conflict (app_id, day, kind) do update set total = 9, kept = 0`,
      values: [APP.appId, clock.now(), kind],
    });
  }
}
