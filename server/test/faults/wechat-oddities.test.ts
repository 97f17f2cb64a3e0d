import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

// What WeChat Pay does now and then, and what must not be made of it.

let gateway: Gateway;
const log: string[] = [];
beforeAll(async () => {
  const sink = { write: (line: string) => void log.push(line) };
  gateway = await startGateway({ log: createLog('warn', sink) });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const status = async (outTradeNo: string) =>
  (await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content.status;

async function paymentNoOf(orderId: string): Promise<string> {
  const [payment] = await gateway.app.core.db.query<{ payment_no: string }>({
    text: 'select payment_no from payments where order_id = $1',
    values: [orderId],
  });
  return payment?.payment_no ?? '';
}

async function paidOrder(): Promise<{ outTradeNo: string; paymentNo: string }> {
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification' });
  return { outTradeNo, paymentNo: await paymentNoOf(orderId) };
}

test('while WeChat moves from certificates to public keys, callbacks under both are taken', async () => {
  await gateway.wechat.merchant({ key_mode: 'mixed' });
  const serials = new Set<string>();
  for (let n = 0; n < 12 && serials.size < 2; n += 1) {
    const { paymentNo } = await paidOrder();
    const { callbacks } = (await gateway.wechat.order(paymentNo)) as {
      callbacks: { id: string; attempts: number; delivered_at: string | null }[];
    };
    // taken at the first attempt, whichever key it came under
    expect(callbacks).toMatchObject([{ attempts: 1, delivered_at: expect.any(String) }]);
    serials.add(String(Number(callbacks[0]?.id.at(-1)) % 2));
  }
  expect(serials.size).toBe(2);
  await gateway.wechat.merchant({ key_mode: 'public_key' });
});

test('a certificate WeChat changes to is learnt from WeChat, and only from WeChat', async () => {
  const { accounts, db } = gateway.app.core;
  const keysOf = async () => {
    const settings = (await accounts.byId('sandbox-wechat'))?.settings;
    return { asked: settings?.platformKeyId, known: Object.keys(settings?.platformKeys ?? {}) };
  };
  const { known } = await keysOf();
  const serial = known.find((name) => !name.startsWith('PUB_KEY_ID_'));
  await db.query({
    text: `update channel_accounts set settings = settings || jsonb_build_object('platformKeyId', $1::text)
            where channel_account_id = 'sandbox-wechat'`,
    values: [serial],
  });
  await gateway.wechat.merchant({ key_mode: 'certificate' });
  await waitFor(async () => (await keysOf()).asked === serial, { what: 'the account to be read again' });

  const forged = await fetch(`${gateway.url}/channel/wechat/sandbox-wechat`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'wechatpay-timestamp': String(Math.floor(gateway.clock.now().getTime() / 1000)),
      'wechatpay-nonce': 'n',
      'wechatpay-serial': 'F'.repeat(40),
      'wechatpay-signature': 'AAAA',
    },
    body: '{}',
  });
  expect(forged.status).toBe(401);
  const next = await gateway.wechat.rotateCertificate();
  await gateway.advance(2 * MINUTE_MS);
  await gateway.wechat.fault({
    match: { path: '/out-trade-no/[0-9]+$' },
    fault: 'status',
    status: 502,
    times: 99,
  });
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  // its callback comes under the new certificate, is refused, has the keys looked up, and comes again
  await gateway.advanceUntil(15 * SECOND_MS, 'the callback to be taken', async () => {
    return gateway.endpoint.receivedFor(outTradeNo).length > 0;
  });
  await gateway.wechat.clearFaults();
  const after = await keysOf();
  expect(after.known.sort()).toEqual([...known, next].sort());
  expect(after.asked).toBe(next);
  expect(await status(outTradeNo)).toBe('2');
  await gateway.wechat.merchant({ key_mode: 'public_key' });
});

test('an unsigned XML callback of a refund made by hand is answered and alerted, and books nothing', async () => {
  const url = `${gateway.url}/channel/wechat/sandbox-wechat`;
  await gateway.wechat.merchant({ refund_callback_url: url });
  const { outTradeNo, paymentNo } = await paidOrder();
  log.length = 0;
  await gateway.wechat.refundByHand(paymentNo, 40);
  await gateway.advanceUntil(SECOND_MS, 'WeChat to get the answer that it was received', async () => {
    const { callbacks } = (await gateway.wechat.order(paymentNo)) as {
      callbacks: { event_type: string; delivered_at: string | null }[];
    };
    return callbacks.find(({ event_type: type }) => type === 'V2.REFUND')?.delivered_at;
  });
  expect(log.some((line) => line.includes('unsigned_callback'))).toBe(true);
  const query = await gateway.partner.call('order_query', { out_trade_no: outTradeNo });
  expect(query.content).toMatchObject({ status: '2', refunded_fee: '0' });
});

test('and it has the channel asked about refunds of ours that are still open', async () => {
  const { outTradeNo } = await paidOrder();
  await gateway.wechat.fault({ callback: 'refund', fault: 'lost', times: 99 });
  await gateway.wechat.merchant({ refund_delay_ms: DAY_MS });
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '30' });
  const refund = async () => {
    const { content } = await gateway.partner.call('refund_query', { out_trade_no: outTradeNo });
    return (content.refunds as { refund_id: string; status: string }[])[0];
  };
  // asked about so often already that the next question by itself is hours away
  await gateway.app.core.db.query({
    text: `update refunds set due_at = due_at + interval '6 hours', checks = 11 where refund_id = $1`,
    values: [(await refund())?.refund_id],
  });
  await gateway.wechat.settleRefund((await refund())?.refund_id ?? '', 'SUCCESS');
  expect((await refund())?.status).toBe('1');
  const answer = await fetch(`${gateway.url}/channel/wechat/sandbox-wechat`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: '<xml><return_code>SUCCESS</return_code></xml>',
  });
  expect(await answer.text()).toContain('SUCCESS');
  await waitFor(async () => (await refund())?.status === '2', { what: 'the refund to be known' });
  await gateway.wechat.clearFaults();
  await gateway.wechat.merchant({ refund_delay_ms: SECOND_MS });
});

test('a payer who is typing his password has neither paid nor failed', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  const paymentNo = await paymentNoOf(orderId);
  await gateway.wechat.tell(paymentNo, 'USERPAYING');
  expect(await status(outTradeNo)).toBe('1');
  await gateway.wechat.pay({ code_url: code });
  await waitFor(async () => (await status(outTradeNo)) === '2', { what: 'the order to be paid' });
});

test('an attempt WeChat calls failed or revoked can be followed by another', async () => {
  for (const state of ['PAYERROR', 'REVOKED'] as const) {
    const { orderId, outTradeNo } = await gateway.partner.order();
    await gateway.openCode(orderId);
    await gateway.wechat.tell(await paymentNoOf(orderId), state);
    expect(await status(outTradeNo)).toBe('1');
    // a page has the channel make one attempt every three seconds
    await gateway.advance(4_000);
    await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
    await waitFor(async () => (await status(outTradeNo)) === '2', { what: 'the second attempt to pay' });
  }
});

test('the emulator saw nothing that a client must never do', async () => {
  const answer = await fetch(`${gateway.wechat.url}/__admin/violations`);
  expect(await answer.json()).toEqual([]);
});
