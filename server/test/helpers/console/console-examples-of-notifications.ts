import type { Gateway } from '../gateway/gateway.ts';
import type { Example } from './route-example.ts';

const PERIOD = { from: '2026-01-01', to: '2099-12-31' };
const RESEND = { ...PERIOD, reason: 'x' };
const SCHOOL = { schoolId: 'foreign' };
/** `console-examples-of-setup.ts` makes it. */
const APP = { appId: 'foreign-setup' };
/** `console-examples-of-records.ts` makes it. */
const ORDER = '1700000000000000001';

/** What partners are told. */
export const NOTIFICATION_EXAMPLES: Readonly<Record<string, Example>> = {
  'GET /notifications': { own: {}, foreign: [{}, SCHOOL, APP, { number: ORDER }] },
  'GET /notifications/export': {
    own: { form: 'csv' },
    foreign: [
      { form: 'csv', ...SCHOOL },
      { form: 'csv', ...APP },
    ],
  },
  'GET /endpoints': { own: {}, foreign: [{}, SCHOOL] },
  'GET /endpoints/export': {
    own: { form: 'csv' },
    foreign: [{ form: 'csv' }, { form: 'csv', ...SCHOOL }],
  },
  'GET /notifications/resend': {
    own: PERIOD,
    foreign: [PERIOD, { ...PERIOD, ...SCHOOL }, { ...PERIOD, ...APP }],
  },
  'POST /notifications/resend': {
    // of nobody: everything that failed would be what others look at
    own: { ...RESEND, appId: 'none' },
    foreign: [
      { ...RESEND, ...SCHOOL },
      { ...RESEND, ...APP },
    ],
  },
};

/** A notification of the school `foreign` that failed, and a dead endpoint, both bearing the mark. */
export async function seedForeignNotification({ app }: Pick<Gateway, 'app'>, mark: string): Promise<void> {
  const { db, clock } = app.core;
  await db.query({
    text: `with told as (
             insert into notifications (app_id, order_id, endpoint, status, created_at, deadline_at, attempts,
                                        settled_at)
             values ($1, $2, $3, 'exhausted', $4, $4, 1, $4) returning app_id, notification_id)
           insert into notification_attempts (app_id, notification_id, attempt, started_at, duration_ms, outcome,
                                              detail)
           select app_id, notification_id, 1, $4, 1, 'unreachable', $3 from told`,
    values: [APP.appId, ORDER, mark, clock.now()],
  });
  await db.query({
    text: `insert into notification_endpoints (app_id, endpoint, failures, failing_since, probe_at)
           values ($1, $2, 10, $3, $3)`,
    values: [APP.appId, mark, clock.now()],
  });
}
