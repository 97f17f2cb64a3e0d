import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, partnerOf } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const OPENID = 'oGTHE5BRsqWUqkvsNz3PGa_rXPKA';

type SpData = Record<'appId' | 'timeStamp' | 'nonceStr' | 'package' | 'signType' | 'paySign', string>;

test('with an openid the answer carries what the mini-program needs, signed by the merchant', async () => {
  const terms = orderTerms(gateway.endpoint.url, { pay_type: 1, openid: OPENID });
  const answer = await gateway.partner.call('order_create', terms);
  const spData = answer.content.sp_data as SpData;
  expect(Object.keys(spData).sort()).toEqual([
    'appId',
    'nonceStr',
    'package',
    'paySign',
    'signType',
    'timeStamp',
  ]);
  const [account] = await gateway.app.core.db.query<{ settings: { merchantPublicKey: string } }>({
    text: `select settings from channel_accounts where channel = 'wechat'`,
  });
  const message = `${spData.appId}\n${spData.timeStamp}\n${spData.nonceStr}\n${spData.package}\n`;
  const key = createPublicKey(account?.settings.merchantPublicKey ?? '');
  expect(verify('sha256', Buffer.from(message), key, Buffer.from(spData.paySign, 'base64'))).toBe(true);

  const again = await gateway.partner.call('order_create', terms);
  expect((again.content.sp_data as SpData).package).toBe(spData.package);
  expect(again.content.order_id).toBe(answer.content.order_id);

  await gateway.wechat.pay({ prepay_id: spData.package.replace('prepay_id=', '') });
  await waitFor(() => gateway.endpoint.receivedFor(String(answer.content.out_trade_no))[0], {
    what: 'the notification',
  });
});

test('another openid for the same number is refused by name', async () => {
  const terms = orderTerms(gateway.endpoint.url, { pay_type: 1, openid: OPENID });
  await gateway.partner.call('order_create', terms);
  const answer = await gateway.partner.call('order_create', { ...terms, openid: OPENID.replace('o', 'p') });
  expect(answer).toMatchObject({ code: -2, message: expect.stringContaining('openid') });
});

test('an app can have sp_data as a JSON string', async () => {
  const keys = { appId: 'text-app', appSecret: 's', aesKey: 'k'.repeat(32), cipher: 'aes-256-cbc' } as const;
  const { core } = gateway.app;
  await insertApp(core.db, core.vault, { ...keys, schoolId: '10086', name: '小程序' }, core.clock.now());
  await core.db.query({ text: `update apps set sp_data_as_text = true where app_id = 'text-app'` });
  const partner = partnerOf(gateway.url, gateway.endpoint.url, keys);
  const answer = await partner.call(
    'order_create',
    orderTerms(gateway.endpoint.url, { pay_type: 1, openid: OPENID }),
  );
  expect(JSON.parse(String(answer.content.sp_data))).toHaveProperty('paySign');
});

test('an Alipay mini-program gets the number of a trade made for its payer', async () => {
  const terms = orderTerms(gateway.endpoint.url, { pay_type: 2, openid: '2088612279536603' });
  const answer = await gateway.partner.call('order_create', terms);
  const { sp_data: spData } = answer.content as { sp_data: { tradeNO: string } };
  expect(spData).toEqual({ tradeNO: expect.stringMatching(/^[0-9]{20,}$/) });
  expect((await gateway.partner.call('order_create', terms)).content.sp_data).toEqual(spData);

  await gateway.alipay.pay({ trade_no: spData.tradeNO });
  const told = await waitFor(() => gateway.endpoint.receivedFor(String(terms.out_trade_no))[0], {
    what: 'the notification',
  });
  expect(told.content).toMatchObject({ pay_type: '2', uid: '2088612279536603' });
});

test('Alipay mini-programs are refused while the school has none, and no order is made', async () => {
  const { db, accounts } = gateway.app.core;
  await db.query({ text: `update channel_accounts set settings = settings - 'miniProgramEnabled'` });
  await waitFor(
    async () => (await accounts.ofApp('partner1', 'alipay'))?.settings.miniProgramEnabled === undefined,
    { what: 'the account to be read again' },
  );
  const terms = orderTerms(gateway.endpoint.url, { pay_type: 2, openid: '2088612279536603' });
  expect(await gateway.partner.call('order_create', terms)).toMatchObject({
    code: -1,
    message: '暂不支持支付宝小程序支付',
  });
  const query = await gateway.partner.call('order_query', { out_trade_no: terms.out_trade_no });
  expect(query).toMatchObject({ code: -1, message: '订单不存在' });
});

test('an answer lost on the way to the channel: the same call again gets the parameters', async () => {
  const terms = orderTerms(gateway.endpoint.url, { pay_type: 1, openid: OPENID });
  await gateway.wechat.fault({
    match: { path: '/jsapi$' },
    times: 1,
    fault: 'status',
    status: 500,
    after: true,
  });
  expect(await gateway.partner.call('order_create', terms)).toMatchObject({
    code: -1,
    message: expect.stringContaining('相同参数重试'),
  });
  expect(await gateway.partner.call('order_create', terms)).toMatchObject({
    code: 0,
    content: { sp_data: {} },
  });
});
