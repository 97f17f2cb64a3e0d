import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { countAging } from '../../src/overview/problem-store.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const aging = async () =>
  (await countAging(gateway.app.core.db, gateway.clock.now())).map(({ kind, count }) => [kind, count]);

test('what the channel leaves open is alerted once it is too old, and not before', async () => {
  const paid = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(paid.orderId) });
  await waitFor(
    async () =>
      (await gateway.partner.call('order_query', { out_trade_no: paid.outTradeNo })).content.status === '2',
    { what: 'the order to be paid' },
  );
  await gateway.wechat.merchant({ refund_delay_ms: 30 * DAY_MS });
  await gateway.partner.call('order_refund', { out_trade_no: paid.outTradeNo, refund_fee: '1' });

  // from here on the channel answers nothing
  for (const path of ['/native$', '/transactions/', '/refunds']) {
    await gateway.wechat.fault({ match: { path }, times: 1000, fault: 'status', status: 502 });
  }
  await gateway.partner.call('order_refund', { out_trade_no: paid.outTradeNo, refund_fee: '2' });
  const stuck = await gateway.partner.order();
  await expect(gateway.openCode(stuck.orderId)).rejects.toThrow('channel_unknown');
  expect(await aging()).toEqual([]);

  await gateway.advance(11 * MINUTE_MS);
  expect(await aging()).toEqual([['payment_unknown', 1]]);
  await gateway.advance(HOUR_MS);
  expect(await aging()).toEqual([
    ['order_closing', 1],
    ['payment_unknown', 1],
    ['refund_unanswered', 1],
  ]);
  await gateway.advance(5 * DAY_MS);
  expect(await aging()).toContainEqual(['refund_unsettled', 1]);
});
