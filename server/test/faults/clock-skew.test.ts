import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
const alerts: string[] = [];
beforeAll(async () => {
  const sink = { write: (line: string) => void alerts.push(line) };
  gateway = await startGateway({ log: createLog('error', sink) });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const status = async (outTradeNo: string) =>
  (await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content.status;

test.each([
  ['six minutes ahead', 6 * MINUTE_MS],
  ['six minutes behind', -6 * MINUTE_MS],
  ['eight days ahead', 8 * DAY_MS],
  ['eight days behind', -8 * DAY_MS],
])('a host whose clock is %s books nothing and loses nothing', async (_name, offMs) => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  alerts.length = 0;
  gateway.clock.advance(offMs);
  await gateway.wechat.pay({ code_url: code });
  expect(await status(outTradeNo)).toBe('1');
  await waitFor(() => alerts.some((line) => line.includes('channel_misconfigured')), { what: 'the alert' });
  expect(gateway.endpoint.receivedFor(outTradeNo)).toEqual([]);
  const booked = await gateway.app.core.db.query({
    text: "select 1 from payments where order_id = $1 and status = 'succeeded'",
    values: [orderId],
  });
  expect(booked).toEqual([]);

  gateway.clock.advance(-offMs);
  await waitFor(async () => (await status(outTradeNo)) === '2', { what: 'the order to be paid' });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo).length === 1, { what: 'the notification' });
  await expectBooksAgree(gateway);
});
