import { expect, test } from 'vitest';
import { encodeGbk } from '../../../test/helpers/files/gbk.ts';
import { writeZip } from '../../../test/helpers/files/zip.ts';
import { billLines } from '../../../test/helpers/reconciliation/bill-lines.ts';
import { readBill } from '../read-bill.ts';

// Bills of Alipay as they have been seen: each case is a file, and what is read of it.

const SELLER = '2088000000000001';
const DATE = '2026-11-27';
const P1 = '1795854498684966705';
const P2 = '1795854498684966706';
const R1 = '1795854498684966707';

const ONE = [`payment ${P1} 100`];

const DETAILS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const OLD_DETAILS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,交易门店,操作员,终端号,对账账户,订单金额,交易金额,红包抵扣,集分宝抵扣,优惠汇总,卡消费金额,卷核销金额,商家红包,退款批次号,服务费,分润,备注';

interface AlipayCells {
  no?: string;
  trade?: string;
  type?: string;
  name?: string;
  total?: string;
  coupon?: string;
  request?: string;
  note?: string;
  time?: string;
}

function traded(cells: AlipayCells = {}): string {
  const { no = P1, trade = '2026112722001419931441931972', type = '交易', name = '宿舍电费' } = cells;
  const { total = '1.00', coupon = '', request = '', note = '', time = `${DATE} 10:00:01` } = cells;
  return [
    ...[
      `${trade}\t`,
      `${no}\t`,
      `${type}\t`,
      name,
      time,
      time,
      '\t',
      '\t',
      '\t',
      '\t',
      '**博(156******89)\t',
    ],
    ...[total, total, '0.00', '0.00', '0.00', '0.00', '0.00', coupon, '0.00\t', '0.00', `${request}\t`],
    ...['-0.01', '0.00', note],
  ].join(',');
}
const refunded = (cells: AlipayCells = {}) => traded({ type: '退款', total: '-0.40', request: R1, ...cells });

function details(
  rows: readonly string[],
  { header = DETAILS, paidCount = 1, paidSum = '1.00', backCount = 0, backSum = '0.00' } = {},
): string {
  return [
    '#支付宝业务明细查询',
    `#账号：[${SELLER}0156]`,
    '#起始日期：[2026年11月27日 00:00:00]   终止日期：[2026年11月28日 00:00:00]',
    '#-----------------------------------------业务明细列表----------------------------------------',
    header,
    ...rows,
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${paidCount}笔，商家实收共${paidSum}元，商家优惠共0.00元`,
    `#退款合计：${backCount}笔，商家实收退款共${backSum}元，商家优惠退款共0.00元`,
    '#导出时间：[2026年11月28日 09:12:11]',
    '',
  ].join('\r\n');
}
const zipped = (...files: Buffer[]) =>
  writeZip(files.map((content, at) => ({ name: encodeGbk(`业务明细_${at}.csv`), content })));
const packed = (text: string) => zipped(encodeGbk(text));
const SUMMARY = encodeGbk(
  '#支付宝业务汇总查询\r\n门店编号,订单金额（元）,商家实收（元）,服务费（元）\r\n合计,1,1,0\r\n',
);
const UNREAD_TRADE = '!交易合计 100000/0';

const ALIPAY: readonly [what: string, file: Buffer, read: readonly string[]][] = [
  ['the form of today', packed(details([traded()])), ONE],
  [
    'a refund, its amount below nothing',
    packed(details([traded(), refunded()], { backCount: 1, backSum: '-0.40' })),
    [`payment ${P1} 100`, `refund ${R1} 40`],
  ],
  [
    'a refund, its amount above nothing',
    packed(details([traded(), refunded({ total: '0.40' })], { backCount: 1, backSum: '0.40' })),
    [`payment ${P1} 100`, `refund ${R1} 40`],
  ],
  ['the names of 2016', packed(details([oldTrade()], { header: OLD_DETAILS })), ONE],
  [
    'half-width brackets, and blanks in names',
    packed(details([traded()], { header: DETAILS.replaceAll('（元）', ' (元)') })),
    ONE,
  ],
  ['退款批次号 by itself', packed(details([traded()], { header: DETAILS.replace('/请求号', '') })), ONE],
  ['a full-width slash', packed(details([traded()], { header: DETAILS.replace('/', '／') })), ONE],
  ['columns nobody knows', packed(details([`${traded()},x`], { header: `${DETAILS},新列` })), ONE],
  ['the summary first', zipped(SUMMARY, encodeGbk(details([traded()]))), ONE],
  ['UTF-8 with a mark', zipped(Buffer.from(`\uFEFF${details([traded()])}`)), ONE],
  ['no archive', Buffer.from(details([traded()])), ONE],
  ['carriage returns alone', packed(details([traded()]).replace(/\r?\n/g, '\r')), ONE],
  [
    'commas behind remarks, as spreadsheets leave them',
    packed(details([traded()]).replace(/^(#.*)$/gm, '$1,,,,')),
    ONE,
  ],
  [
    'values in quotes',
    packed(
      details([
        traded()
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(','),
      ]),
    ),
    ONE,
  ],
  ['lines of nothing but commas', packed(details([traded(), ',,,,,,,'])), ONE],
  [
    'two files of details',
    zipped(encodeGbk(details([traded()])), encodeGbk(details([traded({ no: P2 })]))),
    [`payment ${P1} 100`, `payment ${P2} 100`],
  ],
  // texts of merchants
  ['a name with commas', packed(details([traded({ name: '电费,水费,网费' })])), ONE],
  ['a name with commas in quotes', packed(details([traded({ name: '"电费,水费"' })])), ONE],
  ['a name with quotes of its own', packed(details([traded({ name: '24"显示器,"大号' })])), ONE],
  ['a remark with commas', packed(details([traded({ note: '退,2026-11-27,1.00' })])), ONE],
  ['a coupon with commas', packed(details([traded({ coupon: '满100,减1' })])), ONE],
  ['a name and a remark with commas', packed(details([traded({ name: 'a,b', note: 'c,d,e' })])), ONE],
  [
    'a name with times in it',
    packed(details([traded({ name: `电费,${DATE} 09:00:00,${DATE} 09:00:00` })])),
    ONE,
  ],
  ['a name with a line break', packed(details([traded({ name: '宿舍\n电费' })])), ONE],
  ['a name with a line break before a #', packed(details([traded({ name: '宿舍\n#3栋' })])), ONE],
  ['a name in quotes with a line break', packed(details([traded({ name: '"宿舍,\r\n电费"' })])), ONE],
  [
    'a remark of several lines',
    packed(details([traded({ note: '一\n二,三\n四' }), refunded()], { backCount: 1, backSum: '-0.40' })),
    [`payment ${P1} 100`, `refund ${R1} 40`],
  ],
  ['a backtick, a tab and a zero byte', packed(details([traded({ name: '`电\t费\u0000' })])), ONE],
  [
    'bytes that are no text',
    zipped(withBytes(details([traded({ name: '@@' })]), Buffer.of(0xff, 0x80, 0x81))),
    ONE,
  ],
  [
    'an emoji of UTF-8 in a file of GBK',
    zipped(withBytes(details([traded({ name: '@@' })]), Buffer.from('🏠'))),
    ONE,
  ],
  // quiet days
  ['nothing at all', Buffer.alloc(0), ['blank']],
  ['an archive of nothing', zipped(), ['blank']],
  ['an archive of empty files', zipped(Buffer.alloc(0), Buffer.from('\r\n')), ['blank']],
  ['details of nothing', packed(details([], { paidCount: 0, paidSum: '0.00' })), []],
  // lines that cannot be read
  [
    'an amount with a sign of its currency',
    packed(details([traded({ total: '￥1.00' })])),
    [`?6 amount 订单金额 ${P1}`, UNREAD_TRADE],
  ],
  [
    'an amount with groups of digits, in quotes',
    packed(details([traded({ total: '"1,000.00"' })])),
    [`?6 amount 订单金额 ${P1}`, UNREAD_TRADE],
  ],
  [
    'an amount with an exponent',
    packed(details([traded({ total: '1e2' })])),
    [`?6 amount 订单金额 ${P1}`, UNREAD_TRADE],
  ],
  [
    'money that came in below nothing',
    packed(details([traded({ total: '-1.00' })])),
    [`?6 amount 订单金额 ${P1}`, UNREAD_TRADE],
  ],
  [
    'no time',
    packed(details([traded({ time: '2026/11/27 10:00' })])),
    [`?6 time 完成时间 ${P1}`, UNREAD_TRADE],
  ],
  [
    'values that are missing',
    packed(details([traded().split(',').slice(0, 20).join(',')])),
    [`?6 columns ${P1}`, UNREAD_TRADE],
  ],
  [
    'no number at all',
    packed(details([traded({ trade: '', no: '' })])),
    ['?6 number 商户订单号', UNREAD_TRADE],
  ],
  [
    'one bad line among good ones',
    packed(
      details([traded(), traded({ no: P2, total: '?' }), refunded()], {
        paidCount: 2,
        paidSum: '2.00',
        backCount: 1,
        backSum: '-0.40',
      }),
    ),
    [`payment ${P1} 100`, `refund ${R1} 40`, `?7 amount 订单金额 ${P2}`, '!交易合计 200000/100000'],
  ],
  // totals
  [
    'a total of other lines',
    packed(details([traded()], { paidSum: '2.00' })),
    [...ONE, '!交易合计 200000/100000'],
  ],
  [
    'fewer lines stated than there are',
    packed(details([traded(), traded({ no: P2 })], { paidSum: '2.00' })),
    [`payment ${P1} 100`, `payment ${P2} 100`, '!交易合计笔数 1/2'],
  ],
  // no bill, or not a whole one
  [
    'a total of more lines',
    packed(details([traded()], { paidCount: 2 })),
    ['账单不完整：合计有 2 笔，明细只有 1 行'],
  ],
  [
    'no totals',
    packed(details([traded()]).replace(/#(交易|退款)合计.*\r\n/g, '')),
    ['账单不完整：没有交易合计'],
  ],
  [
    'a missing column',
    packed(details([traded()], { header: DETAILS.replace('商家实收', '实收') })),
    ['账单没有“商家实收”列'],
  ],
  [
    'movements of an account',
    packed('#支付宝账务明细查询\r\n账务流水号,业务流水号\r\n'),
    ['这是账务明细，不是业务明细'],
  ],
  ['a summary alone', zipped(SUMMARY), ['账单压缩包里没有业务明细']],
  ['a page of an error', Buffer.from('<html>token expired</html>'), ['下载到的不是账单压缩包']],
  ['an archive cut short', packed(details([traded()])).subarray(0, 200), ['账单压缩包无法读取']],
  ['another day', packed(details([traded()]).replace('27日 00', '26日 00')), ['账单是另一天的']],
  [
    'another merchant',
    packed(details([traded()]).replace(SELLER, '2088000000000002')),
    ['账单是另一个商户的'],
  ],
];

function oldTrade(): string {
  const trade = traded().split(',');
  // 交易门店 for 门店编号 and 门店名称; one column of amounts less, no 券名称
  return trade.toSpliced(18, 1).toSpliced(16, 1).toSpliced(6, 1).join(',');
}

function withBytes(text: string, bytes: Buffer): Buffer {
  const [before = '', after = ''] = text.split('@@');
  return Buffer.concat([encodeGbk(before), bytes, encodeGbk(after)]);
}

test.each(ALIPAY)('%s', async (_, file, expected) => {
  const owner = { sellerId: SELLER, date: DATE };
  expect(await billLines(() => readBill({ channel: 'alipay', file, owner }))).toEqual(expected);
});
