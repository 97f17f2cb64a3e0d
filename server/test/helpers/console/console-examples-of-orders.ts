import type { Example } from './route-example.ts';

const NONE = { orderId: '1' };
/** `console-examples-of-records.ts` makes it. */
const FOREIGN = { orderId: '1700000000000000001' };
const REASON = { reason: '测试' };
const REFUND = { ...REASON, refundAmount: 1, idempotencyKey: 'a'.repeat(32) };
const INVOICE = { payerType: 'individual', payerName: '小明', phone: '13000000000' };
const DECISION = { refundApplicationId: '1', note: '测试' };
const PERIOD = { from: '2026-01-01', to: '2026-12-31' };
const SCHOOL = { schoolId: 'foreign' };
/** `console-examples-of-setup.ts` makes it. */
const FIND = { person: '20140548' };
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
  'POST /orders/find': { own: FIND, foreign: [{ ...FIND, ...SCHOOL }] },
  'POST /orders/find/export': {
    own: { ...FIND, form: 'csv' },
    foreign: [{ ...FIND, form: 'csv', ...SCHOOL }],
  },
  'POST /numbers/find': { own: { text: '1' }, foreign: [{ text: '1', ...SCHOOL }] },
  'GET /waiting': { own: {} },
  'GET /orders/:orderId': { own: NONE, foreign: [FOREIGN] },
  'GET /orders/:orderId/version': { own: NONE, foreign: [FOREIGN] },
  'POST /orders/:orderId/ask': { own: NONE, foreign: [FOREIGN] },
  'POST /orders/:orderId/cancel': { own: { ...NONE, ...REASON }, foreign: [{ ...FOREIGN, ...REASON }] },
  'POST /orders/:orderId/resend': { own: NONE, foreign: [FOREIGN] },
  'POST /orders/:orderId/refund': { own: { ...NONE, ...REFUND }, foreign: [{ ...FOREIGN, ...REFUND }] },
  'POST /orders/:orderId/invoice': { own: { ...NONE, ...INVOICE }, foreign: [{ ...FOREIGN, ...INVOICE }] },
  'POST /orders/:orderId/invoice/retry': { own: NONE, foreign: [FOREIGN] },
  'POST /orders/:orderId/invoice/reverse': {
    own: { ...NONE, ...REASON },
    foreign: [{ ...FOREIGN, ...REASON }],
  },
  'GET /refunds': { own: {}, foreign: [SCHOOL, APP] },
  'GET /refunds/export': {
    own: { form: 'csv' },
    foreign: [
      { form: 'csv', ...SCHOOL },
      { form: 'csv', ...APP },
    ],
  },
  'POST /refunds/:refundId/dismiss': { own: { refundId: '1', ...REASON } },
  'GET /refund-applications': { own: {}, foreign: [SCHOOL] },
  'GET /refund-applications/export': { own: { form: 'csv' }, foreign: [{ form: 'csv', ...SCHOOL }] },
  'GET /refund-applications/:refundApplicationId': { own: { refundApplicationId: '1' } },
  'POST /refund-applications/:refundApplicationId/approve': { own: DECISION },
  'POST /refund-applications/:refundApplicationId/reject': { own: DECISION },
  'GET /overview': { own: PERIOD, foreign: [PERIOD, { ...PERIOD, ...SCHOOL }, { ...PERIOD, ...APP }] },
  'GET /overview/now': { own: {}, foreign: [{}, SCHOOL, APP] },
  'GET /overview/set-up': { own: {}, foreign: [SCHOOL] },
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
