import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  account,
  granted,
  NOW,
  type Reply,
  refused,
  type SigningServer,
  signed,
  startSigningServer,
  unsigned,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import { writeAlipayBill } from '../../../test/helpers/reconciliation/alipay-bill.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { type Bill, UNREADABLE_BILL } from '../bill.ts';
import { createAlipayChannel } from './alipay-channel.ts';

const DATE = '2026-08-31';
const http = createHttpClient({ timeoutMs: 2_000 });
let alipay: SigningServer;
let channel: ReturnType<typeof createAlipayChannel>;
beforeAll(async () => {
  alipay = await startSigningServer();
  channel = createAlipayChannel({ http, clock: { now: () => NOW }, gatewayUrl: alipay.gatewayUrl });
});
afterAll(async () => {
  await alipay[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
});
beforeEach(() => void alipay.received.splice(0));

/** Serves a bill's zip where the signed answer says. */
function serve(zip: Buffer, status = 200) {
  const place = new URL('/downloadBillFile.resource?bizType=trade&token=t', alipay.gatewayUrl).href;
  const answer: Reply = signed(granted({ bill_download_url: place }));
  alipay.answerWith((request) => (request.path === '/gateway.do' ? answer(request) : { status, body: zip }));
}

async function bill(): Promise<Bill> {
  const outcome = await channel.fetchBill(account, DATE);
  if (outcome.kind !== 'done' || typeof outcome.value === 'string') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const PAYMENT = {
  kind: 'payment',
  paymentNo: '1788228000000123456',
  transactionId: '2026083122001',
  amount: 993,
  commission: 6_000,
  at: new Date('2026-08-31T02:00:00Z'),
} as const;
const REFUND = {
  ...PAYMENT,
  kind: 'refund',
  refundNo: '1788228000000654321',
  amount: 1,
  at: new Date('2026-08-31T15:59:59Z'),
} as const;

test('the bill is asked for by day, fetched where the signed answer says, and read', async () => {
  const zip = writeAlipayBill([PAYMENT, REFUND], { date: DATE });
  serve(zip);
  const { rows, file, isProven } = await bill();
  expect(alipay.received[0]).toMatchObject({ authentic: true });
  expect(JSON.parse(alipay.received[0]?.body.biz_content ?? '')).toEqual({
    bill_type: 'trade',
    bill_date: DATE,
  });
  expect(file.equals(zip)).toBe(true);
  expect(isProven).toBe(false);
  const common = { paymentNo: PAYMENT.paymentNo, transactionId: PAYMENT.transactionId, payerUid: '' };
  const same = {
    ...common,
    channelRefundId: '',
    currency: 'CNY',
    commissionDue: undefined,
    isForeign: false,
  };
  expect(rows).toEqual([
    {
      ...same,
      kind: 'payment',
      refundNo: '',
      amount: 993,
      commission: 6_000,
      status: 'succeeded',
      at: PAYMENT.at,
    },
    {
      ...same,
      kind: 'refund',
      refundNo: REFUND.refundNo,
      amount: 1,
      commission: -6_000,
      status: 'succeeded',
      at: REFUND.at,
    },
  ]);
});

test('the details are found whichever file stands first, and commas or quotes in a name do no harm', async () => {
  for (const product of [
    '电费,水费,网费',
    '"电费,水费"',
    '电费',
    '24"显示器押金',
    '"大号',
    '"A" 款,"B" 款',
  ]) {
    serve(writeAlipayBill([{ ...PAYMENT, product }], { date: DATE, summaryFirst: true }));
    expect((await bill()).rows, product).toMatchObject([{ amount: 993, paymentNo: PAYMENT.paymentNo }]);
  }
});

test('columns are found by name, whatever brackets they wear', async () => {
  const alter = (text: string) =>
    text.replace('订单金额（元）', '订单金额(元)').replace('门店编号', '门店代码');
  serve(writeAlipayBill([PAYMENT], { date: DATE, alter }));
  expect((await bill()).rows).toMatchObject([{ amount: 993 }]);
});

test('a kind of business we do not know is unclear', async () => {
  serve(writeAlipayBill([{ ...PAYMENT, state: '转账' }], { date: DATE }));
  expect((await bill()).rows).toMatchObject([{ kind: 'payment', status: 'unclear' }]);
});

test('a day without business, a bill not there, and a refusal are told apart', async () => {
  const answers: [Reply, unknown][] = [
    [signed(refused('NO_BILL_DATA')), { kind: 'done', value: 'empty' }],
    [signed(refused('isp.bill_not_exist')), { kind: 'done', value: 'not_ready' }],
    [signed(refused('INVAILID_ARGUMENTS')), { kind: 'not_done' }],
    [unsigned(refused('NO_BILL_DATA')), { kind: 'unknown' }],
    [signed(refused('SYSTEM_RATE_LIMIT')), { kind: 'unknown' }],
    [() => 'reset', { kind: 'unknown' }],
  ];
  for (const [answer, outcome] of answers) {
    alipay.answerWith(answer);
    expect(await channel.fetchBill(account, DATE)).toMatchObject(outcome as object);
  }
});

test('a file that is not whole, or not the one asked for, is not believed', async () => {
  const lines = [PAYMENT, REFUND];
  const zip = writeAlipayBill(lines, { date: DATE });
  const altered = (alter: (text: string) => string) => writeAlipayBill(lines, { date: DATE, alter });
  const corrupt = Buffer.from(zip);
  corrupt.fill(0, 120, 140);
  const cases: [string, Buffer][] = [
    ['another day', writeAlipayBill(lines, { date: '2026-08-30' })],
    ['another merchant', writeAlipayBill(lines, { date: DATE, sellerId: '2088000000000002' })],
    ['a line lost', altered((text) => text.replace(/^2026083122001.*退款.*\r\n/m, ''))],
    ['cut short', altered((text) => text.slice(0, text.indexOf('#退款合计')))],
    ['no details', altered(() => '#支付宝账务明细查询\r\n')],
    ['a missing column', altered((text) => text.replace('商家实收（元）', '实收'))],
    ['a corrupt zip', corrupt],
    ['a zip cut short', zip.subarray(0, zip.length - 10)],
    ['no zip', Buffer.from('<html>')],
  ];
  for (const [what, file] of cases) {
    serve(file);
    const expected = { kind: 'not_done', code: UNREADABLE_BILL };
    expect(await channel.fetchBill(account, DATE), what).toMatchObject(expected);
  }
  // whole, and its totals are of other lines: a person is told
  serve(altered((text) => text.replaceAll(',9.93,9.93,', ',9.94,9.94,')));
  expect((await bill()).gaps).toEqual([
    { column: '交易合计', unit: 'money', stated: 993_000, counted: 994_000 },
  ]);
  serve(zip, 404);
  expect(await channel.fetchBill(account, DATE)).toMatchObject({ kind: 'unknown' });
});
