import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeGbk } from '../../test/helpers/gbk.ts';
import { writeZip } from '../../test/helpers/zip.ts';
import { UnreadableBill } from './bill-table.ts';
import type { BillContent } from './channel.ts';
import { readBill } from './read-bill.ts';

// Bills as they have been seen: every case is a text, and what is read of it in one line.

const MCH = '1900000001';
const SELLER = '2088000000000001';
const DATE = '2026-11-27';
const P1 = '1795854498684966705';
const P2 = '1795854498684966706';
const R1 = '1795854498684966707';

/** `payment 1795… 100` each, `?line fault column number`, `!column told/counted`, `blank`, or why it is refused. */
async function told(read: () => Promise<BillContent | 'blank'>): Promise<string[]> {
  try {
    const content = await read();
    if (content === 'blank') return ['blank'];
    return [
      ...content.rows.map((row) => `${row.kind} ${row.refundNo || row.paymentNo} ${row.amount}`),
      ...content.unread.map((line) =>
        [`?${line.lineNo}`, line.fault, line.column, line.numbers[0]].filter(Boolean).join(' '),
      ),
      ...content.gaps.map((gap) => `!${gap.column} ${gap.told}/${gap.counted}`),
    ];
  } catch (error) {
    if (error instanceof UnreadableBill) return [error.message];
    throw error;
  }
}

const NEW_HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const NEW_TOTALS =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const OLD_HEADER =
  '交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率';
const OLD_TOTALS = '总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额';

interface Cells {
  no?: string;
  total?: string;
  refund?: string;
  name?: string;
  attach?: string;
  fee?: string;
  time?: string;
  payer?: string;
  note?: string;
}

const ticked = (cells: readonly string[]) => cells.map((cell) => `\`${cell}`).join(',');
const start = ({ time = `${DATE} 10:00:01`, no = P1, payer = 'oUser' }: Cells, state: string) => [
  ...[time, 'wx1', MCH, '0', '', '4200000000202611270000000001', no, payer, 'NATIVE', state, 'OTHERS', 'CNY'],
];
function paid(cells: Cells = {}): string {
  const { total = '1.00', name = '宿舍电费', attach = '', fee = '0.00600', note = '' } = cells;
  const middle = [total, '0.00', '0', '0', '0.00', '0.00', '', '', name, attach, fee, '0.60%'];
  return ticked([...start(cells, 'SUCCESS'), ...middle, total, '0.00', note]);
}
function returned(cells: Cells = {}): string {
  const { refund = '0.40', name = '宿舍电费', fee = '-0.00240' } = cells;
  const middle = [
    '0.00',
    '0.00',
    `5030${R1}`,
    R1,
    refund,
    '0.00',
    'ORIGINAL',
    'SUCCESS',
    name,
    '',
    fee,
    '0.60%',
  ];
  return ticked([...start(cells, 'REFUND'), ...middle, '0.00', refund, '']);
}
function paidOld(cells: Cells = {}): string {
  const { total = '1.00', name = '宿舍电费', attach = '', fee = '0.00600' } = cells;
  const middle = [total, '0.00', '0', '0', '0', '0', '', '', name, attach, fee, '0.60%'];
  return ticked([...start(cells, 'SUCCESS'), ...middle]);
}
function returnedOld(): string {
  const middle = [
    '0.00',
    '0.00',
    `5030${R1}`,
    R1,
    '0.40',
    '0.00',
    'ORIGINAL',
    'SUCCESS',
    '电费',
    '',
    '-0.00240',
    '0.60%',
  ];
  return ticked([...start({}, 'REFUND'), ...middle]);
}
const sum = (count: string, paidTotal = '1.00', refunds = '0.00', fees = '0.00600') =>
  `${NEW_TOTALS}\r\n${ticked([count, paidTotal, refunds, '0.00', fees, paidTotal, refunds])}`;
const sumOld = (count: string, paidTotal = '1.00', refunds = '0.00', fees = '0.00600') =>
  `${OLD_TOTALS}\r\n${ticked([count, paidTotal, refunds, '0.00', fees])}`;
const wechatBill = (...lines: string[]) => `\uFEFF${lines.join('\r\n')}\r\n`;
const today = (row: string, count = '1') => wechatBill(NEW_HEADER, row, sum(count));

const ONE = [`payment ${P1} 100`];
const UNREAD_GAPS = ['!订单总金额 100000/0', '!手续费总金额 600/0'];

const WECHAT: readonly [what: string, text: string | Buffer, read: readonly string[]][] = [
  ['the form of today', today(paid()), ONE],
  ['the historical form', wechatBill(OLD_HEADER, paidOld(), sumOld('1')), ONE],
  [
    'the historical form with a refund',
    wechatBill(OLD_HEADER, paidOld(), returnedOld(), sumOld('2', '1.00', '0.40', '0.00360')),
    [`payment ${P1} 100`, `refund ${R1} 40`],
  ],
  [
    'the form of 2014: 代金券或立减优惠金额, a full-width comma in the heading, short amounts',
    wechatBill(
      OLD_HEADER.replace('企业红包金额', '代金券或立减优惠金额').replace(
        '企业红包退款金额,',
        '代金券或立减优惠退款金额，',
      ),
      paidOld({ total: '1.0', fee: '0' }),
      '总交易单数,总交易额,总退款金额,总代金券或立减优惠退款金额,手续费总金额',
      ticked(['1', '1.0', '0.0', '0.0', '0']),
    ),
    ONE,
  ],
  [
    'the new heading over an old summary',
    wechatBill(NEW_HEADER, paid(), OLD_TOTALS, ticked(['1', '1.00', '0.00', '0.00', '0.00600'])),
    ONE,
  ],
  ['columns in another order and columns nobody knows', reordered(), ONE],
  [
    'a heading behind backticks and a title above it',
    wechatBill('微信支付账单明细,,,', ticked(NEW_HEADER.split(',')), paid(), sum('1')),
    ONE,
  ],
  [
    'bare line feeds, no mark, no last line end',
    `${NEW_HEADER}\n${paid()}\n${sum('1').replace('\r\n', '\n')}`,
    ONE,
  ],
  ['GB18030', encodeGbk(today(paid()).slice(1)), ONE],
  [
    'values in quotes around their backticks',
    today(`${paid().replaceAll(',`', '","`').replace('`', '"`')}"`),
    ONE,
  ],
  ['tabs and spaces around values', today(paid().replaceAll(',`', '\t ,`')), ONE],
  ['a count with decimals', today(paid(), '1.0'), ONE],
  [
    'a count without refunds',
    wechatBill(NEW_HEADER, paid(), returned(), sum('1', '1.00', '0.40', '0.00360')),
    [`payment ${P1} 100`, `refund ${R1} 40`],
  ],
  ['amounts without decimals', today(paid({ total: '1' })), ONE],
  ['two blanks in a time', today(paid({ time: `${DATE}  10:00:01` })), ONE],
  // texts of merchants
  ['a name with commas', today(paid({ name: '电费,水费,网费' })), ONE],
  ['a name with a comma and a backtick', today(paid({ name: '电费,`水费' })), ONE],
  ['a name and a packet with commas and backticks', today(paid({ name: 'a,`b', attach: 'c,`d,`e' })), ONE],
  ['a name in quotes, one with an inch', today(paid({ name: '"24"显示器"', attach: '"' })), ONE],
  ['a name of backticks alone', today(paid({ name: '```' })), ONE],
  ['a name with a line break', today(paid({ name: '宿舍\n电费' })), ONE],
  ['a name with a line break before a backtick', today(paid({ name: '宿舍\n`电费' })), ONE],
  ['a packet that is many lines', today(paid({ attach: '{\r\n"a": 1,\r\n"b": [\r\n1,`2]\r\n}' })), ONE],
  ['a line break in the last column', today(paid({ note: '优惠\n费率' })), ONE],
  ['an emoji, a tab and a zero byte', today(paid({ name: '🏠\t费\u0000用' })), ONE],
  [
    'bytes that are no text',
    Buffer.concat(
      today(paid({ name: '@@' }))
        .split('@@')
        .flatMap((part, at) =>
          at === 0 ? [Buffer.from(part), Buffer.of(0xff, 0xfe, 0x80)] : [Buffer.from(part)],
        ),
    ),
    ONE,
  ],
  ['a name that ends in a backslash', today(paid({ name: '电费\\' })), ONE],
  // quiet days
  ['nothing at all', '', []],
  ['a mark alone', '\uFEFF', []],
  ['line ends alone', '\r\n\r\n', []],
  ['a heading alone', wechatBill(NEW_HEADER), []],
  ['an old heading alone', wechatBill(OLD_HEADER), []],
  ['a heading and a summary of nothing', wechatBill(NEW_HEADER, sum('0', '0.00', '0.00', '0.00000')), []],
  ['a summary of nothing alone', wechatBill(sum('0', '0.00', '0.00', '0.00000')), []],
  ['a summary without its values', wechatBill(NEW_HEADER, NEW_TOTALS), []],
  ['words instead of a bill', 'No Bill Exist', []],
  ['a refusal instead of a bill', '{"code":"NO_STATEMENT_EXIST","message":"账单不存在"}', []],
  // lines that cannot be read
  [
    'an amount with a sign of its currency',
    today(paid({ total: '￥1.00' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'an amount with groups of digits',
    today(paid({ total: '1,000.00' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'an amount as a spreadsheet writes it',
    today(paid({ total: '1E+2' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'an amount of full-width digits',
    today(paid({ total: '１.００' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  ['an amount below nothing', today(paid({ total: '-1.00' })), [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS]],
  [
    'an amount with a third decimal',
    today(paid({ total: '1.001' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  ['no amount', today(paid({ total: '' })), [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS]],
  ['no fee', today(paid({ fee: '--' })), [`?2 amount 手续费 ${P1}`, ...UNREAD_GAPS]],
  ['no time', today(paid({ time: '14:51:51' })), [`?2 time 交易时间 ${P1}`, ...UNREAD_GAPS]],
  [
    'a day that does not exist',
    today(paid({ time: '2026-02-30 10:00:00' })),
    [`?2 time 交易时间 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'a payer with a zero byte',
    today(paid({ payer: 'o\u0000U' })),
    [`?2 text 用户标识 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'values that are missing',
    today(paid().split(',').slice(0, 20).join(',')),
    [`?2 columns ${P1}`, ...UNREAD_GAPS],
  ],
  ['a line of megabytes', today(paid({ name: 'x'.repeat(3_000_000) })), [`?2 length ${P1}`, ...UNREAD_GAPS]],
  [
    'one bad line among good ones',
    wechatBill(
      NEW_HEADER,
      paid(),
      returned({ refund: '0.4元' }),
      paid({ no: P2 }),
      sum('3', '2.00', '0.40', '0.00960'),
    ),
    [
      `payment ${P1} 100`,
      `payment ${P2} 100`,
      `?3 amount 申请退款金额 ${P1}`,
      '!申请退款总金额 40000/0',
      '!手续费总金额 960/1200',
    ],
  ],
  [
    'a line cut off before a whole one',
    wechatBill(
      NEW_HEADER,
      paid().split(',').slice(0, 9).join(','),
      paid({ no: P2 }),
      sum('2', '2.00', '0.00', '0.01200'),
    ),
    [`payment ${P2} 100`, `?2 columns ${P1}`, '!订单总金额 200000/100000', '!手续费总金额 1200/600'],
  ],
  [
    'lines after the summary',
    wechatBill(NEW_HEADER, paid(), sum('1'), paid({ no: P2 })),
    [...ONE, `?5 columns ${P2}`],
  ],
  // totals
  [
    'a total of other lines',
    wechatBill(NEW_HEADER, paid(), sum('1', '2.00')),
    [...ONE, '!订单总金额 200000/100000'],
  ],
  [
    'a total that cannot be read',
    wechatBill(NEW_HEADER, paid(), sum('1', '一元')),
    [...ONE, '!订单总金额 undefined/100000'],
  ],
  [
    'fewer lines told than there are',
    wechatBill(NEW_HEADER, paid(), paid({ no: P2 }), sum('1', '2.00', '0.00', '0.01200')),
    [`payment ${P1} 100`, `payment ${P2} 100`, '!总交易单数 1/2'],
  ],
  // no bill, or not a whole one
  ['no summary', wechatBill(NEW_HEADER, paid()), ['账单不完整：没有汇总']],
  ['cut in a line', wechatBill(NEW_HEADER, paid()).slice(0, -80), ['账单不完整：没有汇总']],
  ['a summary of more lines', today(paid(), '2'), ['账单不完整：汇总有 2 笔，明细只有 1 行']],
  [
    'a summary of more lines than cannot be read',
    today(paid({ total: 'x' }), '3'),
    ['账单不完整：汇总有 3 笔，明细只有 1 行'],
  ],
  [
    'no column of amounts',
    wechatBill(NEW_HEADER.replace(',订单金额,', ',金额,'), paid(), sum('1')),
    ['账单没有“订单金额”列'],
  ],
  [
    'an old heading without refunds',
    wechatBill(OLD_HEADER.replace(',退款金额,', ',退款,'), paidOld(), sumOld('1')),
    ['账单没有“申请退款金额”列'],
  ],
  [
    'today’s heading without 申请退款金额, which 退款金额 does not replace',
    wechatBill(NEW_HEADER.replace('申请退款金额', '申请'), paid(), sum('1')),
    ['账单没有“申请退款金额”列'],
  ],
  ['no heading', wechatBill(paid(), sum('1')), ['账单没有表头']],
  ['a page of an error', '<html><body>502 Bad Gateway</body></html>', ['账单没有表头']],
  [
    'a bill of funds',
    wechatBill('记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元)'),
    ['这是资金账单，不是交易账单'],
  ],
  [
    'hundreds of lines of nobody’s form',
    wechatBill(NEW_HEADER, ...Array(300).fill(paid({ total: 'x' })), sum('300')),
    ['账单有超过 200 行无法读取（第 2 行起）'],
  ],
];

function reordered(): string {
  const names = [...NEW_HEADER.split(',').reverse(), '新增的一列'];
  const values = [...paid().split(',').reverse(), '`随便,什么'];
  return wechatBill(names.join(','), values.join(','), sum('1'));
}

describe('WeChat', () => {
  test.each(WECHAT)('%s', async (_, text, expected) => {
    const file = Buffer.from(text);
    const sha1 = createHash('sha1').update(file).digest('hex');
    const owner = { merchantId: MCH };
    expect(await told(() => readBill({ channel: 'wechat', file, owner, sha1 }))).toEqual(expected);
    const packed = gzipSync(file);
    expect(await told(() => readBill({ channel: 'wechat', file: packed, owner, sha1 }))).toEqual(expected);
  });
});

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
    'fewer lines told than there are',
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

describe('Alipay', () => {
  test.each(ALIPAY)('%s', async (_, file, expected) => {
    const owner = { sellerId: SELLER, date: DATE };
    expect(await told(() => readBill({ channel: 'alipay', file, owner }))).toEqual(expected);
  });
});
