import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppRules, NO_RULES } from '../../src/apps/app-rules.ts';
import { changeApp } from '../../src/apps/change-app.ts';
import { createApp } from '../../src/apps/create-app.ts';
import { DAY_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { type Partner, partnerOf, readAnswer } from '../helpers/partner/partner.ts';
import { eraseUntil } from '../helpers/retention/retention.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
const lines: Record<string, unknown>[] = [];
beforeAll(async () => {
  const log = createLog('warn', { write: (line) => void lines.push(JSON.parse(line)) });
  gateway = await startGateway({ log });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const INPUT = { schoolId: '10086', name: '图书馆', cipher: 'aes-256-cbc', spDataAsText: false } as const;

async function newPartner(rules: Partial<AppRules>): Promise<Partner> {
  const keys = await createApp(gateway.app.core, 'all', { ...INPUT, rules: { ...NO_RULES, ...rules } });
  return partnerOf(gateway.url, gateway.endpoint.url, { ...keys, cipher: INPUT.cipher });
}

/** Orders that are paid, by number. */
async function paid(partner: Partner, amounts: readonly number[]): Promise<string[]> {
  const orders = [];
  for (const amount of amounts) {
    const order = await partner.order({ total_fee: amount });
    await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
    const ask = () => partner.call('order_query', { out_trade_no: order.outTradeNo });
    await waitFor(async () => (await ask()).content.status === '2', { what: 'the order to be paid' });
    orders.push(order.outTradeNo);
  }
  return orders;
}

const refund = (partner: Partner, out_trade_no: string | undefined, refund_fee: number, more: object = {}) =>
  partner.call('order_refund', { out_trade_no, refund_fee, ...more });

test('the refunds of a day stay under the app’s limit, whatever runs at once, until the next day', async () => {
  const partner = await newPartner({ refundDayAmount: 250 });
  const orders = await paid(partner, [100, 100, 100, 100, 100]);
  const answers = await Promise.all(orders.map((number) => refund(partner, number, 100)));
  expect(answers.filter(({ code }) => code === 0)).toHaveLength(2);
  const refused = answers.filter(({ code }) => code !== 0);
  expect(new Set(refused.map(({ code, message }) => `${code} ${message}`))).toEqual(
    new Set(['-1 超过该应用每日退款限额（2.50 元），请联系学校']),
  );
  const left = orders[answers.findIndex(({ code }) => code !== 0)];
  expect((await refund(partner, left, 50)).code).toBe(0);
  expect((await refund(partner, left, 1)).code).toBe(-1);
  // the answer that was lost is given again, however much was refunded since
  const done = orders[answers.findIndex(({ code }) => code === 0)];
  const again = await partner.call('refund_query', { out_trade_no: done });
  expect(again.content.refunds).toHaveLength(1);
  expect(lines.filter(({ alert }) => alert === 'refund_day_limit').length).toBeGreaterThan(0);
  await gateway.advance(DAY_MS);
  expect((await refund(partner, left, 1)).code).toBe(0);
  await expectBooksAgree(gateway);
});

test('so does their number; what failed is not counted, and no limit is none', async () => {
  const partner = await newPartner({ refundDayCount: 1 });
  const [first, second] = await paid(partner, [100, 100]);
  await gateway.wechat.merchant({ balance_fen: 0 });
  expect((await refund(partner, first, 10, { out_refund_no: 'F' })).message).toContain('退款失败');
  await gateway.wechat.merchant({ balance_fen: null });
  expect((await refund(partner, first, 10, { out_refund_no: 'A' })).code).toBe(0);
  expect(await refund(partner, second, 10, { out_refund_no: 'B' })).toMatchObject({
    code: -1,
    message: '超过该应用每日退款限额（1 笔），请联系学校',
  });
  expect((await refund(partner, first, 10, { out_refund_no: 'A' })).code).toBe(0);
  await changeApp(gateway.app.core, 'all', partner.keys.appId, { rules: NO_RULES });
  expect((await refund(partner, second, 10, { out_refund_no: 'B' })).code).toBe(0);
});

test('a refund without a number is refused where one is required', async () => {
  const partner = await newPartner({ refundNoRequired: true });
  const [order] = await paid(partner, [100]);
  for (const more of [{}, { out_refund_no: '' }, { out_refund_no: null }]) {
    expect(await refund(partner, order, 10, more)).toMatchObject({
      code: -2,
      message: 'out_refund_no 不能为空（学校要求退款须带退款单号）',
    });
  }
  expect((await refund(partner, order, 10, { out_refund_no: 'A' })).code).toBe(0);
});

test.each([
  [['127.0.0.1'], true],
  [['127.0.0.0/8'], true],
  [['10.0.0.0/8', '127.0.0.1/32'], true],
  [['::ffff:127.0.0.1'], true],
  [['::1', '203.0.113.0/24'], false],
  [['0.0.0.0/0'], true],
  [['::/0'], false],
])('an app of %j is answered from here: %s', async (allowedNetworks, isAllowed) => {
  const partner = await newPartner({ allowedNetworks });
  const answer = await partner.call('order_query', { out_trade_no: 'none' });
  expect(answer.message).toBe(isAllowed ? '订单不存在' : '来源地址 127.0.0.1 不在学校允许的范围内');
  const alerts = lines.filter(
    ({ alert, appId }) => alert === 'foreign_source' && appId === partner.keys.appId,
  );
  expect(alerts).toHaveLength(isAllowed ? 0 : 1);
});

test.each([['localhost'], [''], ['10.0.0.0/33'], ['10.0.0'], ['1.2.3.4/'], ['a/8']])(
  'the source %j is refused',
  async (text) => {
    await expect(newPartner({ allowedNetworks: [text] })).rejects.toMatchObject({
      code: 'app_rules_unfit',
      details: { field: 'allowed_networks' },
    });
  },
);

test('a recorded query is no cancellation of an app that is held to it; others go on as they did', async () => {
  const held = await newPartner({ paramBound: true });
  const { outTradeNo } = await held.order();
  const numbered = { out_trade_no: outTradeNo };
  const asked = () => held.call('order_query', numbered);
  expect((await asked()).code).toBe(0);
  expect((await asked()).content.status).toBe('1');
  // the same text is the same param, whatever it is sent to: the published interface has one IV
  expect(await held.call('order_cancel', numbered)).toMatchObject({
    code: -1,
    message: '该 param 已用于 order_query，请为每个接口分别加密',
  });
  expect((await asked()).content.status).toBe('1');
  expect(lines.filter(({ alert }) => alert === 'param_reused')).toMatchObject([
    { appId: held.keys.appId, first: 'order_query', interfaceName: 'order_cancel' },
  ]);
  expect((await held.call('order_cancel', { ...numbered, at: '1' })).code).toBe(0);
  await gateway.advance(31 * DAY_MS);
  const kept = () => gateway.app.core.db.query({ text: 'select 1 from params_sent' });
  await eraseUntil(gateway, 'old params to be erased', async () => (await kept()).length === 0);

  const old = await newPartner({});
  const order = await old.order();
  const numberedOld = { out_trade_no: order.outTradeNo };
  expect((await old.call('order_query', numberedOld)).code).toBe(0);
  expect((await old.call('order_cancel', numberedOld)).code).toBe(0);
});

test('who does not sign rightly is answered sealed by default, and in plain words where that is switched off', async () => {
  for (const sealsUnsigned of [true, false]) {
    const { keys } = await newPartner({ sealsUnsigned });
    const { sign, ...unsigned } = sealRequest(keys, { out_trade_no: 'none' });
    for (const [path, body] of Object.entries({
      order_query: { ...unsigned, sign: sign.replace(/^./, (first) => (first === '0' ? '1' : '0')) },
      order_cancel: { id: keys.appId },
      no_such: { id: keys.appId },
    })) {
      const answer = await fetch(`${gateway.url}/pay_api/${path}`, {
        method: 'POST',
        body: new URLSearchParams(body),
      });
      const sealed = (await answer.json()) as SealedResponse;
      expect([path, sealed.sign !== '']).toEqual([path, sealsUnsigned]);
      expect(readAnswer(keys, sealed).message).toMatch(/签名错误|不能为空|接口不存在/);
    }
  }
});
