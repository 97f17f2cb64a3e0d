import { crc32, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type BillRow, type TradeBill, tradeBillArchive } from '../../src/alipay/bill-format.ts';

const at = (time: string) => Date.parse(`2026-06-05T${time}+08:00`);

const payment: BillRow = {
  tradeNo: '2026060522001401561400000001',
  outTradeNo: '1788228000000123456',
  subject: '学费,书本',
  createdAt: at('09:00:00'),
  finishedAt: at('09:00:07'),
  buyer: '张*(138****0000)',
  total: 994,
  outRequestNo: undefined,
  fee: 6,
  note: '',
};
const refund: BillRow = { ...payment, total: -1, outRequestNo: '1788228000000654321', fee: 0, note: '多缴' };
const bill: TradeBill = {
  account: '2088000000000156',
  from: at('00:00:00'),
  until: at('00:00:00') + 86_400_000,
  rows: [payment, refund],
  writtenAt: at('00:00:00') + 86_400_000 + 9 * 3_600_000 + 12 * 60_000 + 11_000,
};

const DETAILS = '2088000000000156_20260605_业务明细.csv';
const SUMMARY = '2088000000000156_20260605_业务明细(汇总).csv';

test('the details, line by line', () => {
  const lines = linesOf(DETAILS);
  expect(lines.slice(0, 4)).toEqual([
    '#支付宝业务明细查询',
    '#账号：[20880000000001560156]',
    '#起始日期：[2026年06月05日 00:00:00]   终止日期：[2026年06月06日 00:00:00]',
    '#-----------------------------------------业务明细列表----------------------------------------',
  ]);
  expect(lines[4]).toBe(
    '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,' +
      '订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,' +
      '券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注',
  );
  expect(lines[5]).toBe(
    '2026060522001401561400000001\t,1788228000000123456\t,交易,学费 书本,2026-06-05 09:00:00,' +
      '2026-06-05 09:00:07,,,,,张*(138****0000),9.94,9.94,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,-0.06,0.00,',
  );
  expect(lines[6]?.split(',').slice(11)).toEqual([
    ...['-0.01', '-0.01', '0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00', '0.00'],
    ...['1788228000000654321\t', '0.00', '0.00', '多缴'],
  ]);
  expect(lines[6]?.split(',')[2]).toBe('退款');
  expect(lines.slice(7)).toEqual([
    '#-----------------------------------------业务明细列表结束------------------------------------',
    '#交易合计：1笔，商家实收共9.94元，商家优惠共0.00元',
    '#退款合计：1笔，商家实收退款共-0.01元，商家优惠退款共0.00元',
    '#导出时间：[2026年06月06日 09:12:11]',
  ]);
});

test('the summary, line by line', () => {
  expect(linesOf(SUMMARY)).toEqual([
    '#支付宝业务汇总查询',
    '#账号：[20880000000001560156]',
    '#起始日期：[2026年06月05日 00:00:00]   终止日期：[2026年06月06日 00:00:00]',
    '#-----------------------------------------业务汇总列表----------------------------------------',
    '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,' +
      '卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）',
    '合计,,1,1,9.93,9.93,0.00,0.00,0.00,-0.06,0.00,9.87',
    '#----------------------------------------业务汇总列表结束-------------------------------------',
    '#导出时间：[2026年06月06日 09:12:11]',
  ]);
});

test('names are GBK, and nothing says so', () => {
  const entries = entriesOf(tradeBillArchive(bill));
  expect(entries.map(({ name }) => name)).toEqual([DETAILS, SUMMARY]);
  for (const { flags, modified } of entries) {
    expect(flags & 0x0800).toBe(0);
    expect(modified).toBe('2026-06-06 09:12:10');
  }
});

test('the two files can come the other way round', () => {
  const entries = entriesOf(tradeBillArchive({ ...bill, summaryFirst: true }));
  expect(entries.map(({ name }) => name)).toEqual([SUMMARY, DETAILS]);
});

test('a day without business has its headings and its sums', () => {
  const lines = linesOf(DETAILS, { ...bill, rows: [] });
  expect(lines).toHaveLength(9);
  expect(lines[6]).toBe('#交易合计：0笔，商家实收共0.00元，商家优惠共0.00元');
});

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly modified: string;
  readonly text: string;
}

function linesOf(name: string, of = bill): string[] {
  const text = entriesOf(tradeBillArchive(of)).find((entry) => entry.name === name)?.text ?? '';
  const lines = text.split('\r\n');
  expect(lines.pop()).toBe('');
  return lines;
}

/** Read by the central directory, as ZIP programs do, and checked against the headers of the files. */
function entriesOf(archive: Buffer): Entry[] {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const count = archive.readUInt16LE(end + 10);
  let offset = archive.readUInt32LE(end + 16);
  expect(offset + archive.readUInt32LE(end + 12)).toBe(end);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    expect(archive.readUInt32LE(offset)).toBe(0x02014b50);
    const nameBytes = archive.readUInt16LE(offset + 28);
    entries.push(entryAt(archive, offset, nameBytes));
    offset += 46 + nameBytes;
  }
  expect(offset).toBe(end);
  return entries;
}

function entryAt(archive: Buffer, offset: number, nameBytes: number): Entry {
  const gbk = new TextDecoder('gbk', { fatal: true });
  const name = archive.subarray(offset + 46, offset + 46 + nameBytes);
  const packedBytes = archive.readUInt32LE(offset + 20);
  const file = archive.readUInt32LE(offset + 42);
  expect(archive.readUInt32LE(file)).toBe(0x04034b50);
  // from the version to the length of the name both headers say the same
  expect(archive.subarray(file + 4, file + 28)).toEqual(archive.subarray(offset + 6, offset + 30));
  expect(archive.subarray(file + 30, file + 30 + nameBytes)).toEqual(name);
  const packed = archive.subarray(file + 30 + nameBytes, file + 30 + nameBytes + packedBytes);
  const content = inflateRawSync(packed);
  expect(content.length).toBe(archive.readUInt32LE(offset + 24));
  expect(crc32(content)).toBe(archive.readUInt32LE(offset + 16));
  return {
    name: gbk.decode(name),
    flags: archive.readUInt16LE(offset + 8),
    modified: modifiedAt(archive.readUInt16LE(offset + 14), archive.readUInt16LE(offset + 12)),
    text: gbk.decode(content),
  };
}

function modifiedAt(date: number, time: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [1980 + (date >> 9), two((date >> 5) & 15), two(date & 31)].join('-');
  return `${day} ${[time >> 11, (time >> 5) & 63, (time & 31) * 2].map(two).join(':')}`;
}
