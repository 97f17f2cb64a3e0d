import { afterAll, beforeAll, expect, test } from 'vitest';
import { Wechatpay } from 'wechatpay-axios-plugin';
import { APPID, MCHID, MERCHANT_PRIVATE_KEY, OPENID, SERIAL } from './helpers/merchant.ts';
import { newNumber, startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

const SUB = '1900000109';
const SUB_APPID = 'wx00000000000000ab';
const ORDERS = '/v3/pay/partner/transactions';
const REFUNDS = '/v3/refund/domestic/refunds';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ sub_merchants: { [SUB]: [SUB_APPID], '1900000110': [] } });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function terms(changes: Record<string, unknown> = {}) {
  const { appid: _appid, mchid: _mchid, ...rest } = sandbox.orderTerms();
  return { ...rest, sp_appid: APPID, sp_mchid: MCHID, sub_mchid: SUB, ...changes };
}

async function paidOrder(): Promise<string> {
  const order = terms();
  await sandbox.call('POST', `${ORDERS}/native`, order);
  await sandbox.admin('POST', '/wechat/pay', { out_trade_no: order.out_trade_no });
  return String(order.out_trade_no);
}

test('an order of a sub-merchant, as an implementation nobody here wrote sees it', async () => {
  const { platform_public_key_id: serial, platform_public_key_pem: pem } = sandbox.platform;
  const { client } = new Wechatpay({
    baseURL: `${sandbox.url}/`,
    headers: { 'Wechatpay-Serial': serial },
    mchid: MCHID,
    serial: SERIAL,
    privateKey: MERCHANT_PRIVATE_KEY,
    certs: { [serial]: pem },
  });
  const order = terms({ sub_appid: SUB_APPID, payer: { sub_openid: OPENID } });
  const created = await client.request(`${ORDERS.slice(1)}/jsapi`, 'post', order);
  await sandbox.admin('POST', '/wechat/pay', { prepay_id: created.data.prepay_id });
  const path = `${ORDERS.slice(1)}/out-trade-no/${order.out_trade_no}`;
  const paid = await client.request(path, 'get', undefined, { params: { sp_mchid: MCHID, sub_mchid: SUB } });
  expect(paid.data).toMatchObject({
    sp_appid: APPID,
    sp_mchid: MCHID,
    sub_appid: SUB_APPID,
    sub_mchid: SUB,
    trade_state: 'SUCCESS',
    payer: { sp_openid: OPENID, sub_openid: OPENID },
  });
  expect(paid.data).not.toHaveProperty('mchid');
});

test.each([
  ['without its sub-merchant', { sub_mchid: undefined }, 400, 'PARAM_ERROR'],
  ['for a stranger', { sub_mchid: '1900000999' }, 403, 'NO_AUTH'],
  ['for the provider itself', { sub_mchid: MCHID }, 400, 'INVALID_REQUEST'],
  ['of another provider', { sp_mchid: '1900000002' }, 400, 'PARAM_ERROR'],
  [
    'with another sub-merchant\u2019s appid',
    { sub_appid: 'wx00000000000000cd' },
    400,
    'APPID_MCHID_NOT_MATCH',
  ],
  ['with a direct merchant\u2019s field', { mchid: MCHID }, 400, 'PARAM_ERROR'],
])('an order %s is refused', async (_name, changes, status, code) => {
  const answer = await sandbox.call('POST', `${ORDERS}/native`, terms(changes));
  expect([answer.status, answer.content.code]).toEqual([status, code]);
});

test.each([[{}], [{ sp_openid: OPENID, sub_openid: OPENID }], [{ sub_openid: OPENID }]])(
  'a payer named as %j is refused',
  async (payer) => {
    const answer = await sandbox.call('POST', `${ORDERS}/jsapi`, terms({ payer }));
    expect([answer.status, answer.content.code]).toEqual([400, 'PARAM_ERROR']);
  },
);

test('query and close name both merchants, the right ones', async () => {
  const order = terms();
  await sandbox.call('POST', `${ORDERS}/native`, order);
  const path = `${ORDERS}/out-trade-no/${order.out_trade_no}`;
  const query = (target: string) => sandbox.call('GET', target);
  expect((await query(`${path}?sp_mchid=${MCHID}&sub_mchid=${SUB}`)).content.trade_state).toBe('NOTPAY');
  expect((await query(`${path}?sp_mchid=${MCHID}`)).status).toBe(400);
  expect((await query(`${path}?sp_mchid=${MCHID}&sub_mchid=1900000110`)).status).toBe(400);
  const direct = await query(`/v3/pay/transactions/out-trade-no/${order.out_trade_no}?mchid=${MCHID}`);
  expect(direct.status).toBe(400);
  const close = (sub_mchid: string) => sandbox.call('POST', `${path}/close`, { sp_mchid: MCHID, sub_mchid });
  expect((await close('1900000110')).status).toBe(400);
  expect((await close(SUB)).status).toBe(204);
});

test('a refund and its query name the sub-merchant of the order', async () => {
  const outTradeNo = await paidOrder();
  const refund = { ...sandbox.refundTerms(outTradeNo, 30), out_refund_no: newNumber('R') };
  expect((await sandbox.call('POST', REFUNDS, refund)).status).toBe(400);
  expect((await sandbox.call('POST', REFUNDS, { ...refund, sub_mchid: '1900000110' })).status).toBe(400);
  expect((await sandbox.call('POST', REFUNDS, { ...refund, sub_mchid: SUB })).status).toBe(200);
  expect((await sandbox.call('GET', `${REFUNDS}/${refund.out_refund_no}`)).status).toBe(400);
  const found = await sandbox.call('GET', `${REFUNDS}/${refund.out_refund_no}?sub_mchid=${SUB}`);
  expect(found.content).toMatchObject({ status: 'PROCESSING', amount: { refund: 30 } });

  const own = await sandbox.paidOrder();
  const answer = await sandbox.call('POST', REFUNDS, {
    ...sandbox.refundTerms(own.outTradeNo, 30),
    sub_mchid: SUB,
  });
  expect([answer.status, answer.content.code]).toEqual([403, 'NO_AUTH']);
});
