import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeGbk } from '../../test/helpers/files/gbk.ts';
import { writeZip } from '../../test/helpers/files/zip.ts';
import { writeWechatBill } from '../../test/helpers/reconciliation/wechat-bill.ts';
import { readBillApart } from './bill-reader.ts';
import type { BillFile } from './read-bill.ts';

// What a file can do to the process that reads it: nothing.

const MB = 1024 * 1024;

function wechat(plain: Buffer): BillFile {
  const sha1 = createHash('sha1').update(plain).digest('hex');
  return { channel: 'wechat', file: gzipSync(plain), owner: { merchantId: '1900007291' }, sha1 };
}
const alipay = (file: Buffer): BillFile => ({
  channel: 'alipay',
  file,
  owner: { sellerId: '2088000000000001', date: '2026-08-31' },
});

const line = {
  kind: 'payment',
  paymentNo: '1788228000000123456',
  transactionId: '4200000925202608311',
  amount: 10000,
  commission: 60_000,
  at: new Date('2026-08-31T02:00:00Z'),
} as const;

test('a large bill is read while the process does other things', async () => {
  const bill = wechat(writeWechatBill(Array(30_000).fill(line)));
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const content = await readBillApart(bill);
  loop.disable();
  if (content === 'blank') throw new Error('nothing was read');
  expect(content.rows).toHaveLength(30_000);
  expect(content.rows[29_999]).toMatchObject({ paymentNo: line.paymentNo, at: line.at });
  // reading takes a second; a portion of lines takes milliseconds, here on a machine with much else to do
  expect(loop.max / 1e6).toBeLessThan(900);
});

test('a bill that takes too long, or too much memory, ends its thread and nothing else', async () => {
  const bill = wechat(writeWechatBill(Array(30_000).fill(line)));
  const limits = { timeLimitMs: 60_000, heapMb: 768 };
  await expect(readBillApart(bill, { ...limits, timeLimitMs: 1 })).rejects.toThrow(
    '账单在 0.001 秒内没有读完',
  );
  await expect(readBillApart(bill, { ...limits, heapMb: 12 })).rejects.toThrow('账单过大，内存不足');
  expect(await readBillApart(wechat(writeWechatBill([line])), limits)).toMatchObject({ unread: [] });
});

test.each([
  ['a gzip of zeros', () => wechat(Buffer.alloc(200 * MB)), '账单文件解压后过大'],
  [
    'a zip of zeros',
    () => alipay(writeZip([{ name: Buffer.from('a'), content: Buffer.alloc(200 * MB) }])),
    '账单文件过大',
  ],
  ['a zip that lies about its size', () => alipay(lyingZip()), '账单压缩包无法读取'],
  [
    'a zip of hundreds of files',
    () => alipay(writeZip(Array(300).fill({ name: Buffer.from('a'), content: Buffer.from('x') }))),
    '账单文件过大',
  ],
  [
    'a zip inside which is a zip',
    () => alipay(writeZip([{ name: Buffer.from('a'), content: writeZip([]) }])),
    '账单压缩包里没有业务明细',
  ],
  ['a million lines', () => wechat(Buffer.from('x\n'.repeat(1_000_001))), '账单没有表头'],
  ['a line of twenty megabytes', () => wechat(Buffer.alloc(20 * MB, 0x2c)), '账单没有表头'],
  [
    'quotes that never end',
    () => alipay(writeZip([{ name: Buffer.from('a'), content: quotes() }])),
    '账单是另一个商户的',
  ],
] as const)('%s is refused', async (_, bill, message) => {
  await expect(readBillApart(bill())).rejects.toThrow(message);
});

/** A megabyte more than its directory says. */
function lyingZip(): Buffer {
  const zip = writeZip([{ name: Buffer.from('a'), content: Buffer.alloc(2 * MB) }]);
  const packed = deflateRawSync(Buffer.alloc(2 * MB)).length;
  const directory = zip.indexOf('PK\x01\x02');
  zip.writeUInt32LE(MB, directory + 24);
  expect(zip.readUInt32LE(directory + 20)).toBe(packed);
  return zip;
}

function quotes(): Buffer {
  const header =
    '支付宝交易号,商户订单号,业务类型,商品名称,完成时间,订单金额,商家实收,退款批次号/请求号,服务费,备注';
  const row = `2026112722001419931441931972,1,交易,${'"x'.repeat(15_000)},`;
  return encodeGbk(['#支付宝业务明细查询', header, ...Array(150).fill(row)].join('\r\n'));
}
