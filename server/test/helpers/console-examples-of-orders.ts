import type { Example } from './console-examples.ts';

const NONE = { orderId: '1' };
const REASON = { reason: '测试' };
const DECISION = { refundRequestId: '1', note: '测试' };
const PERIOD = { from: '2026-01-01', to: '2026-12-31' };
const SCHOOL = { schoolId: 'foreign' };
/** `console-examples-of-setup.ts` makes it. */
const APP = { appId: 'foreign-setup' };

/** Example parameters of what is about orders and the figures of many. */
export const ORDER_EXAMPLES: Readonly<Record<string, Example>> = {
  'GET /orders': { own: {}, foreign: [SCHOOL, APP] },
  'GET /orders/export': {
    own: { form: 'csv' },
    foreign: [
      { form: 'csv', ...SCHOOL },
      { form: 'csv', ...APP },
    ],
  },
  'GET /orders/:orderId': { own: NONE },
  'POST /orders/:orderId/ask': { own: NONE },
  'POST /orders/:orderId/cancel': { own: { ...NONE, ...REASON } },
  'POST /orders/:orderId/resend': { own: NONE },
  'POST /orders/:orderId/refund': { own: { ...NONE, ...REASON, refundFee: 1, wishId: 'a'.repeat(32) } },
  'POST /orders/:orderId/invoice': {
    own: { ...NONE, payerType: 'individual', payerName: '小明', phone: '13000000000' },
  },
  'POST /orders/:orderId/invoice/retry': { own: NONE },
  'POST /orders/:orderId/invoice/reverse': { own: { ...NONE, ...REASON } },
  'GET /refunds': { own: {}, foreign: [SCHOOL, APP] },
  'GET /refunds/export': {
    own: { form: 'csv' },
    foreign: [
      { form: 'csv', ...SCHOOL },
      { form: 'csv', ...APP },
    ],
  },
  'POST /refunds/:refundId/see-to': { own: { refundId: '1', ...REASON } },
  'GET /refund-requests': { own: {}, foreign: [SCHOOL] },
  'GET /refund-requests/export': { own: { form: 'csv' }, foreign: [{ form: 'csv', ...SCHOOL }] },
  'POST /refund-requests/:refundRequestId/approve': { own: DECISION },
  'POST /refund-requests/:refundRequestId/reject': { own: DECISION },
  'GET /overview': { own: PERIOD, foreign: [PERIOD, { ...PERIOD, ...SCHOOL }, { ...PERIOD, ...APP }] },
  'GET /overview/export': {
    own: { form: 'csv', ...PERIOD },
    foreign: [
      { form: 'csv', ...PERIOD, ...SCHOOL },
      { form: 'csv', ...PERIOD, ...APP },
    ],
  },
  'GET /problems': { own: {}, foreign: [SCHOOL] },
  'GET /problems/:kind': { own: { kind: 'late_money' }, foreign: [{ kind: 'late_money', ...SCHOOL }] },
  'GET /problems/:kind/export': {
    own: { kind: 'late_money', form: 'csv' },
    foreign: [{ kind: 'late_money', form: 'csv', ...SCHOOL }],
  },
};
