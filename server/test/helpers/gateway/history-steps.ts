import fc from 'fast-check';
import type { Channel } from '../../../src/channels/channel.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.ts';
import type { PaymentChoice } from '../../../src/processing/intend-payment.ts';

/** What every order of a history costs, in fen. */
export const AMOUNT = 100;

/** The channel says that it closed an order and takes money for it all the same. */
export const FALSE_CLOSE = { match: { path: '/close$|trade\\.close$' }, times: 1, fault: 'lie_closed' };

const channel = fc.constantFrom<Channel>('wechat', 'alipay');
/** The ways to pay besides the code on a desktop. */
const WAYS: readonly PaymentChoice[] = [
  { channel: 'wechat', scene: 'jsapi', openid: 'oHistory0000000000000000zhan' },
  { channel: 'alipay', scene: 'jsapi', openid: '2088612279536603' },
  { channel: 'alipay', scene: 'wap', returnUrl: 'https://school.example.com/back', payerIp: '203.0.113.7' },
];

/** What partner, payer, channels and time may do, in any order. */
export const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('open_code' as const), channel }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('open_way' as const), way: fc.constantFrom(...WAYS) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pay' as const), newest: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ do: 'pay_all' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'refuse' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'cancel' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'pay_after_false_close' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'query' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'create_again' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('partner' as const), answers: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      amount: fc.integer({ min: 1, max: AMOUNT }),
      numbered: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(SECOND_MS, 6 * SECOND_MS, MINUTE_MS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('fault' as const), rule: fc.constantFrom(...faultRules()) }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function faultRules(): Record<string, unknown>[] {
  const wechat = ['/native$', '/jsapi$', '/close$', '/refunds', '/transactions/out-trade-no/[0-9]+$'];
  const alipay = ['precreate$', 'trade\\.create$', 'trade\\.close$', 'trade\\.refund$', '\\.query$'];
  const onRequests = [
    { fault: 'status', status: 500 },
    { fault: 'status', status: 500, after: true },
    { fault: 'status', status: 502, after: true },
    { fault: 'status', status: 429, after: true },
    { fault: 'status', status: 202 },
    { fault: 'system_error' },
    { fault: 'system_error', after: true },
    { fault: 'reset_after' },
    { fault: 'timeout_before' },
    { fault: 'timeout_after' },
    { fault: 'truncated' },
    { fault: 'empty' },
    { fault: 'bad_signature' },
    { fault: 'no_signature' },
    { fault: 'unknown_serial' },
    { fault: 'tampered_body' },
    { fault: 'signtest' },
    { fault: 'skewed_time' },
  ];
  const onCallbacks = ['payment', 'refund'].flatMap((callback) => [
    { callback, fault: 'lost' },
    { callback, fault: 'duplicate', times: 3 },
    { callback, fault: 'delay', ms: 20 * SECOND_MS },
    { callback, fault: 'forged' },
  ]);
  const requests = [...wechat, ...alipay].flatMap((path) =>
    onRequests.map((fault) => ({ match: { path }, times: 1, ...fault })),
  );
  return [...requests, ...onCallbacks, ...onCallbacks, FALSE_CLOSE];
}
