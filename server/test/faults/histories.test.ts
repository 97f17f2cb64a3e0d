import { env } from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import type { Channel, PaymentCredential } from '../../src/channels/channel.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { startPayment } from '../../src/processing/start-payment.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { AMOUNT, FALSE_CLOSE, type Step, step } from '../helpers/gateway/history-steps.ts';
import { type Promises, promisesAbout } from '../helpers/gateway/promises.ts';

/** How many histories run; 1,000 in CI, any number on demand: HISTORIES=100000. */
const HISTORIES = Number(env.HISTORIES ?? 1_000);
const BATCH = 80;
const SEED = Number(env.HISTORY_SEED ?? 20261123);

let gateway: Gateway;
/** What the server logged as an error of its own: alerts are part of a history, these never are. */
const errors: string[] = [];
beforeAll(async () => {
  const sink = { write: (line: string) => void (line.includes('"err":') && errors.push(line)) };
  gateway = await startGateway({ channelTimeoutMs: patience(1_000), log: createLog('error', sink) });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** How the payer gets at one payment, whatever became of it since. */
type Hand = (result: 'success' | 'refuse') => Promise<unknown>;

function handOf(channel: Channel, credential: PaymentCredential): Hand {
  return (result) => {
    switch (credential.kind) {
      case 'qr':
        return gateway[channel].pay({ code_url: credential.codeUrl, result });
      case 'prepay':
        return gateway.wechat.pay({ prepay_id: credential.prepayId, result });
      case 'trade':
        return gateway.alipay.pay({ trade_no: credential.tradeNo, result });
      case 'redirect':
        return gateway.alipay.pay({ url: credential.url, result });
    }
  };
}

/** Lives one order's history; answers what the partner was promised on the way. */
async function live(history: readonly Step[]): Promise<Promises> {
  const { call, order } = gateway.partner;
  const { outTradeNo, orderId } = await order({ total_fee: AMOUNT });
  const promises = promisesAbout(gateway, outTradeNo, orderId);
  const hands: Hand[] = [];
  const payAll = () => Promise.all(hands.map((hand) => hand('success').catch(refused)));
  const cancel = async () => {
    const { code } = await call('order_cancel', { out_trade_no: outTradeNo });
    if (code === 0) promises.ended('3');
  };
  for (const [index, now] of history.entries()) {
    switch (now.do) {
      case 'open_code': {
        const codeUrl = await gateway.openCode(orderId, now.channel).catch(refused);
        if (codeUrl) hands.push((result) => gateway[now.channel].pay({ code_url: codeUrl, result }));
        break;
      }
      case 'open_way': {
        const started = await startPayment(gateway.app.core, { appId: 'partner1', orderId }, now.way).catch(
          refused,
        );
        if (started) hands.push(handOf(now.way.channel, started.credential));
        break;
      }
      case 'pay':
        await (now.newest ? hands.at(-1) : hands[0])?.('success').catch(refused);
        break;
      case 'refuse':
        await hands.at(-1)?.('refuse').catch(refused);
        break;
      case 'pay_all':
        await payAll();
        break;
      case 'cancel':
        await cancel();
        break;
      case 'pay_after_false_close':
        await gateway.wechat.fault(FALSE_CLOSE);
        await cancel();
        await payAll();
        break;
      case 'query':
        promises.ended((await call('order_query', { out_trade_no: outTradeNo })).content.status);
        break;
      case 'create_again': {
        const again = await order({ out_trade_no: outTradeNo, total_fee: AMOUNT }).catch(refused);
        if (again) promises.named(again.orderId);
        break;
      }
      case 'refund': {
        const number = now.numbered ? { out_refund_no: `${orderId}-${index}` } : {};
        const input = { out_trade_no: outTradeNo, refund_fee: now.amount, ...number };
        const { code, content } = await call('order_refund', input);
        if (code === 0) promises.refunded(String(content.refund_id), now.amount);
        break;
      }
      case 'partner':
        gateway.endpoint.answer = now.answers ? { status: 200, body: 'success' } : { status: 500, body: '' };
        break;
      case 'wait':
        await gateway.advance(now.ms);
        break;
      case 'fault':
        await gateway.wechat.fault(now.rule);
        break;
    }
  }
  return promises;
}

/** Refusals are part of every history; what must never happen is checked at its end. */
function refused(): undefined {}

/** Channels and partner are well again and time passes until nothing is open: every unknown must resolve by itself. */
async function settle(): Promise<void> {
  await gateway.wechat.clearFaults();
  gateway.endpoint.answer = { status: 200, body: 'success' };
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
  timeout: patience(HISTORIES * 400 + 60_000),
}, async () => {
  const histories = fc.array(fc.array(step, { minLength: 4, maxLength: 14 }), {
    minLength: BATCH,
    maxLength: BATCH,
  });
  await fc.assert(
    fc.asyncProperty(histories, async (batch) => {
      const lived = await Promise.all(batch.map(live));
      await settle();
      await expectBooksAgree(gateway);
      for (const promises of lived) await promises.check();
      const violations = await (await fetch(`${gateway.wechat.url}/__admin/violations`)).json();
      expect(violations).toEqual([]);
      expect(errors).toEqual([]);
    }),
    { numRuns: Math.ceil(HISTORIES / BATCH), seed: SEED, endOnFailure: true },
  );
  const ends = await gateway.app.core.db.query<{ channel: string; disposition: string }>({
    text: `select distinct channel, disposition from payments where disposition is not null
            order by channel, disposition`,
  });
  // histories that never met these ends would prove nothing
  expect(ends.map((end) => `${end.channel} ${end.disposition}`)).toEqual(
    ['alipay', 'wechat'].flatMap((name) => ['duplicate', 'late', 'order'].map((end) => `${name} ${end}`)),
  );
});
