import { inflateRawSync } from 'node:zlib';
import { AlipaySdk } from 'alipay-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { APP_ID, APP_PRIVATE_KEY, SELLER_ID } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';

const HOUR_MS = 3_600_000;
const BILL = 'alipay.data.dataservice.bill.downloadurl.query';

let sandbox: AlipaySandbox;
let today: string;
beforeEach(async () => {
  sandbox = await startAlipaySandbox();
  const { content } = await sandbox.admin('GET', '/clock');
  today = new Date(Date.parse(String(content.now)) + 8 * HOUR_MS).toISOString().slice(0, 10);
});
afterEach(() => sandbox[Symbol.asyncDispose]());

/** Past ten o'clock of the next day. */
const untilTomorrow = async () => {
  const midnight = Date.parse(`${today}T00:00:00+08:00`) + 34 * HOUR_MS;
  const { content } = await sandbox.admin('GET', '/clock');
  await sandbox.admin('POST', '/clock', { advance_ms: midnight - Date.parse(String(content.now)) });
};
const announced = () => sandbox.call(BILL, { bill_type: 'trade', bill_date: today });
const disagree = (told: object) =>
  sandbox.admin('POST', '/alipay/bills/discrepancies', { seller_id: SELLER_ID, bill_date: today, ...told });

/** The files of an archive in their order, decoded by means of their own: local headers, raw deflate, GBK. */
function unzipped(archive: Buffer): { name: string; text: string }[] {
  const gbk = new TextDecoder('gbk');
  const files: { name: string; text: string }[] = [];
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const [size, nameLength, extraLength] = [18, 26, 28].map((offset, index) =>
      index === 0 ? archive.readUInt32LE(at + offset) : archive.readUInt16LE(at + offset),
    ) as [number, number, number];
    const name = gbk.decode(archive.subarray(at + 30, at + 30 + nameLength));
    const data = archive.subarray(
      at + 30 + nameLength + extraLength,
      at + 30 + nameLength + extraLength + size,
    );
    const isDeflated = archive.readUInt16LE(at + 8) === 8;
    files.push({ name, text: gbk.decode(isDeflated ? inflateRawSync(data) : data) });
    at += 30 + nameLength + extraLength + size;
  }
  return files;
}

async function billFiles(): Promise<{ name: string; text: string }[]> {
  const { content } = await announced();
  const answer = await fetch(String(content.bill_download_url));
  expect(answer.status).toBe(200);
  return unzipped(Buffer.from(await answer.arrayBuffer()));
}

const rowsOf = (files: readonly { text: string }[]) => {
  const details = files.find(({ text }) => text.startsWith('#支付宝业务明细查询'))?.text ?? '';
  return details
    .split('\r\n')
    .filter((line) => /^\d{16,}/.test(line))
    .map((line) => line.split(',').map((value) => value.trim()));
};

test('a day’s bill tells its payments and refunds, from nine the next morning, for half a minute', async () => {
  const first = await sandbox.paidTrade();
  const second = await sandbox.paidTrade();
  await sandbox.refund(second.outTradeNo, '0.40', 'refund-1');
  expect((await announced()).content.sub_code).toBe('isp.bill_not_exist');
  await untilTomorrow();

  const rows = rowsOf(await billFiles());
  expect(rows.map((row) => [row[0], row[1], row[2], row[11]])).toEqual([
    [first.tradeNo, first.outTradeNo, '交易', '1.00'],
    [second.tradeNo, second.outTradeNo, '交易', '1.00'],
    [second.tradeNo, second.outTradeNo, '退款', '-0.40'],
  ]);
  expect(rows[2]?.[21]).toBe('refund-1');

  const { content } = await announced();
  await sandbox.admin('POST', '/clock', { advance_ms: 31_000 });
  expect((await fetch(String(content.bill_download_url))).status).toBe(403);
});

test('an implementation nobody here wrote asks for it', async () => {
  await sandbox.paidTrade();
  await untilTomorrow();
  // its own clock would be a day behind
  const timestamp = `${new Date(Date.parse(`${today}T10:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10)} 10:00:00`;
  const sdk = new AlipaySdk({
    appId: APP_ID,
    privateKey: APP_PRIVATE_KEY,
    keyType: 'PKCS8',
    alipayPublicKey: sandbox.alipayKey,
    gateway: `${sandbox.url}/gateway.do`,
    camelcase: false,
  });
  const answer = await sdk.exec(
    BILL,
    { timestamp, bizContent: { bill_type: 'trade', bill_date: today } },
    { validateSign: true },
  );
  expect(answer.code).toBe('10000');
  expect((await fetch(answer.bill_download_url as string)).headers.get('content-type')).toBe(
    'application/zip',
  );
});

test('bills disagree on demand', async () => {
  const [kept, missing, changed, doubled] = [
    await sandbox.paidTrade(),
    await sandbox.paidTrade(),
    await sandbox.paidTrade(),
    await sandbox.paidTrade(),
  ];
  await disagree({ kind: 'missing_row', number: missing.outTradeNo });
  await disagree({ kind: 'changed_amount', number: changed.outTradeNo, by: 1 });
  await disagree({ kind: 'duplicate_row', number: doubled.outTradeNo });
  await disagree({ kind: 'extra_row', number: 'stranger', total: 777 });
  await disagree({ kind: 'summary_first' });
  await disagree({ kind: 'creating', hours: 2 });
  await untilTomorrow();
  expect((await announced()).content.sub_code).toBe('isp.bill_not_exist');
  await sandbox.admin('POST', '/clock', { advance_ms: 2 * HOUR_MS });

  const files = await billFiles();
  expect(files[0]?.text).toMatch(/^#支付宝业务汇总查询/);
  expect(rowsOf(files).map((row) => [row[1], row[11]])).toEqual([
    [kept.outTradeNo, '1.00'],
    [changed.outTradeNo, '1.01'],
    [doubled.outTradeNo, '1.00'],
    [doubled.outTradeNo, '1.00'],
    ['stranger', '7.77'],
  ]);
  await sandbox.admin('DELETE', '/alipay/bills/discrepancies');
  expect(rowsOf(await billFiles())).toHaveLength(4);
});

test.each([
  [{ bill_type: 'signcustomer' }, 'TYPE_NOT_SUPPORTED'],
  [{ bill_date: '2026-13-01' }, 'INVAILID_ARGUMENTS'],
  [{ bill_date: '2020-01-01' }, 'NO_BILL_DATA'],
])('%j is answered with %s', async (changes, subCode) => {
  const answer = await sandbox.call(BILL, { bill_type: 'trade', bill_date: today, ...changes });
  expect(answer.content).toMatchObject({ code: '40004', sub_code: subCode });
});
