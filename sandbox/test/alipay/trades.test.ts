import { afterEach, beforeEach, expect, test } from 'vitest';
import { APP_ID, BUYER_ID, isProven, SELLER_ID, signedRequest } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';

const PRECREATE = 'alipay.trade.precreate';
const DAY_MS = 86_400_000;

let sandbox: AlipaySandbox;
beforeEach(async () => {
  sandbox = await startAlipaySandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const query = (outTradeNo: string) => sandbox.call('alipay.trade.query', { out_trade_no: outTradeNo });
const close = (outTradeNo: string) => sandbox.call('alipay.trade.close', { out_trade_no: outTradeNo });
const cancel = (outTradeNo: string) => sandbox.call('alipay.trade.cancel', { out_trade_no: outTradeNo });
const pay = async (what: object) => (await sandbox.admin('POST', '/alipay/pay', what)).content;
const advance = (ms: number) => sandbox.admin('POST', '/clock', { advance_ms: ms });
const shanghai = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

async function offered(changes: Record<string, unknown> = {}) {
  const terms = sandbox.terms(changes);
  const { content } = await sandbox.call(PRECREATE, terms);
  return { outTradeNo: terms.out_trade_no, terms, qrCode: content.qr_code ?? '' };
}

/** Opens the cashier as a browser does; answers where it lands. */
async function open(method: string, terms: object, parameters: Record<string, string> = {}) {
  const url = `${sandbox.url}/gateway.do?${new URLSearchParams(signedRequest(method, terms, parameters))}`;
  const answer = await fetch(url, { redirect: 'manual' });
  const page = new TextDecoder('gbk').decode(await answer.arrayBuffer());
  return { url, status: answer.status, page, location: answer.headers.get('location') };
}
const pageTerms = (changes = {}) => sandbox.terms({ product_code: 'FAST_INSTANT_TRADE_PAY', ...changes });

const violations = async () =>
  (JSON.parse((await sandbox.admin('GET', '/violations')).text) as { kind: string }[]).map(
    ({ kind }) => kind,
  );

test('a code is nothing to Alipay until it is scanned', async () => {
  const { outTradeNo, qrCode } = await offered();
  for (const answer of [await query(outTradeNo), await close(outTradeNo)]) {
    expect(answer.content.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  }
  expect(await pay({ code_url: qrCode, result: 'refuse' })).toMatchObject({
    trade_state: 'NOTPAY',
    paid: false,
  });
  const scanned = await query(outTradeNo);
  expect(scanned.content).toMatchObject({
    code: '10000',
    msg: 'Success',
    out_trade_no: outTradeNo,
    trade_status: 'WAIT_BUYER_PAY',
    total_amount: '1.00',
    receipt_amount: '0.00',
  });
  expect(scanned.content).not.toHaveProperty('send_pay_date');
  expect(isProven(scanned, sandbox.alipayKey)).toBe(true);
});

test('a code is the address of its own bill', async () => {
  const { qrCode, outTradeNo } = await offered();
  const page = await (await fetch(qrCode)).text();
  expect(page).toContain(outTradeNo);
  expect((await query(outTradeNo)).content.trade_status).toBe('WAIT_BUYER_PAY');
});

test('paid once, and answered by the query', async () => {
  const { outTradeNo, qrCode } = await offered();
  const result = await pay({ code_url: qrCode });
  expect(result).toEqual({
    trade_state: 'SUCCESS',
    trade_no: expect.stringMatching(/^\d{28}$/),
    paid: true,
    message: '支付成功',
  });
  expect(await pay({ code_url: qrCode })).toMatchObject({
    trade_state: 'SUCCESS',
    paid: false,
    message: '交易已支付',
  });
  expect(await pay({ out_trade_no: outTradeNo })).toMatchObject({ trade_state: 'SUCCESS', paid: false });
  const { content } = await query(outTradeNo);
  expect(content).toMatchObject({
    trade_no: result.trade_no,
    trade_status: 'TRADE_SUCCESS',
    buyer_user_id: BUYER_ID,
    buyer_logon_id: '159****5620',
    receipt_amount: '1.00',
    send_pay_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  });
  const byNo = await sandbox.call('alipay.trade.query', { trade_no: result.trade_no, out_trade_no: 'x' });
  expect(byNo.content.out_trade_no).toBe(outTradeNo);
  expect((await close(outTradeNo)).content.sub_code).toBe('ACQ.TRADE_STATUS_ERROR');
});

test('one number, one code', async () => {
  const { terms } = await offered();
  const again = await sandbox.call(PRECREATE, terms);
  expect(again.content.sub_code).toBe('ACQ.APPLY_PC_MERCHANT_CODE_ERROR');
  expect(await violations()).toEqual([]);
  const other = await sandbox.call(PRECREATE, { ...terms, total_amount: '2.00' });
  expect(other.content.sub_code).toBe('ACQ.APPLY_PC_MERCHANT_CODE_ERROR');
  expect(await violations()).toEqual(['order_number_with_other_terms']);
});

test('closed: not payable any more, and the number is used up', async () => {
  const { outTradeNo, terms, qrCode } = await offered();
  await pay({ code_url: qrCode, result: 'refuse' });
  const closed = await close(outTradeNo);
  expect(closed.content).toMatchObject({ code: '10000', out_trade_no: outTradeNo });
  expect(await pay({ code_url: qrCode })).toMatchObject({ trade_state: 'CLOSED', message: '交易已关闭' });
  expect((await query(outTradeNo)).content.trade_status).toBe('TRADE_CLOSED');
  expect((await close(outTradeNo)).content.sub_code).toBe('ACQ.TRADE_STATUS_ERROR');
  expect((await sandbox.call(PRECREATE, terms)).content.sub_code).toBe('ACQ.TRADE_HAS_CLOSE');
});

test('time closes what was scanned, and kills the code that was not', async () => {
  const inOneMinute = { time_expire: shanghai(Date.now() + 60_000) };
  const scanned = await offered(inOneMinute);
  await pay({ code_url: scanned.qrCode, result: 'refuse' });
  const unscanned = await offered(inOneMinute);
  await advance(61_000);
  expect((await query(scanned.outTradeNo)).content.trade_status).toBe('TRADE_CLOSED');
  expect(await pay({ out_trade_no: scanned.outTradeNo })).toMatchObject({
    paid: false,
    message: '订单已过支付截止时间',
  });
  expect(await pay({ code_url: unscanned.qrCode })).toMatchObject({ paid: false, message: '二维码已失效' });
  expect((await query(unscanned.outTradeNo)).content.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
});

test('a code lives two hours, a trade as long as its terms say', async () => {
  const late = await offered({ timeout_express: '3h' });
  const early = await offered({ timeout_express: '3h' });
  await pay({ code_url: early.qrCode, result: 'refuse' });
  await advance(2 * 3_600_000);
  expect(await pay({ code_url: late.qrCode })).toMatchObject({ message: '二维码已失效' });
  expect(await pay({ out_trade_no: early.outTradeNo })).toMatchObject({ paid: true });
});

test.each(['alipay.trade.page.pay', 'alipay.trade.wap.pay'])(
  '%s makes its trade when it is opened',
  async (method) => {
    const terms = sandbox.terms({
      product_code: method.includes('page') ? 'FAST_INSTANT_TRADE_PAY' : 'QUICK_WAP_WAY',
    });
    const parameters = { return_url: 'http://127.0.0.1:9/back?a=1', notify_url: sandbox.receiver.url };
    expect((await query(terms.out_trade_no)).content.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
    const first = await open(method, terms, parameters);
    expect(first.location).toMatch(/^\/phone\/pay\?code=\d{28}$/);
    const again = await open(method, terms, parameters);
    expect(again.location).toBe(first.location);
    const other = await open(method, { ...terms, total_amount: '2.00' }, parameters);
    expect(other.page).toContain('错误代码 ACQ.CONTEXT_INCONSISTENT');
    expect(await violations()).toEqual(['order_number_with_other_terms']);
    expect(await pay({ url: first.url })).toMatchObject({ trade_state: 'SUCCESS', paid: true });
    expect((await open(method, terms, parameters)).page).toContain('错误代码 ACQ.TRADE_HAS_SUCCESS');
  },
);

test('an expired link leads nowhere, and never makes a trade', async () => {
  const terms = pageTerms({ time_expire: shanghai(Date.now() + 60_000) });
  await advance(61_000);
  const { page } = await open('alipay.trade.page.pay', terms);
  expect(page).toContain('错误代码 ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR');
  expect((await query(terms.out_trade_no)).content.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
});

test('a mini-program’s trade is there at once, and for its payer alone', async () => {
  const terms = sandbox.terms({ product_code: 'JSAPI_PAY', op_app_id: APP_ID, buyer_id: '2088000000000077' });
  const create = (changes = {}) => sandbox.call('alipay.trade.create', { ...terms, ...changes });
  const { content } = await create();
  expect(content).toMatchObject({ code: '10000', out_trade_no: terms.out_trade_no });
  expect((await query(terms.out_trade_no)).content.trade_status).toBe('WAIT_BUYER_PAY');
  expect((await create()).content.trade_no).toBe(content.trade_no);
  expect((await create({ total_amount: '2.00' })).content.sub_code).toBe('ACQ.CONTEXT_INCONSISTENT');
  expect((await create({ buyer_id: BUYER_ID })).content.sub_code).toBe('ACQ.TRADE_BUYER_NOT_MATCH');
  expect((await create({ buyer_id: SELLER_ID })).content.sub_code).toBe('ACQ.BUYER_SELLER_EQUAL');
  expect((await create({ buyer_id: undefined })).content.sub_code).toBe('ACQ.INVALID_PARAMETER');
  expect(await pay({ trade_no: content.trade_no })).toMatchObject({ paid: false, message: '交易买家不匹配' });
  const own = { trade_no: content.trade_no, buyer_id: '2088000000000077' };
  expect(await pay(own)).toMatchObject({ paid: true });
});

test('cancel closes the unpaid, gives back the paid, and knows nothing of the rest', async () => {
  expect((await cancel('NOBODY')).content).toEqual({
    code: '10000',
    msg: 'Success',
    out_trade_no: 'NOBODY',
    retry_flag: 'N',
  });
  const unpaid = await offered();
  await pay({ code_url: unpaid.qrCode, result: 'refuse' });
  expect((await cancel(unpaid.outTradeNo)).content).toMatchObject({ action: 'close', retry_flag: 'N' });
  expect((await query(unpaid.outTradeNo)).content.trade_status).toBe('TRADE_CLOSED');

  const { outTradeNo } = await sandbox.paidTrade();
  expect((await cancel(outTradeNo)).content).toMatchObject({ action: 'refund', retry_flag: 'N' });
  const { content } = await query(outTradeNo);
  expect(content.trade_status).toBe('TRADE_CLOSED');
  expect(content.send_pay_date).toBeDefined();
  expect((await cancel(outTradeNo)).content).not.toHaveProperty('action');

  const old = await sandbox.paidTrade();
  await advance(DAY_MS + 1000);
  expect((await cancel(old.outTradeNo)).content.sub_code).toBe('ACQ.TRADE_CANCEL_TIME_OUT');
});

test('after twelve months a trade is finished', async () => {
  const { outTradeNo } = await sandbox.paidTrade();
  await advance(365 * DAY_MS);
  expect((await query(outTradeNo)).content.trade_status).toBe('TRADE_FINISHED');
  expect((await sandbox.refund(outTradeNo, '0.10')).content.sub_code).toBe('ACQ.TRADE_HAS_FINISHED');
});

test('newer apps know their payers by an id of their own', async () => {
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { identity: 'open_id' });
  const { outTradeNo } = await sandbox.paidTrade();
  const { content } = await query(outTradeNo);
  expect(content).not.toHaveProperty('buyer_user_id');
  const [notice] = sandbox.receiver.received;
  expect(new URLSearchParams(notice?.body).get('buyer_open_id')).toBe(content.buyer_open_id);
  const terms = sandbox.terms({
    product_code: 'JSAPI_PAY',
    op_app_id: APP_ID,
    buyer_open_id: content.buyer_open_id,
  });
  const created = await sandbox.call('alipay.trade.create', terms);
  expect(await pay({ trade_no: created.content.trade_no })).toMatchObject({ paid: true });
});

test('the admin API tells what stands in the books', async () => {
  const { outTradeNo, tradeNo } = await sandbox.paidTrade();
  const { outTradeNo: unpaid } = await offered();
  await sandbox.refund(outTradeNo, '0.30', 'R1');
  const books = JSON.parse((await sandbox.admin('GET', `/alipay/books?app_id=${APP_ID}`)).text);
  expect(books).toEqual([
    {
      app_id: APP_ID,
      out_trade_no: outTradeNo,
      trade_no: tradeNo,
      total: 100,
      paid_at: expect.stringMatching(/\+08:00$/),
      buyer_id: BUYER_ID,
      refunds: [{ out_request_no: 'R1', amount: 30, status: 'SUCCESS' }],
    },
  ]);
  expect((await sandbox.admin('GET', `/alipay/trades/${unpaid}`)).status).toBe(404);
  expect(await sandbox.tradeOf(outTradeNo)).toMatchObject({ trade_state: 'SUCCESS', method: PRECREATE });
  expect((await sandbox.admin('POST', '/alipay/pay', { code_url: 'http://x/qr/1' })).status).toBe(404);
  expect((await sandbox.admin('POST', '/alipay/pay', { trade_no: '1', code_url: 'x' })).status).toBe(400);
});
