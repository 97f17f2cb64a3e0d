import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Answer,
  account,
  NOW,
  type SigningServer,
  startSigningServer,
} from '../../../test/helpers/channels/wechat/signing-server.ts';
import { writeWechatBill } from '../../../test/helpers/reconciliation/wechat-bill.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { type Bill, UNREADABLE_BILL } from '../bill.ts';
import type { ChannelAccount } from '../channel.ts';
import { createWechatChannel } from './wechat-channel.ts';

const DATE = '2026-08-31';
const TARGET = `/v3/bill/tradebill?bill_date=${DATE}&bill_type=ALL&tar_type=GZIP`;
const TOKEN = '/v3/billdownload/file?token=g44bIUH1_-x';

const http = createHttpClient({ timeoutMs: 2_000 });
let wechat: SigningServer;
let channel: ReturnType<typeof createWechatChannel>;
beforeAll(async () => {
  wechat = await startSigningServer();
  channel = createWechatChannel({ http, clock: { now: () => NOW }, baseUrl: wechat.url });
});
afterAll(async () => {
  await wechat[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
});
beforeEach(() => void wechat.received.splice(0));

const sha1 = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex');

/** Serves a bill; `place` and `file` tell otherwise. */
function serve(plain: Buffer, { place = {}, file = { status: 200, body: gzipSync(plain) } as Answer } = {}) {
  wechat.answerWith(({ target }) => {
    if (target.startsWith('/v3/billdownload/')) return file;
    const named = { hash_type: 'SHA1', hash_value: sha1(plain), download_url: `${wechat.url}${TOKEN}` };
    return { status: 200, body: JSON.stringify({ ...named, ...place }) };
  });
}

const refuse = (status: number, code: string): Answer => ({
  status,
  body: JSON.stringify({ code, message: '无' }),
  headers: {},
});

async function billOf(of: ChannelAccount = account): Promise<Bill> {
  const outcome = await channel.fetchBill(of, DATE);
  if (outcome.kind !== 'done' || typeof outcome.value === 'string') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const AT = new Date('2026-08-31T02:00:00Z');
const PAYMENT = {
  kind: 'payment',
  paymentNo: '1788228000000123456',
  transactionId: '4200000925202608311',
  amount: 10000,
  commission: 60_000,
  at: AT,
} as const;
const REFUND = {
  kind: 'refund',
  paymentNo: PAYMENT.paymentNo,
  transactionId: PAYMENT.transactionId,
  refundNo: '1788228000000654321',
  amount: 2500,
  commission: -15_000,
  at: new Date('2026-08-31T03:00:00Z'),
  state: 'PROCESSING',
} as const;

/** A bill that WeChat really made, and the hash it gave for it: the file with its mark and line ends. */
const REAL_HASH = 'dcd7ceb3d382a1181798368bb15d8437de46c00f';
const REAL_BILL = `\uFEFF${[
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
  ...[
    ['2021-01-28 17:07:11', '4200000925202101284997714292', 'S20210128170702357723'],
    ['2021-01-28 15:35:18', '4200000910202101282955148400', 'S20210128153505214586'],
    ['2021-01-28 16:59:46', '4200000926202101281412639609', 'S20210128165824499930'],
  ].map(
    ([time, transaction, order]) =>
      `\`${time},\`wx81be3101902f7cb2,\`1601959334,\`0,\`,\`${transaction},\`${order},\`ofyak5qR_1wYsC99CsWA6R9MJazA,\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`0.01,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`for testing,\`cipher code,\`0.00000,\`1.00%,\`0.01,\`0.00,\``,
  ),
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
  '`3,`0.03,`0.00,`0.00,`0.00000,`0.03,`0.00',
  '',
].join('\r\n')}`;

test('a real bill agrees with the hash WeChat gave for it, and is read', async () => {
  const merchant = { ...account, settings: { ...account.settings, merchantId: '1601959334' } };
  serve(Buffer.from(REAL_BILL), { place: { hash_value: REAL_HASH } });
  const { rows, isProven } = await billOf(merchant);
  expect(isProven).toBe(true);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toEqual({
    kind: 'payment',
    paymentNo: 'S20210128170702357723',
    transactionId: '4200000925202101284997714292',
    refundNo: '',
    channelRefundId: '',
    amount: 1,
    currency: 'CNY',
    commission: 0,
    commissionDue: 10,
    status: 'succeeded',
    at: new Date('2021-01-28T09:07:11Z'),
    payerUid: 'ofyak5qR_1wYsC99CsWA6R9MJazA',
    isForeign: false,
  });
});

test('the question is signed, its answer verified, and the file fetched where it says, signed again', async () => {
  const plain = writeWechatBill([PAYMENT, REFUND]);
  serve(plain);
  const { rows, file } = await billOf();
  expect(wechat.received.map(({ target, authentic }) => [target, authentic])).toEqual([
    [TARGET, true],
    [TOKEN, true],
  ]);
  expect(file.equals(gzipSync(plain))).toBe(true);
  expect(rows).toMatchObject([
    {
      kind: 'payment',
      amount: 10000,
      commission: 60_000,
      commissionDue: 60_000,
      status: 'succeeded',
      at: AT,
    },
    {
      kind: 'refund',
      refundNo: REFUND.refundNo,
      channelRefundId: `5030${REFUND.refundNo}`,
      amount: 2500,
      commission: -15_000,
      status: 'processing',
    },
  ]);
});

test('what the payer owed counts, not what is settled after coupons', async () => {
  serve(writeWechatBill([{ ...PAYMENT, settled: 9000, commission: 54_000 }]));
  expect((await billOf()).rows).toMatchObject([{ amount: 10000, commission: 54_000, commissionDue: 54_000 }]);
});

test('columns are found by name, and commas in texts stay in texts', async () => {
  const plain = writeWechatBill([{ ...PAYMENT, product: '电费,水费' }])
    .toString()
    .slice(1);
  const [header = '', line = '', ...summary] = plain.split('\r\n');
  const rotated = (text: string) => [...text.split(',').slice(1), text.split(',')[0]].join(',');
  const moved = [rotated(header), rotated(line), ...summary].join('\r\n');
  serve(Buffer.from(moved));
  expect((await billOf()).rows).toMatchObject([{ paymentNo: PAYMENT.paymentNo, at: AT }]);
});

test('headers alone are a day without business', async () => {
  const [header, , summary] = writeWechatBill([PAYMENT]).toString().split('\r\n');
  serve(Buffer.from([header, summary, ''].join('\r\n')));
  expect((await billOf()).rows).toEqual([]);
});

test('states we know are told apart, and one we do not know is unclear', async () => {
  const state = (of: string) => ({ ...PAYMENT, state: of });
  const refund = (of: string) => ({ ...REFUND, state: of });
  serve(
    writeWechatBill([state('FROZEN'), refund('SUCCESS'), refund('FAIL'), refund('CHANGE'), refund('NEW')]),
  );
  const statuses = (await billOf()).rows.map(({ kind, status }) => [kind, status]);
  expect(statuses).toEqual([
    ['payment', 'unclear'],
    ['refund', 'succeeded'],
    ['refund', 'failed'],
    ['refund', 'processing'],
    ['refund', 'unclear'],
  ]);
});

test("a service provider asks for its sub-merchant's bill, and lines of others are marked", async () => {
  const settings = { ...account.settings, subMerchantId: '1900000109' };
  serve(writeWechatBill([PAYMENT], { subMerchantId: '1900000109' }));
  expect((await billOf({ ...account, settings })).rows).toMatchObject([{ isForeign: false }]);
  expect(wechat.received[0]?.target).toBe(`${TARGET}&sub_mchid=1900000109`);
  serve(writeWechatBill([PAYMENT, { ...PAYMENT, merchantId: '1900000999' }]));
  expect((await billOf()).rows).toMatchObject([{ isForeign: false }, { isForeign: true }]);
});

test('no bill yet, no business that day, and a refusal are three answers', async () => {
  wechat.answerWith(() => refuse(400, 'STATEMENT_CREATING'));
  expect(await channel.fetchBill(account, DATE)).toEqual({ kind: 'done', value: 'not_ready' });
  wechat.answerWith(() => refuse(400, 'NO_STATEMENT_EXIST'));
  expect(await channel.fetchBill(account, DATE)).toEqual({ kind: 'done', value: 'empty' });
  wechat.answerWith(() => refuse(403, 'NO_AUTH'));
  expect(await channel.fetchBill(account, DATE)).toMatchObject({ kind: 'not_done' });
});

test('an address that has gone stale is asked for once more', async () => {
  let asked = 0;
  const plain = writeWechatBill([PAYMENT]);
  wechat.answerWith(({ target }) => {
    if (target.startsWith('/v3/bill/')) {
      asked += 1;
      const download_url = `${wechat.url}${TOKEN}${asked}`;
      return {
        status: 200,
        body: JSON.stringify({ hash_type: 'SHA1', hash_value: sha1(plain), download_url }),
      };
    }
    return target.endsWith('1') ? refuse(400, 'INVALID_REQUEST') : { status: 200, body: plain };
  });
  expect((await billOf()).rows).toHaveLength(1);
  serve(plain, { file: refuse(400, 'INVALID_REQUEST') });
  expect(await channel.fetchBill(account, DATE)).toMatchObject({ kind: 'unknown' });
});

test('a file that is not what WeChat announced is not believed', async () => {
  const plain = writeWechatBill([PAYMENT, REFUND]);
  const cut = (bytes: number) => plain.subarray(0, plain.length - bytes);
  const altered = Buffer.from(plain.toString().replace('`100.00,`0.00,`\r', '`100.01,`0.00,`\r'));
  const unreadable: [string, () => void][] = [
    ['another hash', () => serve(plain, { place: { hash_value: '0'.repeat(40) } })],
    ["the gzip's hash", () => serve(plain, { place: { hash_value: sha1(gzipSync(plain)) } })],
    ['a file cut short', () => serve(plain, { file: { status: 200, body: cut(40) } })],
    [
      'a gzip cut short',
      () => serve(plain, { file: { status: 200, body: gzipSync(plain).subarray(0, 200) } }),
    ],
    ['no summary', () => serve(cut(plain.length - plain.indexOf('总交易单数')))],
    ['a missing column', () => serve(Buffer.from(plain.toString().replace(',订单金额,', ',金额,')))],
  ];
  const unknown: [string, () => void][] = [
    ['a forged answer', () => wechat.answerWith(() => ({ status: 200, body: '{}', headers: {} }))],
    ['another kind of hash', () => serve(plain, { place: { hash_type: 'MD5' } })],
    ['an error page', () => serve(plain, { file: { status: 502, body: '<html>' } })],
    ['no address', () => serve(plain, { place: { download_url: 'nowhere' } })],
  ];
  for (const [what, arrange] of unreadable) {
    arrange();
    const expected = { kind: 'not_done', code: UNREADABLE_BILL };
    expect(await channel.fetchBill(account, DATE), what).toMatchObject(expected);
  }
  for (const [what, arrange] of unknown) {
    arrange();
    expect(await channel.fetchBill(account, DATE), what).toMatchObject({ kind: 'unknown' });
  }
  // whole, and its summary is of other lines: a person is told
  serve(altered);
  expect((await billOf()).gaps).toEqual([
    { column: '订单总金额', unit: 'money', stated: 10_000_000, counted: 10_001_000 },
  ]);
});

test('a small file that unpacks to hundreds of megabytes is refused before it does', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
  serve(Buffer.alloc(0), { file: { status: 200, body: bomb } });
  expect(await channel.fetchBill(account, DATE)).toEqual({
    kind: 'not_done',
    code: UNREADABLE_BILL,
    message: '账单文件解压后过大',
  });
});
