import { env } from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/log.ts';
import { startPayment } from '../../src/payments/start-payment.ts';
import { expectBooksAgree } from '../helpers/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway.ts';

/** How many histories run; 2,000 in CI, any number on demand: HISTORIES=100000. */
const HISTORIES = Number(env.HISTORIES ?? 2_000);
const BATCH = 40;
const SEED = Number(env.HISTORY_SEED ?? 20261123);
const FEE = 100;

/** The channel says that it closed an order and takes money for it all the same. */
const FALSE_CLOSE = { match: { path: '/close$' }, times: 1, fault: 'lie_closed' };

let gateway: Gateway;
/** What the server logged as an error of its own: alerts are part of a history, these never are. */
const errors: string[] = [];
beforeAll(async () => {
  const sink = { write: (line: string) => void (line.includes('"err":') && errors.push(line)) };
  gateway = await startGateway({ channelTimeoutMs: 1_000, log: createLog('error', sink) });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** What partner, payer, channel and time may do, in any order. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'open_code' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'open_wallet' as const }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pay' as const), newest: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ do: 'pay_all' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'refuse' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'cancel' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'pay_after_false_close' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'query' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'create_again' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      fee: fc.integer({ min: 1, max: FEE }),
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
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function faultRules(): Record<string, unknown>[] {
  const paths = ['/native$', '/jsapi$', '/close$', '/refunds', '/transactions/out-trade-no/[0-9]+$'];
  const onRequests = [
    { fault: 'status', status: 500 },
    { fault: 'status', status: 500, after: true },
    { fault: 'status', status: 502, after: true },
    { fault: 'status', status: 429, after: true },
    { fault: 'status', status: 202 },
    { fault: 'reset_after' },
    { fault: 'timeout_before' },
    { fault: 'timeout_after' },
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
  const requests = paths.flatMap((path) =>
    onRequests.map((fault) => ({ match: { path }, times: 1, ...fault })),
  );
  return [...requests, ...onCallbacks, ...onCallbacks, FALSE_CLOSE];
}

async function live(history: readonly Step[]): Promise<void> {
  const { outTradeNo, orderId } = await gateway.partner.order({ total_fee: FEE });
  const handles: { code_url?: string; prepay_id?: string }[] = [];
  let refunds = 0;
  for (const now of history) {
    switch (now.do) {
      case 'open_code':
        await gateway.openCode(orderId).then((code) => handles.push({ code_url: code }), refused);
        break;
      case 'open_wallet': {
        const payer = { channel: 'wechat', scene: 'jsapi', openid: 'oHistory0000000000000000zhan' } as const;
        await startPayment(gateway.app.core, { appId: 'partner1', orderId }, payer).then(({ handle }) => {
          if (handle.kind === 'prepay') handles.push({ prepay_id: handle.prepayId });
        }, refused);
        break;
      }
      case 'pay':
      case 'refuse': {
        const handle = now.do === 'pay' && !now.newest ? handles[0] : handles.at(-1);
        if (handle)
          await gateway.wechat
            .pay({ ...handle, result: now.do === 'pay' ? 'success' : 'refuse' })
            .catch(refused);
        break;
      }
      case 'pay_all':
        await Promise.all(handles.map((handle) => gateway.wechat.pay(handle).catch(refused)));
        break;
      case 'cancel':
        await gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });
        break;
      case 'pay_after_false_close':
        await gateway.wechat.fault(FALSE_CLOSE);
        await gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });
        await Promise.all(handles.map((handle) => gateway.wechat.pay(handle).catch(refused)));
        break;
      case 'query':
        await gateway.partner.call('order_query', { out_trade_no: outTradeNo });
        break;
      case 'create_again':
        await gateway.partner.order({ out_trade_no: outTradeNo, total_fee: FEE }).catch(refused);
        break;
      case 'refund': {
        refunds += 1;
        const number = now.numbered ? { out_refund_no: `${orderId}-${refunds}` } : {};
        await gateway.partner.call('order_refund', {
          out_trade_no: outTradeNo,
          refund_fee: now.fee,
          ...number,
        });
        break;
      }
      case 'wait':
        await gateway.advance(now.ms);
        break;
      case 'fault':
        await gateway.wechat.fault(now.rule);
        break;
    }
  }
}

/** Refusals are part of every history; what must never happen is checked at its end. */
function refused(): void {}

/** The channel is well again and time passes until nothing is open: every unknown must resolve by itself. */
async function settle(): Promise<void> {
  await gateway.wechat.clearFaults();
  await gateway.advance(HOUR_MS + MINUTE_MS);
  await gateway.advanceUntil(MINUTE_MS, 'everything to be final', async () => {
    const [open] = await gateway.app.core.db.query<{ open: string }>({
      text: `select (select count(*) from orders where status = 'pending')
                    + (select count(*) from payments where status in ('created', 'pending', 'unknown'))
                    + (select count(*) from refunds where status = 'processing')
                    + (select count(*) from notifications where status = 'pending') as open`,
    });
    return open?.open === '0';
  });
}

test(`${HISTORIES} random histories with every fault end with books that agree`, {
  timeout: HISTORIES * 400 + 60_000,
}, async () => {
  const histories = fc.array(fc.array(step, { minLength: 4, maxLength: 14 }), {
    minLength: BATCH,
    maxLength: BATCH,
  });
  await fc.assert(
    fc.asyncProperty(histories, async (batch) => {
      await Promise.all(batch.map(live));
      await settle();
      await expectBooksAgree(gateway);
      const violations = await (await fetch(`${gateway.wechat.url}/__admin/violations`)).json();
      expect(violations).toEqual([]);
      expect(errors).toEqual([]);
    }),
    { numRuns: Math.ceil(HISTORIES / BATCH), seed: SEED, endOnFailure: true },
  );
  const [paid] = await gateway.app.core.db.query<{ dispositions: Record<string, number> }>({
    text: `select json_object_agg(disposition, n) as dispositions
             from (select disposition, count(*) as n from payments where disposition is not null group by 1) counts`,
  });
  // histories that never met these ends would prove nothing
  expect(Object.keys(paid?.dispositions ?? {}).sort()).toEqual(['duplicate', 'late', 'order']);
});
