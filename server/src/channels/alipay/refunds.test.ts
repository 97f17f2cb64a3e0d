import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  account,
  granted,
  NOW,
  type Reply,
  refused,
  type SigningServer,
  signed,
  startSigningServer,
  unsigned,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import {
  notThere,
  PAYMENT_NO,
  REFUND_NO,
  refund,
  refundTerms,
  TRADE_NO,
} from '../../../test/helpers/channels/alipay/trade-fixture.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { createAlipayChannel } from './alipay-channel.ts';

const http = createHttpClient({ timeoutMs: 400 });
let alipay: SigningServer;
let channel: ReturnType<typeof createAlipayChannel>;

beforeAll(async () => {
  alipay = await startSigningServer();
  channel = createAlipayChannel({ http, clock: { now: () => NOW }, gatewayUrl: alipay.gatewayUrl });
});
afterAll(async () => {
  await alipay[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
});
beforeEach(() => void alipay.received.splice(0));

const createRefund = () => channel.createRefund(account, channel.refundRequestBody(account, refundTerms));
const queryRefund = () => channel.queryRefund(account, REFUND_NO, PAYMENT_NO);

const methods = () => alipay.received.map(({ query }) => query.method);
const contentOf = (index = 0): unknown => JSON.parse(alipay.received[index]?.body.biz_content ?? '');

/** What the refund itself is answered, and what the question about it. */
function answering(onCreate: Reply, onQuery: Reply = () => 'reset'): void {
  alipay.answerWith((request) =>
    (request.query.method === 'alipay.trade.refund' ? onCreate : onQuery)(request),
  );
}

test('a refund says exactly what Alipay documents, and cumulative sums are not believed', async () => {
  const cumulative = { ...refund, refund_fee: '0.90', fund_change: 'Y' };
  answering(signed(granted(cumulative)));
  expect(await createRefund()).toEqual({
    kind: 'done',
    value: { status: 'succeeded', refundAmount: 30, channelRefundId: `${TRADE_NO}-${REFUND_NO}` },
  });
  expect(methods()).toEqual(['alipay.trade.refund']);
  expect(contentOf()).toEqual({
    out_trade_no: PAYMENT_NO,
    refund_amount: '0.30',
    out_request_no: REFUND_NO,
    refund_reason: '退费 多缴',
  });
  const requestBody = channel.refundRequestBody(account, { ...refundTerms, reason: '🎉' });
  expect(JSON.parse(requestBody)).not.toHaveProperty('refund_reason');
});

const succeeded = { kind: 'done', value: { status: 'succeeded', refundAmount: 30 } };
const unclear = { kind: 'unknown' };
const moved = signed(granted({ ...refund, refund_fee: '0.30', fund_change: 'Y' }));
const notMoved = signed(granted({ ...refund, refund_fee: '0.30', fund_change: 'N' }));
const noBalance = signed(refused('ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足'));
const discordant = signed(refused('ACQ.DISCORDANT_REPEAT_REQUEST'));
const systemError = signed({ code: '20000', sub_code: 'isp.unknow-error' });
const badSignature = unsigned({ code: '40002', sub_code: 'isv.invalid-signature' });
const found = signed(granted(refund));
const nothing = signed(granted({}));
const otherAmount = signed(granted({ ...refund, refund_amount: '0.31' }));
const declined = (code: string) => ({ kind: 'not_done', code });

test.each<[string, Reply, Reply | 'not asked', object]>([
  ['moved money', moved, 'not asked', succeeded],
  [
    'moved money of another trade',
    signed(granted({ ...refund, out_trade_no: '1', fund_change: 'Y' })),
    'not asked',
    unclear,
  ],
  ['moved nothing, but is there', notMoved, found, succeeded],
  ['moved nothing and is not there', notMoved, nothing, unclear],
  ['moved nothing, there with another amount', notMoved, otherAmount, unclear],
  [
    'says nothing of money, but is there',
    signed(granted({ ...refund, refund_fee: '0.30' })),
    found,
    succeeded,
  ],
  [
    'says it moved money, unsigned, and is not there',
    unsigned(granted({ ...refund, fund_change: 'Y' })),
    nothing,
    unclear,
  ],
  ['refused for balance, but is there', noBalance, found, succeeded],
  [
    'refused for balance and not there',
    noBalance,
    nothing,
    { ...declined('ACQ.SELLER_BALANCE_NOT_ENOUGH'), message: '卖家余额不足' },
  ],
  ['refused for balance, query unclear', noBalance, systemError, unclear],
  ['refused for balance, query unsigned', noBalance, unsigned(granted({})), unclear],
  ['refused for balance, query refused', noBalance, badSignature, unclear],
  [
    'refused for balance, unsigned, not there',
    unsigned(refused('ACQ.SELLER_BALANCE_NOT_ENOUGH')),
    nothing,
    unclear,
  ],
  ['refused for want of a trade', signed(notThere), signed(notThere), declined('ACQ.TRADE_NOT_EXIST')],
  ['refused for our signature, not there', badSignature, nothing, declined('CHANNEL_CONFIGURATION')],
  ['refused with a code nobody knows, not there', signed(refused('ACQ.NEW')), nothing, unclear],
  ['system error, but there', systemError, found, succeeded],
  ['system error and not there', systemError, nothing, unclear],
  ['lost answer, but there', () => 'reset', found, succeeded],
  ['lost answer, not there', () => 'reset', nothing, unclear],
  ['late answer, but there', () => 'hang', found, succeeded],
  [
    'lost answer, there without a verdict',
    () => 'reset',
    signed(granted({ ...refund, refund_status: '' })),
    unclear,
  ],
  [
    'lost answer, there for another trade',
    () => 'reset',
    signed(granted({ ...refund, out_trade_no: '1' })),
    unclear,
  ],
  [
    'lost answer, there under another number',
    () => 'reset',
    signed(granted({ ...refund, out_request_no: '1' })),
    unclear,
  ],
])('a refund that %s', async (_name, onCreate, onQuery, outcome) => {
  const isAsked = onQuery !== 'not asked';
  answering(onCreate, isAsked ? onQuery : undefined);
  expect(await createRefund()).toMatchObject(outcome);
  expect(methods()).toEqual([
    'alipay.trade.refund',
    ...(isAsked ? ['alipay.trade.fastpay.refund.query'] : []),
  ]);
  if (isAsked) expect(contentOf(1)).toEqual({ out_trade_no: PAYMENT_NO, out_request_no: REFUND_NO });
});

test.each([nothing, otherAmount])('a number already used for another amount alarms', async (onQuery) => {
  answering(discordant, onQuery);
  expect(await createRefund()).toEqual({
    kind: 'unknown',
    reason: expect.stringContaining('已以另一金额退款成功，须人工核对'),
  });
});

test.each([
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR',
  'ACQ.TRADE_HAS_FINISHED',
  'ACQ.TRADE_HAS_CLOSE',
  'ACQ.TRADE_NOT_ALLOW_REFUND',
  'ACQ.NOT_ALLOW_PARTIAL_REFUND',
  'ACQ.REFUND_FEE_ERROR',
  'ACQ.BUYER_ERROR',
  'ACQ.REASON_TRADE_BEEN_FREEZEN',
  'ACQ.TRADE_SETTLE_ERROR',
  'ACQ.REFUNDALLOC_UNAUTH_LIMIT',
])('a refund refused with %s and not there is not done', async (code) => {
  answering(signed(refused(code, '原因')), nothing);
  expect(await createRefund()).toEqual({ kind: 'not_done', code, message: '原因' });
});

test('a refund query tells found and not found', async () => {
  alipay.answerWith(found);
  expect(await queryRefund()).toEqual({
    kind: 'done',
    value: { status: 'succeeded', refundAmount: 30, channelRefundId: `${TRADE_NO}-${REFUND_NO}` },
  });
  for (const reply of [nothing, signed(notThere)]) {
    alipay.answerWith(reply);
    expect(await queryRefund()).toEqual({ kind: 'done', value: 'not_found' });
  }
});
