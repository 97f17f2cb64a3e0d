import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Formatter, Wechatpay } from 'wechatpay-axios-plugin';
import {
  APPID,
  callApi,
  isSigned,
  MCHID,
  MERCHANT_PRIVATE_KEY,
  registerBody,
  SERIAL,
} from './helpers/merchant.ts';
import { newNumber, startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SUB_MCHID = '1900000109';

let sandbox: TestSandbox;
/** Each test has a day of its own, so that its bill tells of nothing else. */
let day = Date.parse('2026-09-01T00:00:00+08:00');

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(async () => {
  day += DAY_MS;
  await switches({ fee_basis_points: 0, balance_fen: null, refund_delay_ms: 1000, sub_merchants: {} });
  await sandbox.admin('DELETE', '/wechat/bills/discrepancies');
  await setTime(day + 10 * HOUR_MS);
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const switches = (changes: object) => sandbox.admin('PATCH', `/wechat/merchants/${MCHID}`, changes);
const dateOf = (at: number) => new Date(at + 8 * HOUR_MS).toISOString().slice(0, 10);

async function setTime(at: number): Promise<void> {
  await sandbox.admin('PUT', '/clock', { offset_ms: at - Date.now() });
}

/** Signed at the emulator's own time. */
async function call(method: string, target: string, body?: unknown, options = {}) {
  const { content } = await sandbox.admin('GET', '/clock');
  const timestampSeconds = Math.floor(Date.parse(String(content.now)) / 1000);
  return callApi(sandbox.url, method, target, body, { timestampSeconds, ...options });
}

async function pay(total = 100, changes: object = {}): Promise<string> {
  const terms = sandbox.orderTerms({ amount: { total, currency: 'CNY' }, ...changes });
  const created = await call('POST', '/v3/pay/transactions/native', terms);
  expect(created.status).toBe(200);
  await sandbox.admin('POST', '/wechat/pay', { out_trade_no: terms.out_trade_no });
  return terms.out_trade_no;
}

async function refund(outTradeNo: string, amount: number, total = 100): Promise<string> {
  const terms = sandbox.refundTerms(outTradeNo, amount, total);
  const accepted = await call('POST', '/v3/refund/domestic/refunds', terms);
  expect(accepted.status).toBe(200);
  return terms.out_refund_no;
}

const nextMorning = () => setTime(day + DAY_MS + 10 * HOUR_MS);
const disagree = async (discrepancy: object) => {
  const placed = { mchid: MCHID, bill_date: dateOf(day), ...discrepancy };
  expect((await sandbox.admin('POST', '/wechat/bills/discrepancies', placed)).status).toBe(204);
};

test('a day’s payments and refunds, summed up, under the hash that was announced', async () => {
  await switches({ fee_basis_points: 60 });
  const paid = await pay(1000, { description: '书本,文具', attach: 'a' });
  const number = await refund(paid, 250, 1000);
  await setTime(day + DAY_MS + HOUR_MS);
  await pay(300);
  await nextMorning();

  const { rows, totals } = await bill();
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    交易时间: `${dateOf(day)} 10:00:00`,
    公众账号ID: APPID,
    商户号: MCHID,
    特约商户号: '0',
    商户订单号: paid,
    交易状态: 'SUCCESS',
    应结订单金额: '10.00',
    订单金额: '10.00',
    手续费: '0.06000',
    费率: '0.60%',
    商品名称: '书本\\ 文具',
  });
  expect(rows[1]).toMatchObject({
    商户订单号: paid,
    商户退款单号: number,
    交易状态: 'REFUND',
    退款状态: 'SUCCESS',
    申请退款金额: '2.50',
    订单金额: '0.00',
    手续费: '-0.02000',
  });
  expect(totals).toEqual({
    总交易单数: '2',
    应结订单总金额: '10.00',
    退款总金额: '2.50',
    充值券退款总金额: '0.00',
    手续费总金额: '0.04000',
    订单总金额: '10.00',
    申请退款总金额: '2.50',
  });
  expect((await bill('&bill_type=SUCCESS')).rows.map((row) => row.商户订单号)).toEqual([paid]);
  expect((await bill('&bill_type=REFUND')).rows.map((row) => row.商户退款单号)).toEqual([number]);
});

test('the announcement is signed, the file is not, and compressed it still has the plain hash', async () => {
  await pay();
  await nextMorning();
  const target = `/v3/bill/tradebill?bill_date=${dateOf(day)}&tar_type=GZIP`;
  const answer = await call('GET', target);
  expect(isSigned(sandbox.platform, answer.headers, answer.text)).toBe(true);
  expect(answer.content.hash_type).toBe('SHA1');
  const plain = gunzipSync(await download(answer.content as unknown as Announced));
  expect(createHash('sha1').update(plain).digest('hex')).toBe(answer.content.hash_value);
  expect(plain.subarray(0, 3)).toEqual(Buffer.of(0xef, 0xbb, 0xbf));
});

test('a refund stands in the bill of the day it was asked for, as it was the next morning, for ever', async () => {
  const paid = await pay();
  await switches({ refund_delay_ms: 60 * HOUR_MS });
  const number = await refund(paid, 40);
  await nextMorning();
  expect((await bill('&bill_type=REFUND')).rows[0]?.退款状态).toBe('PROCESSING');
  await sandbox.admin('POST', `/wechat/refunds/${number}/outcome`, { status: 'SUCCESS' });
  expect((await bill('&bill_type=REFUND')).rows[0]?.退款状态).toBe('PROCESSING');
});

test.each([
  ['ABNORMAL', 'CHANGE'],
  ['CLOSED', 'FAIL'],
])('a refund that ended as %s is listed as %s', async (status, told) => {
  await switches({ refund_delay_ms: 60 * HOUR_MS });
  const number = await refund(await pay(), 40);
  await sandbox.admin('POST', `/wechat/refunds/${number}/outcome`, { status });
  await nextMorning();
  expect((await bill('&bill_type=REFUND')).rows[0]?.退款状态).toBe(told);
});

const refused = async (query: string, kind = 'tradebill') => {
  const answer = await call('GET', `/v3/bill/${kind}?${query}`);
  return [answer.status, answer.content.code];
};

test('a bill is there from ten o’clock the next morning until three months have passed', async () => {
  await pay();
  const asked = `bill_date=${dateOf(day)}`;
  expect(await refused(asked)).toEqual([400, 'PARAM_ERROR']);
  await setTime(day + DAY_MS);
  expect(await refused(asked)).toEqual([400, 'STATEMENT_CREATING']);
  await setTime(day + DAY_MS + 10 * HOUR_MS - 1000);
  expect(await refused(asked)).toEqual([400, 'STATEMENT_CREATING']);
  await nextMorning();
  expect((await bill()).rows).toHaveLength(1);
  expect(await refused(`bill_date=${dateOf(day + DAY_MS)}`)).toEqual([400, 'PARAM_ERROR']);

  await setTime(day + 90 * DAY_MS);
  expect((await bill()).rows).toHaveLength(1);
  await setTime(day + 93 * DAY_MS);
  expect(await refused(asked)).toEqual([400, 'PARAM_ERROR']);
});

test.each([
  ['bill_date=2026-02-30', 'PARAM_ERROR'],
  ['bill_type=ALL', 'PARAM_ERROR'],
  ['bill_date=DAY&bill_type=SOME', 'PARAM_ERROR'],
  ['bill_date=DAY&tar_type=ZIP', 'PARAM_ERROR'],
  ['bill_date=DAY&bill_type=RECHARGE_REFUND', 'NO_STATEMENT_EXIST'],
  ['bill_date=DAY&bill_type=REFUND', 'NO_STATEMENT_EXIST'],
])('%s is refused with %s', async (query, code) => {
  await pay();
  await nextMorning();
  expect(await refused(query.replace('DAY', dateOf(day)))).toEqual([400, code]);
});

test('a day without business has no bill at all', async () => {
  await nextMorning();
  expect(await refused(`bill_date=${dateOf(day)}`)).toEqual([400, 'NO_STATEMENT_EXIST']);
  expect(await refused(`bill_date=${dateOf(day)}`, 'fundflowbill')).toEqual([400, 'NO_STATEMENT_EXIST']);
});

test('a file is there for five minutes, for its own merchant, who has to sign for it', async () => {
  const other = '1900000077';
  await sandbox.admin('PUT', `/wechat/merchants/${other}`, registerBody());
  await pay();
  await nextMorning();
  const announcement = await announced('');
  const { pathname, search } = new URL(announcement.download_url);
  const fetched = async (target: string, options = {}) => {
    const answer = await call('GET', target, undefined, options);
    return [answer.status, answer.content.code];
  };
  expect(await fetched(pathname + search, { authorization: 'Bearer x' })).toEqual([401, 'SIGN_ERROR']);
  expect(await fetched(pathname + search, { mchid: other })).toEqual([403, 'NO_AUTH']);
  expect(await fetched(`${pathname}?token=guessed`)).toEqual([400, 'INVALID_REQUEST']);
  await sandbox.admin('POST', '/clock', { advance_ms: 5 * 60_000 - 2000 });
  expect((await download(announcement)).length).toBeGreaterThan(0);
  await sandbox.admin('POST', '/clock', { advance_ms: 2000 });
  expect(await fetched(pathname + search)).toEqual([400, 'INVALID_REQUEST']);
});

test('a service provider has the orders of all its sub-merchants in one bill, or those of one', async () => {
  const subMerchants = { [SUB_MCHID]: [], '1900000110': [] };
  await switches({ sub_merchants: subMerchants });
  const numbers: string[] = [];
  for (const sub_mchid of Object.keys(subMerchants)) {
    const { appid: _appid, mchid: _mchid, ...rest } = sandbox.orderTerms();
    const terms = { ...rest, sp_appid: APPID, sp_mchid: MCHID, sub_mchid };
    await call('POST', '/v3/pay/partner/transactions/native', terms);
    await sandbox.admin('POST', '/wechat/pay', { out_trade_no: rest.out_trade_no });
    numbers.push(rest.out_trade_no);
  }
  await nextMorning();
  expect((await bill()).rows.map((row) => row.商户订单号)).toEqual(numbers);
  const { rows } = await bill(`&sub_mchid=${SUB_MCHID}`);
  expect(rows.map((row) => [row.商户号, row.特约商户号])).toEqual([[MCHID, SUB_MCHID]]);
  const asked = `bill_date=${dateOf(day)}`;
  expect(await refused(`${asked}&sub_mchid=1900000999`)).toEqual([403, 'NO_AUTH']);
  // the money is on the accounts of the sub-merchants
  expect(await refused(asked, 'fundflowbill')).toEqual([400, 'NO_STATEMENT_EXIST']);
});

test('the fund flow accounts for every change of the balance', async () => {
  await switches({ fee_basis_points: 100, balance_fen: 0, refund_delay_ms: 60 * HOUR_MS });
  const paid = await pay(1000);
  const kept = await refund(paid, 400, 1000);
  const returned = await refund(paid, 600, 1000);
  await sandbox.admin('POST', `/wechat/refunds/${returned}/outcome`, { status: 'CLOSED' });
  await nextMorning();
  const { rows } = await bill('', 'fundflowbill');
  const movements = rows.map((row) => [row.业务类型, row.收支类型, row['收支金额(元)'], row.业务凭证号]);
  expect(movements).toEqual([
    ['交易', '收入', '10.00', paid],
    ['扣除交易手续费', '支出', '0.10', paid],
    ['退款', '支出', '3.96', kept],
    ['退款', '支出', '5.94', returned],
    ['退款退回', '收入', '5.94', returned],
  ]);
  expect(rows[2]?.备注).toBe('退款总金额4.00元;含手续费0.04元');
  const balances = rows.map((row) => Math.round(Number(row['账户结余(元)']) * 100));
  const changes = rows.map(
    (row) => Math.round(Number(row['收支金额(元)']) * 100) * (row.收支类型 === '收入' ? 1 : -1),
  );
  expect(balances.slice(1)).toEqual(changes.slice(1).map((change, index) => (balances[index] ?? 0) + change));
});

test('what is left after the fee is what refunds can be paid from', async () => {
  await switches({ fee_basis_points: 100, balance_fen: 0 });
  const first = await pay(1000);
  const second = await pay(1000);
  await refund(first, 1000, 1000);
  await switches({ balance_fen: 989 });
  const terms = sandbox.refundTerms(second, 1000, 1000);
  const short = await call('POST', '/v3/refund/domestic/refunds', terms);
  expect([short.status, short.content.code]).toEqual([403, 'NOT_ENOUGH']);
  await switches({ balance_fen: 990 });
  const accepted = await call('POST', '/v3/refund/domestic/refunds', terms);
  expect(accepted.content).toMatchObject({ status: 'PROCESSING', amount: { refund_fee: 10 } });
});

test('refunds in parts give back the whole fee and no fen more', async () => {
  await switches({ fee_basis_points: 60 });
  const paid = await pay(999);
  for (const part of [333, 333, 333]) await refund(paid, part, 999);
  await nextMorning();
  expect((await bill()).totals.手续费总金额).toBe('0.00000');
});

test('rows go missing, appear, and double', async () => {
  const [lost, doubled] = [await pay(), await pay(200)];
  const stray = newNumber('X');
  await disagree({ kind: 'missing_row', number: lost });
  await disagree({ kind: 'duplicate_row', number: doubled });
  await disagree({ kind: 'extra_row', number: stray, total: 777 });
  await nextMorning();
  const { rows, totals } = await bill();
  expect(rows.map((row) => row.商户订单号)).toEqual([doubled, doubled, stray]);
  expect(rows[2]?.微信订单号).toMatch(/^4200\d{24}$/);
  expect(totals).toMatchObject({ 总交易单数: '3', 订单总金额: '11.77' });
  // asked again, the stray payment is still the same one
  expect((await bill()).rows[2]).toEqual(rows[2]);
});

test('amounts and states can be changed in a bill', async () => {
  const paid = await pay();
  const covered = await pay();
  const number = await refund(paid, 40);
  await disagree({ kind: 'changed_amount', number: paid, by: 1 });
  await disagree({ kind: 'changed_state', number: paid, state: 'REVOKED' });
  await disagree({ kind: 'changed_amount', number, by: -1 });
  await disagree({ kind: 'changed_state', number, state: 'PROCESSING' });
  await disagree({ kind: 'coupon', number: covered, amount: 30 });
  await nextMorning();
  const { rows } = await bill();
  expect(rows[0]).toMatchObject({ 订单金额: '1.01', 交易状态: 'REVOKED' });
  expect(rows[1]).toMatchObject({ 订单金额: '1.00', 应结订单金额: '0.70', 代金券金额: '0.30' });
  expect(rows[2]).toMatchObject({ 申请退款金额: '0.39', 退款状态: 'PROCESSING', 交易状态: 'REFUND' });
});

test('the form of old merchant numbers, and values that nobody writes', async () => {
  const [plain, odd] = [await pay(), await pay(100, { attach: 'a' })];
  await disagree({ kind: 'historical_form' });
  await disagree({ kind: 'odd_value', number: odd, column: '应结订单金额', text: '￥1' });
  await nextMorning();
  const { rows, totals } = await bill();
  expect(rows[0]).toMatchObject({ 商户订单号: plain, 子商户号: '0', 总金额: '1.00', 企业红包金额: '0.00' });
  expect(rows[1]).toMatchObject({ 商户订单号: odd, 总金额: '￥1', 商户数据包: 'a', 费率: '0.00%' });
  expect(Object.keys(rows[0] ?? {})).not.toContain('订单金额');
  expect(totals).toEqual({
    总交易单数: '2',
    总交易额: '2.00',
    总退款金额: '0.00',
    总企业红包退款金额: '0.00',
    手续费总金额: '0.00000',
  });
});

test('a bill that ends too early, under the hash of what is left', async () => {
  await pay();
  await disagree({ kind: 'cut_short', characters: 60 });
  await nextMorning();
  const announcement = await announced('');
  const bytes = await download(announcement);
  expect(createHash('sha1').update(bytes).digest('hex')).toBe(announcement.hash_value);
  expect(bytes.toString('utf8')).not.toContain('申请退款总金额');
});

test('a wrong hash, and a bill that is late', async () => {
  await pay();
  await disagree({ kind: 'wrong_hash' });
  await disagree({ kind: 'creating', hours: 2 });
  await nextMorning();
  expect(await refused(`bill_date=${dateOf(day)}`)).toEqual([400, 'STATEMENT_CREATING']);
  await sandbox.admin('POST', '/clock', { advance_ms: 2 * HOUR_MS });
  const announcement = await announced('');
  const bytes = await download(announcement);
  expect(createHash('sha1').update(bytes).digest('hex')).not.toBe(announcement.hash_value);
  expect(read(bytes.toString('utf8')).rows).toHaveLength(1);
});

test('a discrepancy has to be whole, and stands in the list until all are deleted', async () => {
  const placed = { mchid: MCHID, bill_date: dateOf(day), kind: 'changed_amount', number: 'T1', by: 1 };
  const place = async (body: object) =>
    (await sandbox.admin('POST', '/wechat/bills/discrepancies', body)).status;
  expect(await place({ ...placed, by: undefined })).toBe(400);
  expect(await place({ ...placed, kind: 'no_such_kind' })).toBe(400);
  expect(await place({ ...placed, mchid: '1900000404' })).toBe(404);
  expect(await place(placed)).toBe(204);
  const listed = await sandbox.admin('GET', '/wechat/bills/discrepancies');
  expect(JSON.parse(listed.text)).toEqual([placed]);
  await sandbox.admin('DELETE', '/wechat/bills/discrepancies');
  expect((await sandbox.admin('GET', '/wechat/bills/discrepancies')).text).toBe('[]');
});

test('an implementation nobody here wrote asks for a bill, fetches it and reads it', async () => {
  // the plugin signs with the real time
  day = Math.floor((Date.now() + 8 * HOUR_MS) / DAY_MS) * DAY_MS - 8 * HOUR_MS - 2 * DAY_MS;
  await setTime(day + 12 * HOUR_MS);
  const paid = await pay();
  await setTime(Date.now());
  const { platform_public_key_id: serial, platform_public_key_pem: pem } = sandbox.platform;
  const { client } = new Wechatpay({
    baseURL: `${sandbox.url}/`,
    headers: { 'Wechatpay-Serial': serial },
    mchid: MCHID,
    serial: SERIAL,
    privateKey: MERCHANT_PRIVATE_KEY,
    certs: { [serial]: pem },
  });
  const params = { bill_date: dateOf(day), bill_type: 'ALL' };
  const { data } = await client.request('v3/bill/tradebill', 'get', undefined, { params });
  const { pathname, search } = new URL(data.download_url);
  const file = await client.request(`${pathname}${search}`.slice(1), 'get', undefined, {
    responseType: 'arraybuffer',
    transformResponse: (bytes: unknown) => bytes,
  });
  expect(createHash('sha1').update(file.data).digest('hex')).toBe(data.hash_value);
  expect(Formatter.castCsvBill(Buffer.from(file.data))).toMatchObject({
    rows: [{ 商户订单号: paid, 订单金额: '1.00' }],
    summary: { 总交易单数: '1' },
  });
});

interface Announced {
  readonly hash_value: string;
  readonly download_url: string;
}

async function announced(query: string, kind = 'tradebill'): Promise<Announced> {
  const answer = await call('GET', `/v3/bill/${kind}?bill_date=${dateOf(day)}${query}`);
  expect([answer.status, answer.content.code]).toEqual([200, undefined]);
  return answer.content as unknown as Announced;
}

async function download({ download_url }: Announced, options = {}): Promise<Buffer> {
  const { pathname, search } = new URL(download_url);
  const answer = await call('GET', `${pathname}${search}`, undefined, options);
  expect([answer.status, answer.headers.get('wechatpay-signature')]).toEqual([200, null]);
  return answer.bytes;
}

interface Bill {
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly totals: Readonly<Record<string, string>>;
}

/** The bill of the test's day, read by its column names, once its hash has been checked. */
async function bill(query = '', kind = 'tradebill'): Promise<Bill> {
  const announcement = await announced(query, kind);
  const bytes = await download(announcement);
  expect(createHash('sha1').update(bytes).digest('hex')).toBe(announcement.hash_value);
  return read(bytes.toString('utf8'));
}

function read(text: string): Bill {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\r\n')
    .slice(0, -1);
  const [header = [], ...rest] = lines.map((line) => line.split(','));
  const cells = (names: readonly string[], values: readonly string[] = []) =>
    Object.fromEntries(names.map((name, index) => [name, values[index]?.replace(/^`/, '') ?? '']));
  const [totalNames = [], totalValues] = rest.splice(-2);
  return { rows: rest.map((row) => cells(header, row)), totals: cells(totalNames, totalValues) };
}
